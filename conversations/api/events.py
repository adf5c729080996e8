"""The live events of a turn, as server-sent events."""

import logging
import uuid
from collections.abc import AsyncIterator, Callable
from functools import partial
from typing import Any, TypeVar

from asgiref.sync import sync_to_async
from django.db import InterfaceError, OperationalError, connections
from django.db.models import Max
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from rest_framework.exceptions import APIException

from conversations.events.reader import follow, is_event_id, shared_client
from conversations.events.types import EVENT_STREAM, SnapshotShape, TurnFinishedShape
from conversations.models import FINAL, Message, ToolCall, Turn
from conversations.selectors import turn_visible_to, with_card
from conversations.shapes import content_shapes, tool_calls_by_id, turn_ending_shape, turn_error_shape
from organizations.api.authentication import answered, authenticated_user
from organizations.api.base import refuse_unknown
from organizations.refusals import DomainError
from organizations.selectors import entered

log = logging.getLogger(__name__)
T = TypeVar("T")


def turn_events(request: HttpRequest, org: str, turn_id: uuid.UUID) -> HttpResponseBase:
    """GET: text/event-stream; `Last-Event-ID` goes on from there. Access is checked again at each ping."""
    try:
        row = answered(request, lambda: _seen(request, org, turn_id, partial(_plainly, request)))
    finally:
        # The stream must not keep its request's pooled database connection (facts/platform.md).
        connections.close_all()
    return row if isinstance(row, HttpResponse) else event_stream(request, org, row)


def _plainly(request: HttpRequest, row: Turn) -> Turn:
    refuse_unknown(sorted(request.GET))
    return row


def event_stream(request: HttpRequest, org: str, row: Turn, opening: bytes = b"") -> StreamingHttpResponse:
    """The events of a turn that the person may see, after `opening`."""
    response = StreamingHttpResponse(_events(request, org, row, opening), content_type=EVENT_STREAM)
    response["Cache-Control"] = "no-transform"  # the rest is said at the edge (config/edge/caching.py)
    response["X-Accel-Buffering"] = "no"
    return response


async def _events(request: HttpRequest, org: str, row: Turn, opening: bytes) -> AsyncIterator[bytes]:
    if opening:
        yield opening
    look = sync_to_async(lambda: _look(request, org, row.id), thread_sensitive=True)
    last_id = request.headers.get("Last-Event-ID", "")
    start = last_id if is_event_id(last_id) else None
    async for piece in follow(shared_client(), row.id, start, look, is_over=row.is_final):
        yield piece


def _look(request: HttpRequest, org: str, turn_id: uuid.UUID) -> dict[str, Any] | None:
    """The turn as it is in PostgreSQL, None when the person may not see it any more, or nobody can say so.

    Then the stream ends, and whoever comes back for it is told why.
    """
    try:
        return _seen(request, org, turn_id, state_of)
    except (DomainError, APIException):
        return None
    except (OperationalError, InterfaceError) as error:
        log.warning("a stream ends: PostgreSQL does not answer (%s)", type(error).__name__)
        return None
    finally:
        connections.close_all()


def _seen(request: HttpRequest, org: str, turn_id: uuid.UUID, use: Callable[[Turn], T]) -> T:
    """What `use` makes of the turn, inside its tenant; raises Missing for everybody but its member."""
    with entered(authenticated_user(request), slug=org) as membership:
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
