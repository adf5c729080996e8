"""The live events of a turn, as server-sent events."""

import asyncio
import logging
import uuid
from collections.abc import AsyncGenerator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from functools import partial
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from django.db import InterfaceError, OperationalError, connections
from django.db.models import Max
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from rest_framework.exceptions import APIException

from conversations.events.reader import follow, is_event_id
from conversations.events.stamps import StampsOfStreams, StreamReader
from conversations.events.turn_streams import turn_streams
from conversations.events.types import EVENT_STREAM, SnapshotShape, TurnFinishedShape
from conversations.models import FINAL, Message, ToolCall, Turn
from conversations.selectors import turn_visible_to, with_card
from conversations.shapes import content_shapes, tool_calls_by_id, turn_ending_shape, turn_error_shape
from organizations.api.authentication import Credentials, answered, authenticated_user
from organizations.api.base import refuse_unknown
from organizations.refusals import DomainError
from organizations.selectors import entered

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
