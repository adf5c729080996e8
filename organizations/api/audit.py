"""The audit log of an organization."""

from collections.abc import Sequence
from typing import Annotated, Any, ClassVar, TypedDict

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from organizations import policy
from organizations.api.base import OrganizationView, PagedView
from organizations.audit_names import About, about
from organizations.models import AuditEvent
from organizations.refusals import AuditNote, insist
from organizations.selectors import audit_events_visible_to
from organizations.shapes import Id, Time, time_text


class AuditEventsQuery(serializers.Serializer[Any]):
    """How the audit log is narrowed."""

    action = serializers.CharField(required=False, max_length=64, help_text="For example member.joined")
    subject = serializers.CharField(
        required=False, max_length=64, source="subject_id", help_text="The id of what it was done to"
    )


class AuditActorShape(TypedDict):
    """Who did it: a member, a token, an operator, or the system."""

    kind: str
    id: Id | None
    name: str


class AuditSubjectShape(TypedDict):
    """What it was done to."""

    type: str
    id: str


class AuditAboutShape(TypedDict):
    """One thing that an event is about, in words; never what was said in a chat."""

    kind: Annotated[str, "member, connector, tool, conversation, project or another."]
    name: str
    id: Annotated[str, "Empty where the reader cannot go there."]


class AuditEventShape(TypedDict):
    """One act; ids, counts and codes only."""

    id: Id
    at: Time
    action: str
    actor: AuditActorShape
    subject: AuditSubjectShape
    about: list[AuditAboutShape]
    data: dict[str, Any]
    address: str | None
    user_agent: str


def audit_event_shape(event: AuditEvent, things: Sequence[About]) -> AuditEventShape:
    """An event with the names of what it is about."""
    return {
        "id": str(event.id),
        "at": time_text(event.at),
        "action": event.action,
        "actor": {
            "kind": event.actor_kind,
            "id": str(event.actor_id) if event.actor_id else None,
            "name": event.actor_name,
        },
        "subject": {"type": event.subject_type, "id": event.subject_id},
        "about": [{"kind": thing.kind, "name": thing.name, "id": thing.id} for thing in things],
        "data": event.data,
        "address": event.address,
        "user_agent": event.user_agent,
    }


class AuditEventList(OrganizationView, PagedView):
    """What happened in the organization."""

    queries: ClassVar = {"GET": AuditEventsQuery}

    @extend_schema(operation_id="audit_events_list", parameters=[AuditEventsQuery], responses=list[AuditEventShape])
    def get(self, request: Request, org: str) -> Response:
        """Events, newest first, for owners and auditors."""
        insist(policy.may_read_audit(self.membership), AuditNote("audit.read_denied", self.organization))
        rows = audit_events_visible_to(self.membership).filter(**self.asked)
        return self.shaped_page(rows, self._shaped, ordering=("-at", "-id"))

    def _shaped(self, events: list[AuditEvent]) -> list[AuditEventShape]:
        things = about(events, self.membership)
        return [audit_event_shape(event, things[event]) for event in events]
