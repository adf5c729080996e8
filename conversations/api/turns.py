"""Messages, the turns that answer them, and the decisions that turns wait for."""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.http import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from conversations import shapes
from conversations.api.events import EVENT_STREAM
from conversations.api.inputs import MessageInput, MessagesQuery, ToolCallsQuery
from conversations.api.sending import EventStreamRenderer, started_stream, wants_events
from conversations.api.shapes import MessageShape, StartedShape, ToolCallShape, TurnShape
from conversations.models import Message, ToolCall, Turn
from conversations.selectors import (
    calls_of,
    conversation_visible_to,
    tool_calls_visible_to,
    turn_visible_to,
    with_card,
)
from conversations.services.cancellation import cancel_turn
from conversations.services.resuming import resume_turn
from conversations.services.turns import start_turn
from organizations.api.authentication import token_of
from organizations.api.closed import Nothing, valid
from organizations.api.listing import PagedView
from organizations.api.scoping import OrganizationView
from organizations.exceptions import insist
from organizations.models import Scope
from organizations.policy import may_use_token_to


def message_shapes(rows: list[Message]) -> list[dict[str, Any]]:
    """Messages with their tool calls, one query for all calls."""
    calls = shapes.by_id(calls_of(rows))
    return [shapes.message(row, calls, settings.MODEL_IS_DEMO) for row in rows]


def turn_shape(row: Turn) -> dict[str, Any]:
    """A turn with its calls."""
    return shapes.turn(row, with_card(ToolCall.objects.filter(turn=row)))


class Messages(PagedView, OrganizationView):
    """The visible branch of a conversation."""

    queries: ClassVar = {"GET": MessagesQuery}

    def get_renderers(self) -> list[BaseRenderer]:
        """Events are an answer to a message only."""
        return [*super().get_renderers(), *([EventStreamRenderer()] if self.request.method == "POST" else [])]

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
        if wants_events(request) and (token := token_of(request)):
            # Who may send and not read is refused before anything is sent; the stream itself asks only at its pings.
            insist(may_use_token_to(Scope.READ, token))
        message, turn = start_turn(actor=self.actor, conversation=row, text=data["text"])
        shape = shapes.message(message, {}, settings.MODEL_IS_DEMO)
        # Nobody has taken a new turn yet; one that the same text had started before may have calls.
        started = {"message": shape, "turn": turn_shape(turn) if turn.fence else shapes.turn(turn, [])}
        return started_stream(request, org, turn, started) if wants_events(request) else Response(started, status=202)


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
