"""One tool call and what a person decides about it."""

import uuid

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from conversations import shapes
from conversations.api.inputs import DecisionInput, OutcomeInput
from conversations.api.shapes import ToolCallShape
from conversations.models import ToolCall
from conversations.selectors import tool_calls_visible_to
from conversations.services.decisions import decide_tool_call, settle_outcome
from organizations.api.closed import valid
from organizations.api.finding import found
from organizations.api.scoping import OrganizationView
from organizations.models import Scope


class ToolCallView(OrganizationView):
    """Finds the call through its turn's member."""

    def call(self, call_id: uuid.UUID) -> ToolCall:
        """The call; raises Missing for everybody else."""
        return found(tool_calls_visible_to(self.membership), call_id)

    def shown(self, call_id: uuid.UUID) -> Response:
        """The call as it is now."""
        return Response(shapes.tool_call(self.call(call_id)))


class OneToolCall(ToolCallView):
    """One call."""

    @extend_schema(operation_id="get_tool_call", responses=ToolCallShape)
    def get(self, request: Request, org: str, call: uuid.UUID) -> Response:
        """Read it."""
        return self.shown(call)


class Decision(ToolCallView):
    """The member's decision on a call that waits."""

    changes_need = Scope.APPROVE

    @extend_schema(operation_id="decide_tool_call", request=DecisionInput, responses=ToolCallShape)
    def post(self, request: Request, org: str, call: uuid.UUID) -> Response:
        """Allow once, always allow, or deny; `arguments` replaces what would be sent."""
        data = valid(DecisionInput, request.data)
        decide_tool_call(
            actor=self.actor,
            call=self.call(call),
            decision=data["decision"],
            arguments=data.get("arguments"),
            reason=data.get("reason", ""),
        )
        return self.shown(call)


class Outcome(ToolCallView):
    """What became of a write whose outcome is unknown."""

    changes_need = Scope.APPROVE

    @extend_schema(operation_id="settle_tool_call", request=OutcomeInput, responses=ToolCallShape)
    def post(self, request: Request, org: str, call: uuid.UUID) -> Response:
        """It happened, try again, or skip it."""
        data = valid(OutcomeInput, request.data)
        settle_outcome(actor=self.actor, call=self.call(call), outcome=data["outcome"])
        return self.shown(call)
