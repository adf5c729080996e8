"""The tools of a connector, and what may be done with them."""

import uuid

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from connectors import shapes
from connectors.accounts.offers import refresh_tools
from connectors.api.answers import ToolRefreshSerializer, ToolReviewSerializer, ToolSerializer
from connectors.api.base import ConnectorsOfMember
from connectors.api.requests import ToolChange, ToolReview, ToolsReview
from connectors.policy.rules import may_change
from connectors.policy.tool_levels import GROUPS
from connectors.selectors import tools_of, tools_to_review
from connectors.tools.policies import Shown, mark_effect, review_tool, review_tools, set_tool_policy
from organizations.api.base import PagedView
from organizations.api.closed import Nothing, valid
from organizations.models import Scope
from organizations.refusals import insist
from organizations.tenancy import tenant


class ToolsView(ConnectorsOfMember, PagedView):
    """All tools of a connector: those that the organization has seen, and those that the review names."""

    @extend_schema(operation_id="tools_list", responses=ToolSerializer(many=True))
    def get(self, request: Request, org: str, connector_id: uuid.UUID) -> Response:
        """The newest definition of each, with the levels that decide for the asking member."""
        connector = self.connector(connector_id)
        return self.whole(self.shaped_tools(connector, tools_of(connector)))


class ToolView(ConnectorsOfMember, PagedView):
    """One tool, or a group of them: `@read`, `@write`, `@destructive`, `*`."""

    changes_need = Scope.APPROVE  # the level "allow" decides every later call

    @extend_schema(operation_id="tools_update", request=ToolChange, responses=ToolSerializer(many=True))
    def patch(self, request: Request, org: str, connector_id: uuid.UUID, name: str) -> Response:
        """Set the level for everyone (owners) or for oneself, or say what a custom connector's tool does (owners).

        Answers the tools that it concerns.
        """
        connector = self.connector(connector_id)
        change = valid(ToolChange, request.data)
        if "effect" in change:
            mark_effect(actor=self.actor, connector=connector, name=name, **change)
        else:
            level = change["policy"]
            set_tool_policy(actor=self.actor, connector=connector, tool=name, scope=change["scope"], level=level)
        rows = tools_of(connector)
        concerned = rows if name in GROUPS else [row for row in rows if row.name == name]
        return self.whole(self.shaped_tools(connector, concerned))


class ToolReviewView(ConnectorsOfMember):
    """The review of a new or changed tool."""

    changes_need = Scope.APPROVE

    @extend_schema(operation_id="tools_review", request=ToolReview, responses=ToolSerializer)
    def post(self, request: Request, org: str, connector_id: uuid.UUID, name: str) -> Response:
        """Let it out of quarantine, or refuse it (owners)."""
        connector = self.connector(connector_id)
        row = review_tool(actor=self.actor, connector=connector, name=name, **valid(ToolReview, request.data))
        return Response(self.shaped_tools(connector, [row])[0])


class ToolsReviewView(ConnectorsOfMember, PagedView):
    """The review of all that an owner was shown."""

    changes_need = Scope.APPROVE

    @extend_schema(operation_id="tool_reviews_list", responses=ToolReviewSerializer(many=True))
    def get(self, request: Request, org: str, connector_id: uuid.UUID) -> Response:
        """What waits for an owner or was refused by one, beside the accepted version (owners)."""
        connector = self.connector(connector_id)
        insist(may_change(connector, self.membership))
        rows = tools_to_review(connector)
        return self.whole([dict(ToolReviewSerializer(shapes.review(row)).data) for row in rows])

    @extend_schema(operation_id="tool_reviews_create", request=ToolsReview, responses=ToolSerializer(many=True))
    def post(self, request: Request, org: str, connector_id: uuid.UUID) -> Response:
        """Accept or refuse exactly these versions (owners); when one has changed since, none."""
        connector = self.connector(connector_id)
        asked = valid(ToolsReview, request.data)
        shown = [Shown(**one) for one in asked["tools"]]
        rows = review_tools(actor=self.actor, connector=connector, shown=shown, verdict=asked["verdict"])
        return self.whole(self.shaped_tools(connector, rows))


class ToolRefreshesView(ConnectorsOfMember):
    """A look for new tools."""

    # The server is asked, so no transaction is open meanwhile.
    holds_transaction = False

    @extend_schema(operation_id="tool_refreshes_create", request=None, responses=ToolRefreshSerializer)
    def post(self, request: Request, org: str, connector_id: uuid.UUID) -> Response:
        """Ask the server with one's own accounts what it offers them now; new and changed tools wait for an owner."""
        with tenant(self.organization.id):
            connector = self.connector(connector_id)
        valid(Nothing, request.data)
        found = refresh_tools(actor=self.actor, connector=connector)
        return Response(ToolRefreshSerializer(found).data)
