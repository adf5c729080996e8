"""The audit log of an organization."""

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from organizations import policy
from organizations.api.listing import PagedView
from organizations.api.scoping import OrganizationView
from organizations.api.serializers.audit import AuditEventSerializer, AuditEventsQuery
from organizations.audit_names import about
from organizations.exceptions import AuditNote, insist
from organizations.models import AuditEvent
from organizations.selectors import audit_events_visible_to


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
