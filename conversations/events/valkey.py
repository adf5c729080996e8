"""Clients of Valkey with deadlines: one that stands still must hold up no request, no stream and no turn."""

from typing import Any

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
    return Redis.from_url(settings.REDIS_URL, retry=Retry(NoBackoff(), _RETRIES, (ConnectionBroken,)), **_DEADLINES)


def loop_client(*, seconds: float = SECONDS, **options: Any) -> "AsyncRedis":
    """For an event loop; texts are decoded. `seconds` is more for who waits longer on purpose."""
    retry = AsyncRetry(NoBackoff(), _RETRIES, (ConnectionBroken,))
    deadlines = {**_DEADLINES, "socket_timeout": seconds}
    return AsyncRedis.from_url(settings.REDIS_URL, decode_responses=True, retry=retry, **deadlines, **options)


_DEADLINES = {"socket_timeout": SECONDS, "socket_connect_timeout": SECONDS}
