"""The audit log of an organization."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from organizations import policy
from organizations.api.listing import PagedView
from organizations.api.scoping import OrganizationView
from organizations.api.serializers.audit import AuditEventSerializer
from organizations.exceptions import AuditNote, insist
from organizations.selectors import audit_events_visible_to
from organizations.text import clean_text

FILTERS = {"action": "action", "subject": "subject_id"}


class AuditEventsView(OrganizationView, PagedView):
    """What happened in the organization."""

    filters = tuple(FILTERS)

    @extend_schema(
        operation_id="audit_events_list",
        parameters=[
            OpenApiParameter("action", str, description="For example member.joined"),
            OpenApiParameter("subject", str, description="The id of what it was done to"),
        ],
        responses=AuditEventSerializer(many=True),
    )
    def get(self, request: Request, org: str) -> Response:
        """Events, newest first, for owners and auditors."""
        insist(policy.may_read_audit(self.membership), AuditNote("audit.read_denied", self.organization))
        wanted = {FILTERS[name]: clean_text(value, 64) for name, value in self.asked.items() if value}
        rows = audit_events_visible_to(self.membership).filter(**wanted)
        return self.page(rows, AuditEventSerializer, ordering=("-at", "-id"))
