"""The live events of a turn, as server-sent events."""

import asyncio
import json
import logging
import uuid
from collections.abc import AsyncGenerator, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from functools import partial
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from django.conf import settings
from django.db import InterfaceError, OperationalError, connections
from django.db.models import Max
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from rest_framework.exceptions import APIException
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from conversations import shapes
from conversations.events.reader import encode, follow, is_event_id
from conversations.events.stamps import StampsOfStreams, StreamReader
from conversations.events.turn_streams import turn_streams
from conversations.models import FINAL, Message, ToolCall, Turn
from conversations.selectors import turn_visible_to, with_card
from organizations.api.authentication import Credentials, answered, authenticated_user, token_of
from organizations.api.base import OrganizationView
from organizations.api.closed import refuse_unknown
from organizations.models import Scope
from organizations.policy import may_use_token_to
from organizations.refusals import DomainError, insist
from organizations.selectors import entered

log = logging.getLogger(__name__)
T = TypeVar("T")
EVENT_STREAM = "text/event-stream"
# Looks of all streams of the process; each holds a database connection while it runs, and no longer.
LOOKERS = 4
_lookers = ThreadPoolExecutor(LOOKERS, thread_name_prefix="look")
_by_loop: "WeakKeyDictionary[asyncio.AbstractEventLoop, StampsOfStreams]" = WeakKeyDictionary()


def turn_events(request: HttpRequest, org: str, turn: uuid.UUID) -> HttpResponseBase:
    """GET: text/event-stream; `Last-Event-ID` goes on from there. Access is checked again at each ping."""
    try:
        credentials = Credentials.of(request)
        row = answered(request, lambda: _seen(credentials, org, turn, partial(_plainly, request)))
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
    content = shapes.content(answer.content, shapes.by_id(with_card(ToolCall.objects.filter(turn=row))))
    stands = {"content": content, "kept": kept, "resumed_after": row.resumed_after, "offset": 0}
    data = {"turn": str(row.id), "status": row.status, **stands, **position}
    finished = {
        "status": row.status,
        "error": shapes.turn_error(row),
        "ending": shapes.turn_ending(row, answer),
        "message": str(answer.id),
        **position,
    }
    return {"final": row.status in FINAL, "data": data, "finished": finished}


# How the answer to a message can be had: as JSON, or as the events of the turn that it started.


class EventStreamRenderer(JSONRenderer):
    """Lets a client ask for events; a refusal is still JSON."""

    media_type = EVENT_STREAM


class SendingView(OrganizationView):
    """A POST that can send a message, and be answered with events."""

    def get_renderers(self) -> list[BaseRenderer]:
        """Events are an answer to a message only."""
        return [*super().get_renderers(), *([EventStreamRenderer()] if self.request.method == "POST" else [])]

    def insist_on_reading(self) -> None:
        """Who may send and not read is refused before anything is sent; the stream itself asks only at its pings."""
        if wants_events(self.request) and (token := token_of(self.request)):
            insist(may_use_token_to(Scope.READ, token))

    def started(self, message: Message, turn: Turn, status: int, **beside: Any) -> HttpResponseBase:
        """The answer to a message, as the client asked for it; `beside` is what else was made."""
        # Nobody has taken a new turn yet; one that the same text had started before may have calls.
        shown = turn_shape(turn) if turn.fence else shapes.turn(turn, [])
        data = {**beside, "message": shapes.message(message, {}, settings.MODEL_IS_DEMO), "turn": shown}
        if wants_events(self.request):
            return _started_stream(self.request, self.organization.slug, turn, data, status)
        return Response(data, status=status)


def turn_shape(row: Turn) -> dict[str, Any]:
    """A turn with its calls."""
    return shapes.turn(row, with_card(ToolCall.objects.filter(turn=row)))


def wants_events(request: Request) -> bool:
    """Whether the client sent `Accept: text/event-stream`."""
    return isinstance(request.accepted_renderer, EventStreamRenderer)


def _started_stream(
    request: Request, org: str, turn: Turn, started: Mapping[str, Any], status: int
) -> StreamingHttpResponse:
    """`message.sent` with what the JSON answer says, then the turn's events: spares a second request."""
    opening = encode("message.sent", json.dumps(started))
    response = event_stream(request._request, org, turn, opening)
    response.status_code = status
    # What a repeated Idempotency-Key is answered with (organizations/api/idempotency.py).
    response.data = started  # type: ignore[attr-defined]
    return response
