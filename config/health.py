"""Liveness and readiness: is the process alive, and does everything that a turn needs answer."""

import asyncio
import logging
from collections.abc import Awaitable

import redis.asyncio
from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.http import HttpRequest, JsonResponse
from django.utils.log import log_response
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from config.heartbeat import HEARTBEAT_KEY

log = logging.getLogger(__name__)
CHECK_SECONDS = 1.0


@require_safe
def livez(request: HttpRequest) -> JsonResponse:
    """200 as long as the process answers; asks no other server."""
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
async def healthz(request: HttpRequest) -> JsonResponse:
    """200 when database (for writing), Valkey and a worker answer, each within a second; 503 when one is missing."""
    names = ("database", "valkey", "worker")
    answers = await asyncio.gather(_in_time(_database()), _in_time(_valkey()), _in_time(_worker()))
    checks = {name: "ok" if answer else "unavailable" for name, answer in zip(names, answers, strict=True)}
    if all(answers):
        return JsonResponse({"status": "ok", "checks": checks})
    unready = JsonResponse({"status": "unavailable", "checks": checks}, status=503)
    # Not logged as an error: 503 is a normal answer here, and the first one at every start.
    missing = ", ".join(name for name in names if checks[name] != "ok")
    log_response("Not ready yet: %s", missing, response=unready, request=request, logger=log, level="info")
    return unready


async def _in_time(check: Awaitable[bool]) -> bool:
    try:
        async with asyncio.timeout(CHECK_SECONDS):
            return await check
    except (TimeoutError, DatabaseError, InterfaceError, redis.RedisError):
        return False


async def _database() -> bool:
    return await sync_to_async(_select_one, thread_sensitive=False)()


def _select_one() -> bool:
    try:
        with connection.cursor() as cursor:
            # A read-only stand-by cannot serve turns.
            cursor.execute("SELECT current_setting('transaction_read_only')")
            return bool(cursor.fetchone() == ("off",))
    finally:
        # The thread may not be used again, so its connection returns to the pool now.
        connection.close()


async def _valkey() -> bool:
    async with _client() as client:
        return bool(await client.ping())


async def _worker() -> bool:
    async with _client() as client:
        return bool(await client.exists(HEARTBEAT_KEY))


def _client() -> redis.asyncio.Redis:
    return redis.asyncio.from_url(settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=1)
