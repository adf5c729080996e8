"""Messages, the turns that answer them, and the decisions that turns wait for."""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.http import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from connectors.models import ToolPolicy
from connectors.tools.policies import ask_again
from conversations import shapes
from conversations.api.events import EVENT_STREAM, SendingView, turn_shape
from conversations.api.inputs import DecisionInput, MessageInput, MessagesQuery, OutcomeInput, ToolCallsQuery
from conversations.api.shapes import ConnectorMark, MessageShape, Output, StartedShape, ToolCallShape, TurnShape
from conversations.models import Message, ToolCall
from conversations.selectors import (
    calls_of,
    conversation_visible_to,
    tool_calls_visible_to,
    turn_visible_to,
)
from conversations.turns.approvals import decide_tool_call, settle_outcome
from conversations.turns.start import cancel_turn, resume_turn, start_turn
from organizations.api.base import OrganizationView, PagedView, found
from organizations.api.closed import Nothing, valid
from organizations.models import Scope


def message_shapes(rows: list[Message]) -> list[dict[str, Any]]:
    """Messages with their tool calls, one query for all calls."""
    calls = shapes.by_id(calls_of(rows))
    return [shapes.message(row, calls, settings.MODEL_IS_DEMO) for row in rows]


class Messages(PagedView, SendingView):
    """The visible branch of a conversation."""

    queries: ClassVar = {"GET": MessagesQuery}

    @extend_schema(operation_id="list_messages", parameters=[MessagesQuery], responses=MessageShape(many=True))
    def get(self, request: Request, org: str, conversation: uuid.UUID) -> Response:
        """Read the messages, oldest first unless `order` says otherwise."""
        row = conversation_visible_to(self.membership, conversation)
        rows = Message.objects.select_related("turn").filter(conversation=row)
        newest_first = self.asked.get("order") == "newest_first"
        ordering = ("-created_at", "-id") if newest_first else ("created_at", "id")
        return self.shaped_page(rows, message_shapes, ordering=ordering)

    @extend_schema(
        operation_id="send_message",
        request=MessageInput,
        responses={(202, "application/json"): StartedShape, (202, EVENT_STREAM): OpenApiTypes.STR},
    )
    def post(self, request: Request, org: str, conversation: uuid.UUID) -> HttpResponseBase:
        """Send a message; a worker answers it, watch the turn's events.

        With `Accept: text/event-stream` they follow at once, after a first event `message.sent` with this JSON. The
        same text again while it is being answered gets the turn that answers it.
        """
        row = conversation_visible_to(self.membership, conversation)
        data = valid(MessageInput, request.data)
        self.insist_on_reading()
        return self.started(*start_turn(actor=self.actor, conversation=row, text=data["text"]), 202)


class OneTurn(OrganizationView):
    """One turn of one's own."""

    @extend_schema(operation_id="get_turn", responses=TurnShape)
    def get(self, request: Request, org: str, turn: uuid.UUID) -> Response:
        """Where it stands, with all its calls."""
        return Response(turn_shape(turn_visible_to(self.membership, turn)))


class Cancellation(OrganizationView):
    """Stop."""

    @extend_schema(operation_id="cancel_turn", request=None, responses={202: TurnShape})
    def post(self, request: Request, org: str, turn: uuid.UUID) -> Response:
        """Stop the turn; stopping one that is over changes nothing."""
        row = turn_visible_to(self.membership, turn)
        valid(Nothing, request.data)
        cancel_turn(actor=self.actor, turn=row)
        row.refresh_from_db()
        return Response(turn_shape(row), status=202)


class Resumption(OrganizationView):
    """Try again, and Continue."""

    @extend_schema(operation_id="resume_turn", request=None, responses={202: TurnShape})
    def post(self, request: Request, org: str, turn: uuid.UUID) -> Response:
        """Let a turn that failed, or whose answer was cut, go on from its last kept step; watch its events."""
        row = turn_visible_to(self.membership, turn)
        valid(Nothing, request.data)
        resume_turn(actor=self.actor, turn=row)
        return Response(turn_shape(row), status=202)


class ToolCalls(PagedView, OrganizationView):
    """Tool calls over all one's conversations."""

    queries: ClassVar = {"GET": ToolCallsQuery}

    @extend_schema(
        operation_id="list_tool_calls",
        parameters=[ToolCallsQuery],
        responses=ToolCallShape(many=True),
    )
    def get(self, request: Request, org: str) -> Response:
        """List calls, newest first; `status=awaiting_approval` are those that wait for a decision."""
        rows = tool_calls_visible_to(self.membership).filter(**self.asked)
        return self.shaped_page(rows, lambda calls: [shapes.tool_call(call) for call in calls])


# One tool call and what a person decides about it.


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


# Standing approvals: what a member always allows, listed and revocable.


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
