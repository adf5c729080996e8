"""The messages of a conversation, and sending one."""

import asyncio
import json
import logging
import uuid
from collections.abc import AsyncGenerator, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from functools import partial
from typing import Any, ClassVar, TypeVar
from weakref import WeakKeyDictionary

from django.db import InterfaceError, OperationalError, connections
from django.db.models import Max
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import APIException
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from conversations.api.turns import turn_with_calls
from conversations.call_shapes import tool_calls_by_id
from conversations.events.reader import encode, follow, is_event_id
from conversations.events.stamps import StampsOfStreams, StreamReader
from conversations.events.turn_streams import turn_streams
from conversations.events.types import (
    EVENT_STREAM,
    MESSAGE_SENT,
    TURN_EVENTS,
    MessageSentShape,
    SnapshotShape,
    TurnFinishedShape,
)
from conversations.models import FINAL, Message, ToolCall, Turn
from conversations.selectors import calls_of, conversation_visible_to, turn_visible_to, with_card
from conversations.shapes import (
    MessageShape,
    content_shapes,
    message_shape,
    turn_ending_shape,
    turn_error_shape,
    turn_shape,
)
from conversations.turns import start_turn
from organizations.api.authentication import Credentials, answered, authenticated_user, token_of
from organizations.api.base import OrganizationView, PagedView, refuse_unknown, valid
from organizations.models import Scope
from organizations.policy import may_use_token_to
from organizations.refusals import DomainError, insist
from organizations.selectors import entered

# The live events of a turn, as server-sent events.

log = logging.getLogger(__name__)
T = TypeVar("T")
# Looks of all streams of the process; each holds a database connection while it runs, and no longer.
LOOKERS = 4
_lookers = ThreadPoolExecutor(LOOKERS, thread_name_prefix="look")
_by_loop: "WeakKeyDictionary[asyncio.AbstractEventLoop, StampsOfStreams]" = WeakKeyDictionary()


def turn_events(request: HttpRequest, org: str, turn_id: uuid.UUID) -> HttpResponseBase:
    """GET: text/event-stream; `Last-Event-ID` goes on from there. Access is checked again at each ping."""
    try:
        credentials = Credentials.of(request)
        row = answered(request, lambda: _seen(credentials, org, turn_id, partial(_plainly, request)))
    finally:
        # The stream must not keep its request's pooled database connection.
        connections.close_all()
    return row if isinstance(row, HttpResponse) else event_stream(request, org, row)


def _plainly(request: HttpRequest, row: Turn) -> Turn:
    refuse_unknown(sorted(request.GET))
    return row


def event_stream(request: HttpRequest, org: str, row: Turn, opening: bytes = b"") -> StreamingHttpResponse:
    """The events of a turn that the person may see, after `opening`."""
    last_id = request.headers.get("Last-Event-ID", "")
    start = last_id if is_event_id(last_id) else None
    # Nothing else of the request: it ends before the stream begins (config/edge/streaming.py).
    sight = _Sight(Credentials.of(request), org, row)
    response = StreamingHttpResponse(
        _events(sight, row.id, start, opening, is_over=row.is_final), content_type=EVENT_STREAM
    )
    response["Cache-Control"] = "no-transform"  # the rest is said at the edge (config/edge/caching.py)
    response["X-Accel-Buffering"] = "no"
    return response


async def _events(
    sight: "_Sight", turn_id: uuid.UUID, start: str | None, opening: bytes, *, is_over: bool
) -> AsyncGenerator[bytes]:
    if opening:
        yield opening
        opening = b""
    events = follow(turn_streams(), turn_id, start, sight.look, is_over=is_over, is_unchanged=sight.is_unchanged)
    async with aclosing(events) as pieces:
        async for piece in pieces:
            yield piece


class _Sight:
    """What one reader of a turn sees of it in PostgreSQL, and whether that may have changed since the last look."""

    __slots__ = ("_asked", "_credentials", "_org", "_reader", "_seen_at")

    def __init__(self, credentials: Credentials, org: str, row: Turn) -> None:
        self._credentials, self._org = credentials, org
        session_key, token = credentials.session_key, credentials.token_hash
        self._reader = StreamReader(row.organization_id, row.id, None if token else session_key, token)
        # The last stamp, and the last one that a look came after.
        self._asked = self._seen_at = ""

    async def look(self) -> dict[str, Any] | None:
        """The turn as it is now, None when its reader may not see it any more, or nobody can say so."""
        asked, loop = self._asked, asyncio.get_running_loop()
        seen = await loop.run_in_executor(_lookers, _look, self._credentials, self._org, self._reader.turn_id)
        if seen is not None:
            self._seen_at = asked
        return seen

    async def is_unchanged(self) -> bool | None:
        """Whether a look would find what the last one found; None when nobody can say so."""
        stamp = await _stamps().of(self._reader)
        if stamp is None:
            return None
        self._asked = stamp
        return stamp == self._seen_at


def _stamps() -> StampsOfStreams:
    """The running loop's."""
    loop = asyncio.get_running_loop()
    if loop not in _by_loop:
        _by_loop[loop] = StampsOfStreams(_lookers)
    return _by_loop[loop]


def _look(credentials: Credentials, org: str, turn_id: uuid.UUID) -> dict[str, Any] | None:
    """The turn as it is in PostgreSQL, None when the person may not see it any more, or nobody can say so.

    Then the stream ends, and whoever comes back for it is told why.
    """
    try:
        return _seen(credentials, org, turn_id, state_of)
    except (DomainError, APIException):
        return None
    except (OperationalError, InterfaceError) as error:
        log.warning("a stream ends: PostgreSQL does not answer (%s)", type(error).__name__)
        return None
    finally:
        connections.close_all()


def _seen(credentials: Credentials, org: str, turn_id: uuid.UUID, use: Callable[[Turn], T]) -> T:
    """What `use` makes of the turn, inside its tenant; raises Missing for everybody but its member."""
    with entered(authenticated_user(credentials), slug=org) as membership:
        return use(turn_visible_to(membership, turn_id))


def state_of(row: Turn) -> dict[str, Any]:
    """What a snapshot and, once it is over, the last event say."""
    answer = Message.objects.get(turn=row, role="assistant")
    kept = row.steps.aggregate(last=Max("number"))["last"] or 0
    position = {"fence": row.fence, "step": kept}
    content = content_shapes(answer.content, tool_calls_by_id(with_card(ToolCall.objects.filter(turn=row))))
    snapshot = SnapshotShape(
        turn=str(row.id),
        status=row.status,
        content=content,
        kept=kept,
        resumed_after=row.resumed_after,
        offset=0,
    )
    finished = TurnFinishedShape(
        status=row.status,
        error=turn_error_shape(row),
        ending=turn_ending_shape(row, answer),
        message=str(answer.id),
    )
    return {"final": row.status in FINAL, "data": {**snapshot, **position}, "finished": {**finished, **position}}


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
