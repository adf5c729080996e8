"""The stream's names, and the worker's side: append, coalesced, never in the way of the turn."""

import asyncio
import json
import logging
import uuid
from collections.abc import Callable
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import RedisError

log = logging.getLogger(__name__)
# A turn may wait for a person for a long time; afterwards readers have a few minutes to see its end.
ACTIVE_SECONDS = 24 * 3600
FINISHED_SECONDS = 600
LONGEST_STREAM = 20_000


def stream_key(turn_id: uuid.UUID | str) -> str:
    """The Redis stream of a turn."""
    return f"turn:{turn_id}"


def control_channel(turn_id: uuid.UUID | str) -> str:
    """Where "stop" reaches the worker at once; PostgreSQL's cancel_requested_at is the truth."""
    return f"turn:{turn_id}:control"


def connection_channel(connection_id: uuid.UUID | str) -> str:
    """Where workers hear that an account was disconnected."""
    return f"connection:{connection_id}:ended"


class Publisher:
    """Appends one turn's events in order. Text that comes while an XADD is in flight goes with the next one.

    Valkey may be gone at any time: then events are dropped, and the first one that gets through again is
    preceded by a `snapshot`, so that readers never miss what was said (architecture.md section 7).
    """

    def __init__(self, redis: "Redis", turn_id: uuid.UUID, fence: int, snapshot: Callable[[], dict[str, Any]]) -> None:
        self._redis, self._key, self._fence, self._snapshot = redis, stream_key(turn_id), fence, snapshot
        self._step, self._offset = 0, 0
        self._text: list[str] = []
        self._sending = asyncio.Lock()
        self._flusher: asyncio.Task[None] | None = None

    async def start(self, data: dict[str, Any]) -> None:
        """Make the stream, with `turn.started` as its first or next entry."""
        fields = {"event": "turn.started", "data": json.dumps({"fence": self._fence, "step": 0, **data})}
        try:
            async with self._redis.pipeline(transaction=False) as pipe:
                pipe.xadd(self._key, fields, maxlen=LONGEST_STREAM, approximate=True)  # type: ignore[arg-type]
                pipe.expire(self._key, ACTIVE_SECONDS)
                await pipe.execute()
        except RedisError as error:
            log.warning("live events are off: %s", type(error).__name__)

    def begin_step(self, number: int) -> None:
        """Text offsets start anew with each step."""
        self._step, self._offset = number, 0

    def text(self, delta: str) -> None:
        """Queue a piece of text; returns at once."""
        self._text.append(delta)
        if self._flusher is None or self._flusher.done():
            self._flusher = asyncio.create_task(self._flush())

    async def add(self, event: str, data: dict[str, Any]) -> None:
        """Append an event after all text that came before it."""
        async with self._sending:
            await self._send_text()
            await self._xadd(event, data)

    async def finish(self, data: dict[str, Any]) -> None:
        """`turn.finished`, and the stream may expire soon."""
        await self.add("turn.finished", data)
        try:
            await self._redis.expire(self._key, FINISHED_SECONDS)
        except RedisError as error:
            log.warning("stream kept its expiry: %s", type(error).__name__)

    async def _flush(self) -> None:
        async with self._sending:
            while self._text:
                await self._send_text()

    async def _send_text(self) -> None:
        if not self._text:
            return
        text = "".join(self._text)
        self._text.clear()
        offset, self._offset = self._offset, self._offset + len(text)
        await self._xadd("text.delta", {"offset": offset, "text": text})

    async def _xadd(self, event: str, data: dict[str, Any]) -> None:
        try:
            if await self._append(event, data, create=False) is None:
                await self._append("snapshot", self._snapshot(), create=True)
                await self._redis.expire(self._key, ACTIVE_SECONDS)
                if event != "text.delta":
                    await self._append(event, data, create=False)
        except RedisError as error:
            log.warning("event %s was not published: %s", event, type(error).__name__)

    async def _append(self, event: str, data: dict[str, Any], *, create: bool) -> Any:
        body = json.dumps({"fence": self._fence, "step": self._step, **data})
        fields: dict[Any, Any] = {"event": event, "data": body}
        return await self._redis.xadd(self._key, fields, nomkstream=not create, maxlen=LONGEST_STREAM, approximate=True)
