"""A few threads that keep their database connections, for the short way (lean.py)."""

import asyncio
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TypeVar

from django.db import connection

T = TypeVar("T")
# Of the connection pool's sixteen (settings): the long way keeps the others.
THREADS = 4
# A connection that was used a moment ago is not asked whether it still works; asking costs as much as a statement.
TRUSTED_SECONDS = 2.0
CLOSING_SECONDS = 5.0


def _executor() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(THREADS, thread_name_prefix="lean")


class Threads:
    """Runs functions that use the database, each thread on one connection."""

    def __init__(self) -> None:
        self._threads = _executor()
        self._used = threading.local()
        self._running = 0

    @property
    def are_busy(self) -> bool:
        """Whether the next function would have to wait."""
        return self._running >= THREADS

    async def run(self, function: Callable[[], T]) -> T:
        """The function's answer; call it on the loop only."""
        self._running += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, self._on_a_connection, function)
        finally:
            self._running -= 1

    def close(self) -> None:
        """Give the connections back, in the threads that hold them; the next function begins anew."""
        threads, self._threads = self._threads, _executor()
        together = threading.Barrier(THREADS)

        def leave() -> None:
            with suppress(threading.BrokenBarrierError):
                together.wait(CLOSING_SECONDS)
            connection.close()

        for _ in range(THREADS):
            threads.submit(leave)
        threads.shutdown(wait=True)

    def _on_a_connection(self, function: Callable[[], T]) -> T:
        if time.monotonic() - getattr(self._used, "at", 0.0) > TRUSTED_SECONDS:
            connection.close()  # back to the pool, which looks at it
        try:
            return function()
        except BaseException:
            connection.close()
            raise
        finally:
            self._used.at = time.monotonic()
