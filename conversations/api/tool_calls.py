"""Tool calls, and what a person decides about them."""

import uuid
from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from conversations.models import CallStatus, ToolCall
from conversations.selectors import tool_calls_visible_to
from conversations.shapes import ToolCallShape, tool_call_shape
from conversations.turns.approvals import decide_tool_call, settle_outcome
from organizations.api.base import OrganizationView, PagedView, found, valid
from organizations.models import Scope


class ToolCallsQuery(serializers.Serializer[Any]):
    """Which of one's calls are listed."""

    status = serializers.ChoiceField(CallStatus.choices, required=False)


class ToolCallDecision(serializers.Serializer[Any]):
    """What the member says of a call that waits."""

    decision = serializers.ChoiceField(["allow_once", "always_allow", "deny"])
    arguments = serializers.DictField(child=serializers.JSONField(allow_null=True), required=False)
    reason = serializers.CharField(required=False, allow_blank=True, max_length=500)


class ToolCallOutcome(serializers.Serializer[Any]):
    """What became of a write, as the member found it."""

    outcome = serializers.ChoiceField(["happened", "retry", "skip"])


class ToolCallsOfMember(OrganizationView):
    """Finds the call through its turn's member."""

    def call(self, tool_call_id: uuid.UUID) -> ToolCall:
        """The call; raises Missing for everybody else."""
        return found(tool_calls_visible_to(self.membership), tool_call_id)

    def shown(self, tool_call_id: uuid.UUID) -> Response:
        """The call as it is now."""
        return Response(tool_call_shape(self.call(tool_call_id)))


class ToolCallList(OrganizationView, PagedView):
    """Tool calls over all one's conversations."""

    queries: ClassVar = {"GET": ToolCallsQuery}

    @extend_schema(operation_id="tool_calls_list", parameters=[ToolCallsQuery], responses=list[ToolCallShape])
    def get(self, request: Request, org: str) -> Response:
        """List calls, newest first; `status=awaiting_approval` are those that wait for a decision."""
        rows = tool_calls_visible_to(self.membership).filter(**self.asked)
        return self.page(rows, tool_call_shape, ordering=("-created_at", "-id"))


class ToolCallDetail(ToolCallsOfMember):
    """One call."""

    @extend_schema(operation_id="tool_calls_retrieve", responses=ToolCallShape)
    def get(self, request: Request, org: str, tool_call_id: uuid.UUID) -> Response:
        """Read it."""
        return self.shown(tool_call_id)


class ToolCallDecide(ToolCallsOfMember):
    """The member's decision on a call that waits."""

    changes_need = Scope.APPROVE

    @extend_schema(operation_id="tool_calls_decide", request=ToolCallDecision, responses=ToolCallShape)
    def post(self, request: Request, org: str, tool_call_id: uuid.UUID) -> Response:
        """Allow once, always allow, or deny; `arguments` replaces what would be sent."""
        data = valid(ToolCallDecision, request.data)
        decide_tool_call(
            actor=self.actor,
            call=self.call(tool_call_id),
            decision=data["decision"],
            arguments=data.get("arguments"),
            reason=data.get("reason", ""),
        )
        return self.shown(tool_call_id)


class ToolCallSettle(ToolCallsOfMember):
    """What became of a write whose outcome is unknown."""

    changes_need = Scope.APPROVE

    @extend_schema(operation_id="tool_calls_settle", request=ToolCallOutcome, responses=ToolCallShape)
    def post(self, request: Request, org: str, tool_call_id: uuid.UUID) -> Response:
        """It happened, try again, or skip it."""
        data = valid(ToolCallOutcome, request.data)
        settle_outcome(actor=self.actor, call=self.call(tool_call_id), outcome=data["outcome"])
        return self.shown(tool_call_id)
