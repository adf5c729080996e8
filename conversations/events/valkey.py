"""Clients of Valkey with deadlines: one that stands still must hold up no request, no stream and no turn."""

from django.conf import settings
from redis import Redis
from redis.asyncio import Redis as AsyncRedis
from redis.asyncio.retry import Retry as AsyncRetry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as ConnectionBroken
from redis.retry import Retry

# A healthy one answers within milliseconds; two seconds are what a person waits without wondering.
SECONDS = 2.0
# Only what broke is tried again, because a restart leaves broken connections behind; what was too slow is not.
_RETRIES = 1


def client() -> "Redis":
    """For request threads."""
    retry = Retry(NoBackoff(), _RETRIES, (ConnectionBroken,))
    return Redis.from_url(settings.REDIS_URL, retry=retry, socket_timeout=SECONDS, socket_connect_timeout=SECONDS)


def loop_client(*, seconds: float = SECONDS, max_connections: int | None = None) -> "AsyncRedis":
    """For an event loop; texts are decoded. `seconds` is more for who waits longer on purpose."""
    return AsyncRedis.from_url(
        settings.REDIS_URL,
        decode_responses=True,
        # A Valkey is shared: what others say there need not be text, and must not end who listens.
        encoding_errors="replace",
        retry=AsyncRetry(NoBackoff(), _RETRIES, (ConnectionBroken,)),
        socket_timeout=seconds,
        socket_connect_timeout=SECONDS,
        max_connections=max_connections,
    )
