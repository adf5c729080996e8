"""Threads for the database work of an event loop, which keep their connections from one use to the next.

To take a connection from the pool and to look whether it works costs as much as a statement.
"""

import asyncio
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TypeVar

from django.db import connection

T = TypeVar("T")
# A connection that was used a moment ago is not asked whether it still works.
TRUSTED_SECONDS = 2.0
# Threads that nobody needed for so long give their connections back: each is a process of PostgreSQL's.
IDLE_SECONDS = 5.0
CLOSING_SECONDS = 5.0


class Trust:
    """Which connections need no look before they are used again."""

    def __init__(self) -> None:
        self._since = 0.0

    def lose(self) -> None:
        """PostgreSQL went away: every connection that was used before now needs a look."""
        self._since = time.monotonic()

    def covers(self, used_at: float) -> bool:
        """Whether a connection that was used then (monotonic time) is still trusted."""
        return used_at >= max(self._since, time.monotonic() - TRUSTED_SECONDS)


class DatabaseThreads:
    """Up to `count` threads, each with a connection of its own while they are needed. Belongs to one loop at a time."""

    def __init__(self, count: int, name: str, trust: Trust | None = None) -> None:
        self._count, self._name, self._trust = count, name, trust or Trust()
        self._threads = self._made()
        self._used = threading.local()
        # A promised thread is free, for somebody who waited for it and has not gone on yet.
        self._running, self._promised, self._used_at = 0, 0, 0.0
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._rest: asyncio.TimerHandle | None = None

    async def free_within(self, seconds: float) -> bool:
        """Whether a thread is free, or becomes free in that time."""
        if self._running + self._promised < self._count:
            return True
        free = asyncio.get_running_loop().create_future()
        self._waiting.append(free)
        try:
            async with asyncio.timeout(seconds):
                await free
        except TimeoutError:
            return not free.cancelled()
        finally:
            self._waits_no_more(free)
        return True

    def _waits_no_more(self, free: "asyncio.Future[None]") -> None:
        if free.cancelled():
            with suppress(ValueError):
                self._waiting.remove(free)
        else:
            self._promised -= 1

    def submit(self, function: Callable[[], T]) -> asyncio.Future[T]:
        """The function's answer to come; call it on the loop."""
        loop = asyncio.get_running_loop()
        work = loop.run_in_executor(self._threads, self._on_a_connection, function)
        self._running += 1
        work.add_done_callback(self._ended)
        return work

    def close(self) -> None:
        """Give the connections back, in the threads that hold them; the next function begins anew."""
        if self._rest is not None:
            self._rest.cancel()
            self._rest = None
        self._let_go(self._replaced())

    def _replaced(self) -> ThreadPoolExecutor:
        threads, self._threads = self._threads, self._made()
        return threads

    def _let_go(self, threads: ThreadPoolExecutor) -> None:
        together = threading.Barrier(self._count)

        def leave() -> None:
            with suppress(threading.BrokenBarrierError):
                together.wait(CLOSING_SECONDS)
            connection.close()

        for _ in range(self._count):
            threads.submit(leave)
        threads.shutdown(wait=True)

    def _made(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(self._count, thread_name_prefix=self._name)

    def _ended(self, work: "asyncio.Future[T]") -> None:
        self._running -= 1
        while self._waiting:
            free = self._waiting.popleft()
            if not free.done():
                free.set_result(None)
                self._promised += 1
                break
        loop = work.get_loop()
        self._used_at = loop.time()
        if self._rest is None:
            self._rest = loop.call_later(IDLE_SECONDS, self._give_back, loop)

    def _give_back(self, loop: asyncio.AbstractEventLoop) -> None:
        self._rest = None
        left = IDLE_SECONDS - (loop.time() - self._used_at)
        if self._running or left > 0:
            self._rest = loop.call_later(max(left, IDLE_SECONDS / 2), self._give_back, loop)
        else:
            # Replaced here, on the loop: who submits meanwhile does not meet threads that are being shut down.
            loop.run_in_executor(None, self._let_go, self._replaced())

    def _on_a_connection(self, function: Callable[[], T]) -> T:
        if not self._trust.covers(getattr(self._used, "at", 0.0)):
            connection.close()  # back to the pool, which looks at it
        try:
            return function()
        except BaseException:
            connection.close()
            raise
        finally:
            self._used.at = time.monotonic()
