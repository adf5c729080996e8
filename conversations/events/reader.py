"""The web's side: what a reader is told is what PostgreSQL says, and what is live on the stream.

A stream that is whole is replayed and followed. Whatever is lost between (an emptied Valkey, a worker that died between
a commit and its telling) is mended by a look into PostgreSQL: at the start when the stream does not begin whole, at
each ping of a stream on which nothing is said, and before the end of the turn is told, unless the worker that ended it
a moment ago says what the answer holds and the reader was told all of that.
"""

import asyncio
import json
import uuid
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Any

from conversations.events.picture import Picture, begins_whole
from conversations.events.turn_streams import MOST_ENTRIES, Entries, TurnStreams, Watch
from conversations.events.types import SNAPSHOT, TURN_FINISHED

# A turn that was just claimed says its first word a moment later.
START_MILLISECONDS = 400
# So often the reader's access is asked for again: nobody reads on for longer after a sign-out.
PING_SECONDS = 5.0
RETRY_SECONDS = 1.0
Seen = dict[str, Any]
Look = Callable[[], Awaitable[Seen | None]]
Asking = Callable[[], Awaitable[bool | None]]


async def _cannot_say() -> bool:
    return False


def encode(event: str, data: str, entry_id: str = "") -> bytes:
    """One server-sent event. `data` is one line of JSON."""
    head = f"id: {entry_id}\n" if entry_id else ""
    return f"{head}event: {event}\ndata: {data}\n\n".encode()


async def follow(
    streams: TurnStreams,
    turn_id: uuid.UUID,
    last_id: str | None,
    look: Look,
    *,
    is_over: bool,
    is_unchanged: Asking = _cannot_say,
) -> AsyncGenerator[bytes]:
    """Yield server-sent events from `last_id` (or the start) on.

    `look` reads PostgreSQL: a snapshot (`{"final": bool, "data": {...}, "finished": {...}}`), or None when the
    reader may not see the turn any more, which ends the stream. `is_over`: nothing more will be said. `is_unchanged`:
    whether a look would find what the last one found; None ends the stream too.
    """
    yield b"retry: 1000\n\n"
    with streams.watch(turn_id) as watch:
        loop = asyncio.get_running_loop()
        reader = _Reader(watch, look, is_unchanged)
        for piece in await reader.begin(last_id, is_over):
            yield piece
        ping_at = _next_ping(loop.time())
        while not reader.ended:
            is_all_said = is_over and not reader.entries
            if is_all_said or loop.time() >= ping_at:
                ping_at = _next_ping(loop.time())
                for piece in await reader.ping():
                    yield piece
            # Whoever is not at the end then reads a turn that was let go on a moment ago.
            is_over = is_over and not is_all_said
            if reader.entries:
                yield await reader.pass_on()
            if not reader.ended:
                await reader.read(0 if is_over else ping_at)


def _next_ping(now: float) -> float:
    """When a ping is due: with others', so that PostgreSQL is asked for all of them at once."""
    beat = max(PING_SECONDS / 10, 0.001)
    # Later than now in any case: a stream that never waits would hold the loop.
    return max((now + PING_SECONDS) // beat * beat, now + beat)


class _Reader:
    """One open stream."""

    __slots__ = (
        "_had",
        "_is_checked",
        "_is_live",
        "_is_unchanged",
        "_look",
        "_picture",
        "_position",
        "_watch",
        "ended",
        "entries",
    )

    def __init__(self, watch: Watch, look: Look, is_unchanged: Asking) -> None:
        self._watch, self._look, self._is_unchanged = watch, look, is_unchanged
        self._picture = Picture()
        self._position = "0-0"
        # What the client has from an earlier stream: heard once more, and not passed on.
        self._had = (0, 0)
        # What was read and not passed on yet; None when Valkey does not answer.
        self.entries: Entries | None = []
        # What comes next was said after this reader began: the end of a turn that was let go on since is older.
        self._is_live = False
        # What was told is what PostgreSQL said at the last look, and nothing was told since.
        self._is_checked = False
        self.ended = False

    async def begin(self, last_id: str | None, is_over: bool) -> list[bytes]:
        """Read the stream from its first entry on, even for who comes back: only so it is known what they have."""
        now = asyncio.get_running_loop().time()
        await self.read(0 if is_over or last_id else now + START_MILLISECONDS / 1000)
        if not self.entries or not begins_whole(*_said(self.entries[0][1])):
            return await self._mended()
        if last_id and _ordinal(self.entries[0][0]) <= _ordinal(last_id) <= _ordinal(await self._watch.newest()):
            self._had = _ordinal(last_id)
        return []

    async def read(self, until: float) -> None:
        """Wait until then (loop time) for what comes next."""
        if self.entries is None:
            await asyncio.sleep(RETRY_SECONDS)
        self.entries = await self._watch.read(self._position, until)

    async def ping(self) -> list[bytes]:
        """Ask for access again; where nothing is said, hold what was told against PostgreSQL."""
        is_unchanged = await self._is_unchanged()
        if is_unchanged is None:
            self.ended = True
            return []
        if self.entries:
            self.ended = not is_unchanged and await self._look() is None
            # What was read before may be over, and let go on since.
            self._is_live = False
            return [] if self.ended else [b": ping\n\n"]
        if is_unchanged and self._is_checked:
            return [b": ping\n\n"]
        pieces = await self._mended(unless_equal=True)
        self._is_checked = True
        return pieces if self.ended else [*pieces, b": ping\n\n"]

    async def pass_on(self) -> bytes:
        """What was read, for the client."""
        pieces: list[bytes] = []
        self._is_checked = False
        for entry_id, fields in self.entries or []:
            event, data = _said(fields)
            if self._picture.is_mended_by_a_look(event, data):
                pieces += await self._mended()
            is_news = self._picture.hear(event, data)
            self._position = entry_id
            if event == TURN_FINISHED and is_news:
                pieces += await self._end(data, entry_id)
            elif is_news and _ordinal(entry_id) > self._had:
                pieces.append(encode(event, fields["data"], entry_id))
            if self.ended:
                break
        self._is_live = self.entries is not None and len(self.entries) < MOST_ENTRIES
        return b"".join(pieces)

    async def _end(self, data: dict[str, Any], entry_id: str) -> list[bytes]:
        """The turn's end, after all that the answer holds."""
        told = data.pop("answer", None)
        if not (self._is_live and self._picture.matches(told)):
            return await self._mended(unless_equal=True)
        self.ended = True
        return [encode(TURN_FINISHED, json.dumps(data), entry_id)]

    async def _mended(self, *, unless_equal: bool = False) -> list[bytes]:
        """A look: what the reader lacks, and the turn's end if it is over."""
        seen = await self._look()
        if seen is None:
            self.ended = True
            return []
        pieces = []
        if not (unless_equal and self._picture.equals(seen["data"])):
            snapshot = self._picture.snapshot(seen["data"])
            self._picture.hear(SNAPSHOT, snapshot)
            pieces.append(encode(SNAPSHOT, json.dumps(snapshot), self._position))
        if seen["final"]:
            self.ended = True
            pieces.append(encode(TURN_FINISHED, json.dumps(seen["finished"]), self._position))
        return pieces


def _said(fields: dict[str, str]) -> tuple[str, dict[str, Any]]:
    return fields["event"], json.loads(fields["data"])


def is_event_id(value: str) -> bool:
    """Whether a client's Last-Event-ID has the form of a stream id."""
    left, _, right = value.partition("-")
    # "²" is a digit too, and no number.
    return value.isascii() and left.isdigit() and right.isdigit() and len(value) < 40


def _ordinal(entry_id: str) -> tuple[int, int]:
    left, _, right = entry_id.partition("-")
    return int(left), int(right or 0)
