"""The worker's side of a turn's stream: append, coalesced, never in the way of the turn."""

import asyncio
import json
import logging
import uuid
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from redis.exceptions import RedisError, ResponseError

from conversations.events import types
from conversations.events.stream import FINISHED_SECONDS, stream_key
from conversations.events.wire import Command, Line

log = logging.getLogger(__name__)
# A turn may wait for a person for so long.
ACTIVE_SECONDS = 24 * 3600
LONGEST_STREAM = 20_000
# How often readers are told at most, while a turn goes on: a dozen times a second reads as a steady flow.
PACE_SECONDS = 0.08
# What a person has to act on, or waits for, goes at once.
URGENT = {
    types.TOOL_CALL_AWAITING_APPROVAL,
    types.TOOL_CALL_AWAITING_CONNECTION,
    types.TOOL_CALL_AWAITING_INPUT,
    types.TURN_WAITING,
    types.TURN_FINISHED,
    types.SNAPSHOT,
    types.MODEL_WAITING,
}
IN_A_SNAPSHOT = (types.TEXT_DELTA, types.SNAPSHOT)
Event = tuple[str, dict[str, Any]]


class Publisher:
    """Appends one turn's events in order, in the background: what comes while some are on their way goes with the next.

    Valkey may be gone or emptied at any time: then events are dropped, and the first one that gets through again is
    preceded by a `snapshot`, so that readers never miss what was said (docs/a-turn.md). A stream always
    begins with the turn's very first event or with a snapshot: from its first entry on it is whole.
    """

    def __init__(
        self, valkey: Line, turn_id: uuid.UUID, fence: int, snapshot: Callable[[], types.SnapshotShape]
    ) -> None:
        self._valkey, self._key, self._fence, self._snapshot = valkey, stream_key(turn_id), fence, snapshot
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
        if last and last[0] == types.TEXT_DELTA and last[1]["step"] == self._step:
            last[1]["text"] += delta
        else:
            self._queue(types.TEXT_DELTA, types.TextDeltaShape(offset=self._offset, text=delta))
        self._offset += len(delta)

    def add(self, event: str, data: Mapping[str, Any]) -> None:
        """Queue an event after all that came before it; `turn.started` makes the stream."""
        self._queue(event, data)
        if event in URGENT:
            self._urgent.set()

    async def finish(self, data: Mapping[str, Any]) -> None:
        """`turn.finished`, and the stream may expire soon; returns when all was sent."""
        self._lifetime = FINISHED_SECONDS
        self.add(types.TURN_FINISHED, data)
        await self.sent()

    async def sent(self) -> None:
        """Wait until everything queued so far is with Valkey, or was given up."""
        while self._sender is not None and not self._sender.done():
            await asyncio.shield(self._sender)

    def _queue(self, event: str, data: Mapping[str, Any]) -> None:
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
        if told[-1][0] == types.TURN_STARTED or self._lifetime == FINISHED_SECONDS:
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
        snapshot: dict[str, Any] = {"fence": self._fence, "step": self._step, **self._snapshot()}
        others = [(event, data) for event, data in events if event not in (*IN_A_SNAPSHOT, types.TURN_STARTED)]
        await self._append([(types.SNAPSHOT, snapshot), *others], create=True)

    async def _append(self, events: list[Event], *, create: bool = False) -> bool:
        """One round trip, all or nothing; False when there is no stream to append to."""
        create = create or any(event == types.TURN_STARTED for event, _ in events)
        before_it = () if create else ("NOMKSTREAM",)
        commands: list[Command] = [
            (*("XADD", self._key, *before_it, "MAXLEN", "~", LONGEST_STREAM, "*"), *_fields(event, data))
            for event, data in events
        ]
        if create or self._lifetime != ACTIVE_SECONDS:
            commands.append(("EXPIRE", self._key, self._lifetime))
        if len(commands) > 1:
            commands = [("MULTI",), *commands, ("EXEC",)]
        *_, last = await self._valkey.ask(*commands)
        answers = last if len(commands) > 1 else [last]
        if refusal := next((each for each in answers if isinstance(each, ResponseError)), None):
            raise refusal
        return answers[0] is not None


def _fields(event: str, data: Mapping[str, Any]) -> tuple[str, ...]:
    return "event", event, "data", json.dumps(data)
