"""The live events of a turn, as server-sent events."""

import uuid
from typing import Any

from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import connections
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from redis.asyncio import Redis

from conversations import shapes
from conversations.events.reader import follow, is_event_id
from conversations.models import FINAL, Message, ToolCall, Turn
from conversations.selectors import turns_visible_to, with_card
from organizations.api.requests import authenticated_user, problem_for
from organizations.exceptions import Missing
from organizations.selectors import membership_of
from organizations.tenancy import tenant


async def turn_events(request: HttpRequest, org: str, turn: uuid.UUID) -> HttpResponseBase:
    """GET: text/event-stream; `Last-Event-ID` goes on from there. Access is checked again at each ping."""
    look = sync_to_async(lambda: _look(request, org, turn), thread_sensitive=True)
    refused = await sync_to_async(problem_for)(request, lambda: _must_see(request, org, turn))
    if refused is not None:
        return refused
    # The stream must not keep its request's pooled database connection (facts/platform.md).
    await sync_to_async(connections.close_all)()
    last_id = request.headers.get("Last-Event-ID", "")
    response = StreamingHttpResponse(
        _events(turn, last_id if is_event_id(last_id) else None, look), content_type="text/event-stream"
    )
    response["Cache-Control"] = "no-cache, no-transform"
    response["X-Accel-Buffering"] = "no"
    return response


async def _events(turn: uuid.UUID, last_id: str | None, look: Any) -> Any:
    redis: Redis = Redis.from_url(settings.REDIS_URL, decode_responses=True)
    try:
        async for piece in follow(redis, turn, last_id, look):
            yield piece
    finally:
        await redis.aclose()


def _must_see(request: HttpRequest, org: str, turn_id: uuid.UUID) -> None:
    """Raises Missing for everybody but the turn's member; cheap, because most readers then only need the stream."""
    membership = membership_of(authenticated_user(request), slug=org)
    if membership is None:
        raise Missing
    with tenant(membership.organization_id):
        if not turns_visible_to(membership).filter(pk=turn_id).exists():
            raise Missing


def _look(request: HttpRequest, org: str, turn_id: uuid.UUID) -> dict[str, Any] | None:
    """The turn as it is in PostgreSQL, None when the person may not see it (any more)."""
    try:
        membership = membership_of(authenticated_user(request), slug=org)
        if membership is None:
            return None
        with tenant(membership.organization_id):
            row = turns_visible_to(membership).filter(pk=turn_id).first()
            return _state(row) if row else None
    finally:
        connections.close_all()


def _state(row: Turn) -> dict[str, Any]:
    """What a snapshot and, once it is over, the last event say."""
    answer = Message.objects.get(turn=row, role="assistant")
    position = {"fence": row.fence, "step": row.steps.count()}
    content = shapes.content(answer.content, shapes.by_id(with_card(ToolCall.objects.filter(turn=row))))
    data = {"turn": str(row.id), "offset": 0, "status": row.status, "content": content, **position}
    finished = {
        "status": row.status,
        "error": shapes.turn_error(row),
        "message": str(answer.id),
        **position,
    }
    return {"final": row.status in FINAL, "data": data, "finished": finished}
