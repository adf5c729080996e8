"""The messages of a conversation, and sending one."""

import json
import uuid
from collections.abc import Mapping
from typing import Any, ClassVar

from django.http import HttpResponseBase, StreamingHttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from conversations.api.events import event_stream
from conversations.api.turns import turn_with_calls
from conversations.events.reader import encode
from conversations.events.types import EVENT_STREAM, MESSAGE_SENT, TURN_EVENTS, MessageSentShape
from conversations.models import Message, Turn
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


class MessagesQuery(serializers.Serializer[Any]):
    order = serializers.ChoiceField(
        ["oldest_first", "newest_first"],
        required=False,
        help_text="`newest_first` begins at the end: a chat is read from its last page on.",
    )


class EventStreamRenderer(JSONRenderer):
    """Lets a client ask for events; a refusal is still JSON."""

    media_type = EVENT_STREAM


class SendingView(OrganizationView):
    """A POST that can send a message, and be answered with JSON or with the events of the turn that it started."""

    def get_renderers(self) -> list[BaseRenderer]:
        """Events are an answer to a message only."""
        return [*super().get_renderers(), *([EventStreamRenderer()] if self.request.method == "POST" else [])]

    @property
    def wants_events(self) -> bool:
        """Whether the client sent `Accept: text/event-stream`."""
        return isinstance(self.request.accepted_renderer, EventStreamRenderer)

    def insist_on_reading(self) -> None:
        """Who may send and not read is refused before anything is sent; the stream itself asks only at its pings."""
        if self.wants_events and (token := token_of(self.request)):
            insist(may_use_token_to(Scope.READ, token))

    def started(
        self, message: Message, turn: Turn, status: int, beside: Mapping[str, Any] | None = None
    ) -> HttpResponseBase:
        """The answer to a message, as the client asked for it; `beside` is what else was made."""
        # Nobody has taken a new turn yet; one that the same text had started before may have calls.
        shown = turn_with_calls(turn) if turn.fence else turn_shape(turn, [])
        sent: MessageSentShape = {"message": message_shape(message, {}), "turn": shown}
        data = {**(beside or {}), **sent}
        return self._streamed(turn, data, status) if self.wants_events else Response(data, status=status)

    def _streamed(self, turn: Turn, started: Mapping[str, Any], status: int) -> StreamingHttpResponse:
        """`message.sent` with what the JSON answer says, then the turn's events: spares a second request."""
        opening = encode(MESSAGE_SENT, json.dumps(started))
        response = event_stream(self.request._request, self.organization.slug, turn, opening)
        response.status_code = status
        # What a repeated Idempotency-Key is answered with (organizations/api/idempotency.py).
        response.data = started  # type: ignore[attr-defined]
        return response


class MessageList(SendingView, PagedView):
    """The visible branch of a conversation."""

    queries: ClassVar = {"GET": MessagesQuery}

    @extend_schema(operation_id="messages_list", parameters=[MessagesQuery], responses=list[MessageShape])
    def get(self, request: Request, org: str, conversation_id: uuid.UUID) -> Response:
        """Read the messages, oldest first unless `order` says otherwise."""
        row = conversation_visible_to(self.membership, conversation_id)
        rows = Message.objects.select_related("turn").filter(conversation=row)
        newest_first = self.asked.get("order") == "newest_first"
        ordering = ("-created_at", "-id") if newest_first else ("created_at", "id")
        return self.shaped_page(rows, message_shapes, ordering=ordering)

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
        self.insist_on_reading()
        return self.started(*start_turn(actor=self.actor, conversation=row, text=data["text"]), 202)
