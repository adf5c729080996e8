"""The audit log of an organization."""

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from organizations import policy
from organizations.api.base import OrganizationView, PagedView
from organizations.audit_names import About, about
from organizations.models import AuditEvent
from organizations.refusals import AuditNote, insist
from organizations.selectors import audit_events_visible_to

# The audit log.


class AuditEventsQuery(serializers.Serializer[Any]):
    """How the audit log is narrowed."""

    action = serializers.CharField(required=False, max_length=64, help_text="For example member.joined")
    subject = serializers.CharField(
        required=False, max_length=64, source="subject_id", help_text="The id of what it was done to"
    )


class AuditActor(serializers.Serializer[AuditEvent]):
    """Who did it: a member, a token, an operator, or the system."""

    kind = serializers.CharField(source="actor_kind")
    id = serializers.UUIDField(source="actor_id", allow_null=True)
    name = serializers.CharField(source="actor_name")


class AuditSubject(serializers.Serializer[AuditEvent]):
    """What it was done to."""

    type = serializers.CharField(source="subject_type")
    id = serializers.CharField(source="subject_id")


class AuditAbout(serializers.Serializer[About]):
    """One thing that an event is about, in words; never what was said in a chat."""

    kind = serializers.CharField(help_text="member, connector, tool, conversation, project or another.")
    name = serializers.CharField()
    id = serializers.CharField(help_text="Empty where the reader cannot go there.")


class AuditEventSerializer(serializers.Serializer[AuditEvent]):
    """One act; ids, counts and codes only."""

    id = serializers.UUIDField()
    at = serializers.DateTimeField()
    action = serializers.CharField()
    actor = AuditActor(source="*")
    subject = AuditSubject(source="*")
    about = serializers.SerializerMethodField()
    data: Any = serializers.DictField()
    address = serializers.IPAddressField(allow_null=True)
    user_agent = serializers.CharField()

    @extend_schema_field(AuditAbout(many=True))
    def get_about(self, event: AuditEvent) -> Any:
        """From the names of the whole page."""
        return AuditAbout(self.context["about"][event], many=True).data


class AuditEventsView(OrganizationView, PagedView):
    """What happened in the organization."""

    queries: ClassVar = {"GET": AuditEventsQuery}

    @extend_schema(
        operation_id="audit_events_list",
        parameters=[AuditEventsQuery],
        responses=AuditEventSerializer(many=True),
    )
    def get(self, request: Request, org: str) -> Response:
        """Events, newest first, for owners and auditors."""
        insist(policy.may_read_audit(self.membership), AuditNote("audit.read_denied", self.organization))
        rows = audit_events_visible_to(self.membership).filter(**self.asked)
        return self.shaped_page(rows, self._shaped, ordering=("-at", "-id"))

    def _shaped(self, events: list[AuditEvent]) -> Any:
        context = {"about": about(events, self.membership)}
        return [AuditEventSerializer(event, context=context).data for event in events]
