"""The messages of a conversation, and sending one."""

import uuid
from typing import Any

from django.http import HttpResponseBase
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from conversations.api.events import EventStreamRenderer, started_stream, wants_events
from conversations.api.turns import turn_with_calls
from conversations.events.types import EVENT_STREAM, TURN_EVENTS, MessageSentShape
from conversations.models import Message
from conversations.selectors import calls_of, conversation_visible_to
from conversations.shapes import MessageShape, message_shape, tool_calls_by_id, turn_shape
from conversations.turns.start import start_turn
from organizations.api.authentication import token_of
from organizations.api.base import OrganizationView, PagedView, valid
from organizations.models import Scope
from organizations.policy import may_use_token_to
from organizations.refusals import insist


def message_shapes(rows: list[Message]) -> list[MessageShape]:
    """Messages with their tool calls, one query for all calls."""
    calls = tool_calls_by_id(calls_of(rows))
    return [message_shape(row, calls) for row in rows]


class NewMessage(serializers.Serializer[Any]):
    """What the person says."""

    # The length is the service's rule: its message says what to do.
    text = serializers.CharField(allow_blank=True, trim_whitespace=False)


class MessageList(OrganizationView, PagedView):
    """The visible branch of a conversation."""

    def get_renderers(self) -> list[BaseRenderer]:
        """Events are an answer to a message only."""
        return [*super().get_renderers(), *([EventStreamRenderer()] if self.request.method == "POST" else [])]

    @extend_schema(operation_id="messages_list", responses=list[MessageShape])
    def get(self, request: Request, org: str, conversation_id: uuid.UUID) -> Response:
        """Read the messages, oldest first."""
        row = conversation_visible_to(self.membership, conversation_id)
        rows = Message.objects.select_related("turn").filter(conversation=row)
        return self.shaped_page(rows, message_shapes, ordering=("created_at", "id"))

    @extend_schema(
        operation_id="messages_create",
        request=NewMessage,
        responses={(202, "application/json"): MessageSentShape, (202, EVENT_STREAM): TURN_EVENTS},
    )
    def post(self, request: Request, org: str, conversation_id: uuid.UUID) -> HttpResponseBase:
        """Send a message; a worker answers it, watch the turn's events.

        With `Accept: text/event-stream` they follow at once, after a first event `message.sent` with this JSON. The
        same text again while it is being answered gets the turn that answers it.
        """
        row = conversation_visible_to(self.membership, conversation_id)
        data = valid(NewMessage, request.data)
        if wants_events(request) and (token := token_of(request)):
            # Who may send and not read is refused before anything is sent; the stream itself asks only at its pings.
            insist(may_use_token_to(Scope.READ, token))
        message, turn = start_turn(actor=self.actor, conversation=row, text=data["text"])
        # Nobody has taken a new turn yet; one that the same text had started before may have calls.
        shown = turn_with_calls(turn) if turn.fence else turn_shape(turn, [])
        started: MessageSentShape = {"message": message_shape(message, {}), "turn": shown}
        return started_stream(request, org, turn, started) if wants_events(request) else Response(started, status=202)
