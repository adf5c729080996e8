"""Database work of the loop: batches in a few threads, each one transaction of one organization, and statements."""

import asyncio
import threading
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connection

from conversations.engine.statements import Statements, Trust, to_its_end
from organizations.tenancy import tenant

T = TypeVar("T")
# Fewer than the connection pool holds (settings: 16), so that no batch waits for a connection.
THREADS = 8
CLOSING_SECONDS = 5.0


class Database:
    """The worker's database threads."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="database")
        self._used = threading.local()
        self._trust = Trust()
        self.statements = Statements(self._trust)

    async def run(self, organization_id: uuid.UUID, batch: Callable[[], T], *, durable: bool = True) -> T:
        """Run the batch inside the organization's tenant; committed when this returns.

        `durable=False` spares the wait for the disk where PostgreSQL's crash may lose the batch harmlessly.
        """
        return await self._in_thread(lambda: _in_tenant(organization_id, batch, durable))

    async def call(self, function: Callable[[], T]) -> T:
        """Run a function that opens its own transactions."""
        return await self._in_thread(function)

    async def _in_thread(self, function: Callable[[], T]) -> T:
        loop = asyncio.get_running_loop()
        return await to_its_end(loop.run_in_executor(self._threads, self._on_a_connection, function))

    def distrust(self) -> None:
        """PostgreSQL went away: no connection is used again without a look."""
        self._trust.lose()

    def _on_a_connection(self, function: Callable[[], T]) -> T:
        if not self._trust.covers(getattr(self._used, "at", 0.0)):
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
