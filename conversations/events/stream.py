"""The names of streams and channels, clients of Valkey, and what the web process says there."""

import json
import uuid
from functools import lru_cache

from django.conf import settings
from redis import Redis
from redis.asyncio import Redis as AsyncRedis
from redis.asyncio.retry import Retry as AsyncRetry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as ConnectionBroken
from redis.retry import Retry

from conversations.events import types
from conversations.models import TurnStatus

# A turn may wait for a person for a long time; afterwards readers have a few minutes to see its end.
FINISHED_SECONDS = 600


def stream_key(turn_id: uuid.UUID | str) -> str:
    """The Redis stream of a turn."""
    return f"turn:{turn_id}"


def control_channel(turn_id: uuid.UUID | str) -> str:
    """Where "stop" reaches the worker at once; PostgreSQL's cancel_requested_at is the truth."""
    return f"turn:{turn_id}:control"


def connection_channel(connection_id: uuid.UUID | str) -> str:
    """Where workers hear that an account was disconnected."""
    return f"connection:{connection_id}:ended"


# Clients of Valkey with deadlines: one that stands still must hold up no request, no stream and no turn.

# A healthy one answers within milliseconds; two seconds are what a person waits without wondering.
SECONDS = 2.0
# Only what broke is tried again, because a restart leaves broken connections behind; what was too slow is not.
_RETRIES = 1


def client() -> "Redis":
    """For request threads."""
    retry = Retry(NoBackoff(), _RETRIES, (ConnectionBroken,))
    return Redis.from_url(settings.REDIS_URL, retry=retry, socket_timeout=SECONDS, socket_connect_timeout=SECONDS)


def loop_client(*, seconds: float = SECONDS, protocol: int | None = None) -> "AsyncRedis":
    """For an event loop; texts are decoded. `seconds` is the longest wait for an answer."""
    return AsyncRedis.from_url(
        settings.REDIS_URL,
        decode_responses=True,
        # A Valkey is shared: what others say there need not be text, and must not end who listens.
        encoding_errors="replace",
        retry=AsyncRetry(NoBackoff(), _RETRIES, (ConnectionBroken,)),
        socket_timeout=seconds,
        socket_connect_timeout=SECONDS,
        protocol=protocol,
    )


# What the web process says on a turn's stream and control channel; a lost word is made good by heartbeats.


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
    ended = types.TurnFinishedShape(status=TurnStatus.CANCELLED, error=None, ending=None, message=None)
    body = json.dumps({"fence": fence, "step": 0, **ended})
    with _redis().pipeline(transaction=False) as pipe:
        pipe.xadd(stream_key(turn_id), {"event": types.TURN_FINISHED, "data": body})
        pipe.expire(stream_key(turn_id), FINISHED_SECONDS)
        pipe.execute()


def announce_resumption(turn_id: uuid.UUID) -> None:
    """A turn that was over goes on: what was said of its end is no longer so."""
    _redis().delete(stream_key(turn_id))
