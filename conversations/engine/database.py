"""Database work of the loop: batches in a few threads, each batch one transaction of one organization."""

import asyncio
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connection

from organizations.tenancy import tenant

T = TypeVar("T")
# Fewer than the connection pool holds (settings: 16), so that no batch waits for a connection.
THREADS = 8


class Database:
    """The worker's database threads."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="database")

    async def run(self, organization_id: uuid.UUID, batch: Callable[[], T], *, durable: bool = True) -> T:
        """Run the batch inside the organization's tenant; committed when this returns.

        `durable=False` spares the wait for the disk where PostgreSQL's crash may lose the batch harmlessly.
        """
        return await self._in_thread(lambda: _in_tenant(organization_id, batch, durable))

    async def call(self, function: Callable[[], T]) -> T:
        """Run a function that opens its own tenants (credentials)."""
        return await self._in_thread(function)

    async def _in_thread(self, function: Callable[[], T]) -> T:
        # A cancelled turn must not leave a batch half awaited: the batch ends, then the cancellation goes on.
        future = asyncio.get_running_loop().run_in_executor(self._threads, lambda: _and_give_back(function))
        try:
            return await asyncio.shield(future)
        except asyncio.CancelledError:
            if not future.done():
                await asyncio.wait([future])
            raise

    def close(self) -> None:
        """Let the threads end."""
        self._threads.shutdown(wait=False)


def _and_give_back(function: Callable[[], T]) -> T:
    try:
        return function()
    finally:
        connection.close()  # back to the pool


def _in_tenant(organization_id: uuid.UUID, batch: Callable[[], T], durable: bool) -> T:
    with tenant(organization_id):
        if not durable:
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL synchronous_commit = off")
        return batch()
