"""The tools of a connector, and what may be done with them."""

import uuid
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from connectors import shapes
from connectors.api.serializers.answers import ToolSerializer
from connectors.api.serializers.requests import ToolPolicyChange
from connectors.api.views.base import ConnectorsOfMember
from connectors.models import Connector, ToolDefinition
from connectors.selectors import policies_of, tools_of
from connectors.services.policies import GROUPS, set_tool_policy
from connectors.services.review import review_tool
from organizations.api.listing import Nothing, PagedView, valid
from organizations.models import Scope


class _ToolsOfConnector(ConnectorsOfMember):
    def _shaped(self, connector: Connector, rows: list[ToolDefinition]) -> list[dict[str, Any]]:
        policies = policies_of([connector], self.membership)
        return [dict(ToolSerializer(shapes.tool(row, policies, self.membership, connector)).data) for row in rows]


class ToolsView(_ToolsOfConnector, PagedView):
    """All tools of a connector: those that the organization has seen, and those that the review names."""

    @extend_schema(operation_id="tools_list", responses=ToolSerializer(many=True))
    def get(self, request: Request, org: str, connector_id: uuid.UUID) -> Response:
        """The newest definition of each, with the levels that decide for the asking member."""
        connector = self.connector(connector_id)
        return self.whole(self._shaped(connector, tools_of(connector)))


class ToolView(_ToolsOfConnector, PagedView):
    """One tool, or a group of them: `@read`, `@write`, `@destructive`, `*`."""

    changes_need = Scope.APPROVE  # the level "allow" decides every later call

    @extend_schema(operation_id="tools_update", request=ToolPolicyChange, responses=ToolSerializer(many=True))
    def patch(self, request: Request, org: str, connector_id: uuid.UUID, name: str) -> Response:
        """Set the level for everyone (owners) or for oneself; answers the tools that it concerns."""
        connector = self.connector(connector_id)
        change = valid(ToolPolicyChange, request.data)
        set_tool_policy(actor=self.actor, connector=connector, tool=name, scope=change["scope"], level=change["policy"])
        rows = tools_of(connector)
        concerned = rows if name in GROUPS else [row for row in rows if row.name == name]
        return self.whole(self._shaped(connector, concerned))


class ToolReviewView(_ToolsOfConnector):
    """The review of a new or changed tool."""

    changes_need = Scope.APPROVE

    @extend_schema(operation_id="tools_review", request=None, responses=ToolSerializer)
    def post(self, request: Request, org: str, connector_id: uuid.UUID, name: str) -> Response:
        """Let the newest definition out of quarantine (owners)."""
        connector = self.connector(connector_id)
        valid(Nothing, request.data)
        row = review_tool(actor=self.actor, connector=connector, name=name)
        return Response(self._shaped(connector, [row])[0])
