"""What the web process says on a turn's stream and control channel; a lost word is made good by heartbeats."""

import json
import uuid
from functools import lru_cache

from redis import Redis

from conversations.events.stream import (
    FINISHED_SECONDS,
    connection_channel,
    control_channel,
    stream_key,
)
from conversations.events.valkey import client


@lru_cache
def _redis() -> "Redis":
    return client()


def announce_cancellation(turn_id: uuid.UUID) -> None:
    """Wake the worker that runs the turn."""
    _redis().publish(control_channel(turn_id), "stop")


def announce_connection_end(connection_id: uuid.UUID) -> None:
    """Tell every worker to end the running calls of a disconnected account."""
    _redis().publish(connection_channel(connection_id), "ended")


def announce_end(turn_id: uuid.UUID, fence: int) -> None:
    """A turn that no worker held was cancelled: tell the open streams."""
    body = json.dumps(
        {"fence": fence, "step": 0, "status": "cancelled", "error": None, "ending": None, "message": None}
    )
    with _redis().pipeline(transaction=False) as pipe:
        pipe.xadd(stream_key(turn_id), {"event": "turn.finished", "data": body})
        pipe.expire(stream_key(turn_id), FINISHED_SECONDS)
        pipe.execute()


def announce_resumption(turn_id: uuid.UUID) -> None:
    """A turn that was over goes on: what was said of its end is no longer so."""
    _redis().delete(stream_key(turn_id))
