"""The web's side: replay from an id, then follow, until the turn is over."""

import asyncio
import json
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any
from weakref import WeakKeyDictionary

from django.conf import settings
from redis.asyncio import Redis
from redis.exceptions import RedisError

from conversations.events.stream import stream_key

# redis-py's default socket timeout is 5 s, so a block must be shorter (facts/platform.md).
BLOCK_MILLISECONDS = 4000
# A turn that was just claimed says its first word a moment later.
START_MILLISECONDS = 200
# So often the reader's access is asked for again: nobody reads on for longer after a sign-out.
PING_SECONDS = 5.0
RETRY_SECONDS = 1.0
# Each open stream holds a connection while it waits.
MOST_STREAMS = 2000
Look = Callable[[], Awaitable[dict[str, Any] | None]]
Entries = list[tuple[str, dict[str, str]]]

_clients: "WeakKeyDictionary[asyncio.AbstractEventLoop, Redis]" = WeakKeyDictionary()


def shared_client() -> "Redis":
    """The running loop's client for all its streams: making one costs redis-py 5 ms."""
    loop = asyncio.get_running_loop()
    client = _clients.get(loop)
    if client is None:
        client = Redis.from_url(settings.REDIS_URL, decode_responses=True, max_connections=MOST_STREAMS)
        _clients[loop] = client
    return client


def encode(event: str, data: str, entry_id: str = "") -> bytes:
    """One server-sent event. `data` is one line of JSON."""
    head = f"id: {entry_id}\n" if entry_id else ""
    return f"{head}event: {event}\ndata: {data}\n\n".encode()


async def follow(
    redis: "Redis", turn_id: uuid.UUID, last_id: str | None, look: Look, *, is_over: bool
) -> AsyncIterator[bytes]:
    """Yield server-sent events from `last_id` (or the start) on.

    `look` reads PostgreSQL: a snapshot (`{"final": bool, "data": {...}, "finished": {...}}`), or None when the
    reader may not see the turn any more, which ends the stream. `is_over`: nothing more will be said.
    """
    yield b"retry: 1000\n\n"
    position = last_id or "0-0"
    entries = await _read(redis, turn_id, position, None if is_over or last_id else START_MILLISECONDS)
    if await _start_is_gone(redis, turn_id, last_id, entries):
        position, entries = await _newest(redis, turn_id), []
        seen = await look()
        for piece in _as_events(seen, position):
            yield piece
        if seen is None or seen["final"]:
            return
    looked_at = time.monotonic()
    while True:
        if time.monotonic() - looked_at >= PING_SECONDS:
            looked_at = time.monotonic()
            seen = await look()
            if seen is None:
                return
            if seen["final"] and not entries:
                for piece in _as_events(seen, position):
                    yield piece
                return
            yield b": ping\n\n"
        if entries:
            position = entries[-1][0]
            yield b"".join(encode(fields["event"], fields["data"], entry_id) for entry_id, fields in entries)
            if entries[-1][1]["event"] == "turn.finished":
                return
        if entries is None:
            await asyncio.sleep(RETRY_SECONDS)
        entries = await _read(redis, turn_id, position, _until_ping(looked_at))


def _until_ping(looked_at: float) -> int:
    """How long a read may wait, in milliseconds; never 0, which is for ever."""
    left = looked_at + PING_SECONDS - time.monotonic()
    return max(1, min(BLOCK_MILLISECONDS, int(left * 1000)))


def _as_events(seen: dict[str, Any] | None, position: str) -> list[bytes]:
    if seen is None:
        return []
    events = [encode("snapshot", json.dumps(seen["data"]), position)]
    if seen["final"]:
        events.append(encode("turn.finished", json.dumps(seen["finished"]), position))
    return events


async def _start_is_gone(redis: "Redis", turn_id: uuid.UUID, last_id: str | None, entries: Entries | None) -> bool:
    """Whether what came right after `last_id` (or first of all) is not in the stream any more."""
    if entries is None:
        return True
    if last_id is None:
        return not entries or entries[0][1]["event"] not in ("turn.started", "snapshot")
    try:
        first = await redis.xrange(stream_key(turn_id), count=1)
    except RedisError:
        return True
    return not first or _ordinal(last_id) < _ordinal(str(first[0][0]))


async def _newest(redis: "Redis", turn_id: uuid.UUID) -> str:
    """The stream's last id, taken before PostgreSQL is read, so that nothing falls between."""
    try:
        last = await redis.xrevrange(stream_key(turn_id), count=1)
    except RedisError:
        return "0-0"
    return str(last[0][0]) if last else "0-0"


async def _read(redis: "Redis", turn_id: uuid.UUID, position: str, milliseconds: int | None) -> Entries | None:
    """What came after `position`, waiting for it so long; None when Valkey does not answer."""
    try:
        answer = await redis.xread({stream_key(turn_id): position}, count=200, block=milliseconds)
    except RedisError:
        return None
    return [entry for _, entries in _streams(answer) for entry in entries]


def _streams(answer: Any) -> list[tuple[str, Entries]]:
    """RESP2 answers a list, RESP3 a mapping of lists."""
    if isinstance(answer, dict):
        return [(name, [e for chunk in chunks for e in chunk]) for name, chunks in answer.items()]
    return list(answer or [])


def is_event_id(value: str) -> bool:
    """Whether a client's Last-Event-ID has the form of a stream id."""
    left, _, right = value.partition("-")
    return left.isdigit() and right.isdigit() and len(value) < 40


def _ordinal(entry_id: str) -> tuple[int, int]:
    left, _, right = entry_id.partition("-")
    return int(left), int(right or 0)
