"""One connection to Valkey for all of a loop's open event streams.

Valkey is asked to say when a stream that was read over this connection changes (CLIENT TRACKING). So no read blocks the
connection, and whoever comes, goes or is slow holds up nobody else: each reads at its own place, in its own time.
"""

import asyncio
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Self
from weakref import WeakKeyDictionary

from redis.exceptions import RedisError

from conversations.events.stream import stream_key
from conversations.events.wire import Line

# Read at once; fewer are all that there are.
MOST_ENTRIES = 200
Entries = list[tuple[str, dict[str, str]]]


class Watch:
    """One reader of one turn's stream."""

    __slots__ = ("_key", "_streams", "_waiting", "has_news")

    def __init__(self, streams: "TurnStreams", key: str) -> None:
        self._streams, self._key = streams, key
        # There may be entries that were not read yet.
        self.has_news = True
        self._waiting: asyncio.Future[None] | None = None

    async def read(self, position: str, until: float) -> Entries | None:
        """The entries after `position`: those that are there, or the first that come before `until` (loop time).

        None when Valkey does not answer.
        """
        while True:
            if self.has_news:
                self.has_news = False
                found = await self._streams.entries(self._key, position)
                self.has_news = self.has_news or found is None or len(found) == MOST_ENTRIES
                if found or found is None:
                    return found
            if not await self._hears_of_news(until):
                return []

    async def newest(self) -> str:
        """The id of the last entry, "0-0" when there is none or Valkey does not answer."""
        return await self._streams.newest(self._key)

    def wake(self) -> None:
        """The stream has changed, or may have."""
        self.has_news = True
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)

    async def _hears_of_news(self, until: float) -> bool:
        loop = asyncio.get_running_loop()
        if self.has_news or loop.time() >= until:
            return self.has_news
        self._waiting = loop.create_future()
        timer = loop.call_at(until, _end, self._waiting)
        try:
            await self._waiting
        finally:
            timer.cancel()
            self._waiting = None
        return self.has_news


def _end(waiting: "asyncio.Future[None]") -> None:
    if not waiting.done():
        waiting.set_result(None)


class TurnStreams:
    """Reads turns' streams for everybody on this loop. A connection that broke is made anew for who reads next."""

    def __init__(self) -> None:
        self._watches: dict[str, set[Watch]] = {}
        self._line = Line(self._heard)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close the connection."""
        await self._line.aclose()

    @contextmanager
    def watch(self, turn_id: uuid.UUID) -> Iterator[Watch]:
        """Follow a turn's stream until the block ends."""
        key = stream_key(turn_id)
        watch = Watch(self, key)
        self._watches.setdefault(key, set()).add(watch)
        try:
            yield watch
        finally:
            self._watches[key].discard(watch)
            if not self._watches[key]:
                del self._watches[key]

    async def entries(self, key: str, position: str) -> Entries | None:
        """What is there after this id; None when Valkey does not answer."""
        answer = await self._answer("XREAD", "COUNT", MOST_ENTRIES, "STREAMS", key, position)
        return None if answer is None else [(entry_id, _fields(words)) for entry_id, words in answer.get(key, ())]

    async def newest(self, key: str) -> str:
        """The id of the last entry, "0-0" when there is none or Valkey does not answer."""
        answer = await self._answer("XREVRANGE", key, "+", "-", "COUNT", 1)
        return str(answer[0][0]) if answer else "0-0"

    async def _answer(self, *words: str | int) -> Any:
        """Valkey's answer ({} for nothing), None when there is none in time."""
        try:
            (answer,) = await self._line.ask(words)
        except RedisError:
            return None
        return answer or {}

    def _heard(self, keys: list[str] | None) -> None:
        """These streams have changed; None stands for all."""
        for key in list(self._watches) if keys is None else keys:
            for watch in self._watches.get(key, ()):
                watch.wake()


def _fields(words: list[str]) -> dict[str, str]:
    return dict(zip(words[::2], words[1::2], strict=True))


_by_loop: "WeakKeyDictionary[asyncio.AbstractEventLoop, TurnStreams]" = WeakKeyDictionary()


def turn_streams() -> TurnStreams:
    """The running loop's."""
    loop = asyncio.get_running_loop()
    if loop not in _by_loop:
        _by_loop[loop] = TurnStreams()
    return _by_loop[loop]
