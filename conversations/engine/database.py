"""Database work of the loop: batches in a few threads, each one transaction of one organization, and statements."""

import asyncio
import threading
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connection

from conversations.engine.statements import Statements
from organizations.tenancy import tenant

T = TypeVar("T")
# Fewer than the connection pool holds (settings: 16), so that no batch waits for a connection.
THREADS = 8
# A thread keeps its connection so long after a batch: the pool asks each one that it gives out whether it still works,
# which costs as much as a statement.
KEPT_SECONDS = 2.0
CLOSING_SECONDS = 5.0


class Database:
    """The worker's database threads."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="database")
        self._used = threading.local()
        self._trusted_from = 0.0
        self.statements = Statements()

    async def run(self, organization_id: uuid.UUID, batch: Callable[[], T], *, durable: bool = True) -> T:
        """Run the batch inside the organization's tenant; committed when this returns.

        `durable=False` spares the wait for the disk where PostgreSQL's crash may lose the batch harmlessly.
        """
        return await self._in_thread(lambda: _in_tenant(organization_id, batch, durable))

    async def call(self, function: Callable[[], T]) -> T:
        """Run a function that opens its own transactions."""
        return await self._in_thread(function)

    async def _in_thread(self, function: Callable[[], T]) -> T:
        # A cancelled turn must not leave a batch half awaited: the batch ends, then the cancellation goes on.
        future = asyncio.get_running_loop().run_in_executor(self._threads, self._on_a_connection, function)
        try:
            return await asyncio.shield(future)
        except asyncio.CancelledError:
            if not future.done():
                await asyncio.wait([future])
            raise

    def distrust(self) -> None:
        """PostgreSQL went away: no connection is used again without a look."""
        self._trusted_from = time.monotonic()
        self.statements.distrust()

    def _on_a_connection(self, function: Callable[[], T]) -> T:
        if getattr(self._used, "at", 0.0) < max(self._trusted_from, time.monotonic() - KEPT_SECONDS):
            connection.close()  # back to the pool, which looks at it
        failed = True
        try:
            answer = function()
            failed = False
            return answer
        finally:
            self._used.at = time.monotonic()
            if failed:
                connection.close()

    async def close(self) -> None:
        """Close the loop's connections, and let the threads end, each with its connection given back."""
        await self.statements.close()
        await asyncio.get_running_loop().run_in_executor(None, self._end_threads)

    def _end_threads(self) -> None:
        together = threading.Barrier(THREADS)

        def leave() -> None:
            together.wait(CLOSING_SECONDS)
            connection.close()

        for _ in range(THREADS):
            self._threads.submit(leave)
        self._threads.shutdown(wait=True)


def _in_tenant(organization_id: uuid.UUID, batch: Callable[[], T], durable: bool) -> T:
    with tenant(organization_id):
        if not durable:
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL synchronous_commit = off")
        return batch()
