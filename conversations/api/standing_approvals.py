"""Standing approvals: what a member always allows, listed and revocable."""

import uuid
from typing import TypedDict

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from connectors.models import ToolPolicy
from connectors.shapes import ConnectorMarkShape, connector_mark_shape
from connectors.tools.policies import ask_again
from organizations.api.base import OrganizationView, PagedView, found
from organizations.models import Membership, Scope
from organizations.shapes import Id, Time


class StandingApprovalShape(TypedDict):
    """A tool, or a kind of tool, that the member always allows."""

    id: Id
    connector: ConnectorMarkShape
    tool: str
    granted_in: Id | None
    updated_at: Time


def standing_approval_shape(row: ToolPolicy) -> StandingApprovalShape:
    """A row of the member's policy that allows."""
    return {
        "id": str(row.id),
        "connector": connector_mark_shape(row.connector),
        "tool": row.tool,
        "granted_in": str(row.granted_in) if row.granted_in else None,
        "updated_at": row.updated_at.isoformat(),
    }


def _allowed_by(member: Membership) -> QuerySet[ToolPolicy]:
    return ToolPolicy.objects.select_related("connector__listing").filter(member=member, level="allow")


class StandingApprovalList(OrganizationView, PagedView):
    """Rows of the member's own policy that allow (rules.md section 3: there is no second mechanism)."""

    @extend_schema(operation_id="standing_approvals_list", responses=list[StandingApprovalShape])
    def get(self, request: Request, org: str) -> Response:
        """List one's own."""
        rows = _allowed_by(self.membership).filter(organization=self.organization)
        return self.page(rows, standing_approval_shape, ordering=("-updated_at",))


class StandingApprovalDetail(OrganizationView):
    """One of them."""

    changes_need = Scope.APPROVE

    @extend_schema(operation_id="standing_approvals_destroy", responses={204: None})
    def delete(self, request: Request, org: str, standing_approval_id: uuid.UUID) -> Response:
        """Ask again from now on."""
        ask_again(actor=self.actor, row=found(_allowed_by(self.membership), standing_approval_id))
        return Response(status=204)
