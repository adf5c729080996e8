"""The stream's names, and the worker's side: append, coalesced, never in the way of the turn."""

import asyncio
import json
import logging
import uuid
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from typing import Any

from django.conf import settings
from redis import Redis
from redis.asyncio import Redis as AsyncRedis
from redis.asyncio.retry import Retry as AsyncRetry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as ConnectionBroken
from redis.exceptions import RedisError
from redis.retry import Retry

log = logging.getLogger(__name__)
# A turn may wait for a person for a long time; afterwards readers have a few minutes to see its end.
ACTIVE_SECONDS = 24 * 3600
FINISHED_SECONDS = 600
LONGEST_STREAM = 20_000
# How often readers are told at most, while a turn goes on: a dozen times a second reads as a steady flow.
PACE_SECONDS = 0.08
# What a person has to act on, or waits for, goes at once.
URGENT = {"tool_call.awaiting_approval", "turn.waiting", "turn.finished", "snapshot", "model.waiting"}
IN_A_SNAPSHOT = ("text.delta", "snapshot")
Event = tuple[str, dict[str, Any]]


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
    """Appends one turn's events in order, in the background: what comes while some are on their way goes with the next.

    Valkey may be gone or emptied at any time: then events are dropped, and the first one that gets through again is
    preceded by a `snapshot`, so that readers never miss what was said (docs/a-turn.md). A stream always
    begins with the turn's very first event or with a snapshot: from its first entry on it is whole.
    """

    def __init__(
        self, redis: "AsyncRedis", turn_id: uuid.UUID, fence: int, snapshot: Callable[[], dict[str, Any]]
    ) -> None:
        self._redis, self._key, self._fence, self._snapshot = redis, stream_key(turn_id), fence, snapshot
        self._step, self._offset = 0, 0
        self._waiting: list[Event] = []
        self._sender: asyncio.Task[None] | None = None
        self._urgent = asyncio.Event()
        # Something was lost: the next event makes a new start.
        self._missed = False
        self._lifetime = ACTIVE_SECONDS

    def begin_step(self, number: int) -> None:
        """Text offsets start anew with each step."""
        self._step, self._offset = number, 0

    def text(self, delta: str) -> None:
        """Queue a piece of text."""
        last = self._waiting[-1] if self._waiting else None
        if last and last[0] == "text.delta" and last[1]["step"] == self._step:
            last[1]["text"] += delta
        else:
            self._queue("text.delta", {"offset": self._offset, "text": delta})
        self._offset += len(delta)

    def add(self, event: str, data: dict[str, Any]) -> None:
        """Queue an event after all that came before it; `turn.started` makes the stream."""
        self._queue(event, data)
        if event in URGENT:
            self._urgent.set()

    async def finish(self, data: dict[str, Any]) -> None:
        """`turn.finished`, and the stream may expire soon; returns when all was sent."""
        self._lifetime = FINISHED_SECONDS
        self.add("turn.finished", data)
        await self.sent()

    async def sent(self) -> None:
        """Wait until everything queued so far is with Valkey, or was given up."""
        while self._sender is not None and not self._sender.done():
            await asyncio.shield(self._sender)

    def _queue(self, event: str, data: dict[str, Any]) -> None:
        self._waiting.append((event, {"fence": self._fence, "step": self._step, **data}))
        if self._sender is None or self._sender.done():
            self._sender = asyncio.create_task(self._send_all())

    async def _send_all(self) -> None:
        while self._waiting:
            events, self._waiting = self._waiting, []
            await self._send(events)
            await self._pause(events)

    async def _pause(self, told: list[Event]) -> None:
        """Not after the start, because the first words shall come at once, and not at the end."""
        if told[-1][0] == "turn.started" or self._lifetime == FINISHED_SECONDS:
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(PACE_SECONDS):
                await self._urgent.wait()
        self._urgent.clear()

    async def _send(self, events: list[Event]) -> None:
        try:
            if self._missed or not await self._append(events):
                await self._start_anew(events)
            self._missed = False
        except RedisError as error:
            self._missed = True
            log.warning("%d live events were not published: %s", len(events), type(error).__name__)

    async def _start_anew(self, events: list[Event]) -> None:
        """A snapshot holds all the text that was said, also what still waits here; an older one would take it back."""
        self._waiting = [(event, data) for event, data in self._waiting if event not in IN_A_SNAPSHOT]
        snapshot = {"fence": self._fence, "step": self._step, **self._snapshot()}
        others = [(event, data) for event, data in events if event not in (*IN_A_SNAPSHOT, "turn.started")]
        await self._append([("snapshot", snapshot), *others], create=True)

    async def _append(self, events: list[Event], *, create: bool = False) -> bool:
        """One round trip, all or nothing; False when there is no stream to append to."""
        create = create or any(event == "turn.started" for event, _ in events)
        async with self._redis.pipeline(transaction=True) as pipe:
            for event, data in events:
                fields: dict[Any, Any] = {"event": event, "data": json.dumps(data)}
                pipe.xadd(self._key, fields, nomkstream=not create, maxlen=LONGEST_STREAM, approximate=True)
            if create or self._lifetime != ACTIVE_SECONDS:
                pipe.expire(self._key, self._lifetime)
            return (await pipe.execute())[0] is not None


# Clients of Valkey with deadlines: one that stands still must hold up no request, no stream and no turn.

# A healthy one answers within milliseconds; two seconds are what a person waits without wondering.
SECONDS = 2.0
# Only what broke is tried again, because a restart leaves broken connections behind; what was too slow is not.
_RETRIES = 1


def client() -> "Redis":
    """For request threads."""
    retry = Retry(NoBackoff(), _RETRIES, (ConnectionBroken,))
    return Redis.from_url(settings.REDIS_URL, retry=retry, socket_timeout=SECONDS, socket_connect_timeout=SECONDS)


def loop_client(*, seconds: float | None = SECONDS, protocol: int | None = None) -> "AsyncRedis":
    """For an event loop; texts are decoded. `seconds` is None for who keeps the time itself."""
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
