"""Standing approvals: what a member always allows, listed and revocable."""

import uuid
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from connectors.models import ToolPolicy
from connectors.services.policies import ask_again
from conversations import shapes
from conversations.api.shapes import ConnectorMark, Output
from organizations.api.finding import found
from organizations.api.listing import PagedView
from organizations.api.scoping import OrganizationView
from organizations.models import Scope


class StandingApprovalShape(Output):
    id = serializers.UUIDField()
    connector = ConnectorMark()
    tool = serializers.CharField()
    granted_in = serializers.UUIDField(allow_null=True)
    updated_at = serializers.DateTimeField()


class StandingApprovals(PagedView, OrganizationView):
    """Rows of the member's own policy that allow (rules.md section 3: there is no second mechanism)."""

    @extend_schema(operation_id="list_standing_approvals", responses=StandingApprovalShape(many=True))
    def get(self, request: Request, org: str) -> Response:
        """List one's own."""
        return self.shaped_page(self.rows(), lambda rows: [_shape(row) for row in rows], ordering=("-updated_at",))

    def rows(self) -> Any:
        """The member's own allowing rows."""
        return ToolPolicy.objects.select_related("connector__listing").filter(
            organization=self.organization, member=self.membership, level="allow"
        )


class OneStandingApproval(OrganizationView):
    """One of them."""

    changes_need = Scope.APPROVE

    @extend_schema(operation_id="revoke_standing_approval", responses={204: None})
    def delete(self, request: Request, org: str, approval: uuid.UUID) -> Response:
        """Ask again from now on."""
        own = ToolPolicy.objects.select_related("connector").filter(member=self.membership, level="allow")
        ask_again(actor=self.actor, row=found(own, approval))
        return Response(status=204)


def _shape(row: ToolPolicy) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "connector": shapes.connector(row.connector),
        "tool": row.tool,
        "granted_in": str(row.granted_in) if row.granted_in else None,
        "updated_at": row.updated_at.isoformat(),
    }
