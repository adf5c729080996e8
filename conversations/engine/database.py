"""Database work of the loop: batches in a few threads, each one transaction of one organization, and statements."""

import asyncio
import threading
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

import psycopg
from django.db import OperationalError, connection
from psycopg_pool import AsyncConnectionPool

from organizations.tenancy import statement_in_tenant, tenant

# The journal's statements straight from the loop: no thread has to be woken for them.
#
# Each calls one database function and is a transaction of its own inside its organization's tenant, as
# `organizations.tenancy.call_in_tenant` is for threads.

# As many as there are database threads; what does not find one waits for it.
CONNECTIONS = 8
WAIT_SECONDS = 10.0
# The pool tries to connect when somebody begins to wait, and never on its own (`reconnect_timeout`): it is not asleep
# when PostgreSQL is back, and whoever waits begins anew this often.
TRY_AGAIN_SECONDS = 0.25
# One connection that was not needed for so long is given back, then the next.
IDLE_SECONDS = 5.0
# A connection that was used a moment ago is not asked whether it still works.
TRUSTED_SECONDS = 2.0
# What only Django's own cursors take; everything else is the way to the database, how it is encrypted included.
DJANGOS = {"context", "cursor_factory", "prepare_threshold"}
# How PostgreSQL lists these connections.
APPLICATION_NAME = "switchboard-engine"
T = TypeVar("T")


class Trust:
    """Which connections need no look before they are used again: looking costs as much as a statement."""

    def __init__(self) -> None:
        self._since = 0.0

    def lose(self) -> None:
        """PostgreSQL went away: every connection that was used before now needs a look."""
        self._since = time.monotonic()

    def covers(self, used_at: float) -> bool:
        """Whether a connection that was used then is trusted still."""
        return used_at >= max(self._since, time.monotonic() - TRUSTED_SECONDS)


async def to_its_end(work: asyncio.Future[T]) -> T:
    """Wait for database work. A cancelled turn leaves none half awaited: it ends, then the cancellation goes on."""
    try:
        return await asyncio.shield(work)
    except asyncio.CancelledError:
        if not work.done():
            await asyncio.wait([work])
        raise


class Statements:
    """The loop's own connections."""

    def __init__(self, trust: Trust) -> None:
        parameters = connection.get_connection_params()
        address = {name: value for name, value in parameters.items() if name not in DJANGOS}
        self._trust = trust
        self._used: WeakKeyDictionary[psycopg.AsyncConnection, float] = WeakKeyDictionary()
        self._pool = AsyncConnectionPool(
            # Planned once per connection, from the second time on.
            kwargs={**address, "autocommit": True, "prepare_threshold": 1, "application_name": APPLICATION_NAME},
            min_size=1,
            max_size=CONNECTIONS,
            timeout=TRY_AGAIN_SECONDS,
            reconnect_timeout=0,
            max_idle=IDLE_SECONDS,
            open=False,
        )

    async def call(self, organization_id: uuid.UUID, function: str, *values: Any) -> tuple[Any, ...]:
        """The row that the function returns. Raises Django's OperationalError when PostgreSQL is not there."""
        return await to_its_end(asyncio.ensure_future(self._call(organization_id, function, values)))

    async def _call(self, organization_id: uuid.UUID, function: str, values: tuple[Any, ...]) -> tuple[Any, ...]:
        try:
            if self._pool.closed:
                await self._pool.open()
            used = await self._connection()
            try:
                text = statement_in_tenant(function, len(values))
                cursor = await used.execute(text.encode(), [str(organization_id), *values])
                self._used[used] = time.monotonic()
                return await cursor.fetchone() or ()
            finally:
                await self._pool.putconn(used)
        except psycopg.OperationalError as error:
            raise OperationalError(*error.args) from error

    async def _connection(self) -> psycopg.AsyncConnection:
        """One that works; psycopg.OperationalError after WAIT_SECONDS without."""
        deadline = time.monotonic() + WAIT_SECONDS
        while True:
            try:
                return await self._that_works(await self._pool.getconn())
            except psycopg.OperationalError:
                if time.monotonic() >= deadline:
                    raise

    async def _that_works(self, offered: psycopg.AsyncConnection) -> psycopg.AsyncConnection:
        if self._trust.covers(self._used.get(offered, 0.0)):
            return offered
        try:
            await AsyncConnectionPool.check_connection(offered)
        except psycopg.OperationalError:
            # A dropped connection is seldom alone: those beside it are not tried one by one.
            await self._pool.putconn(offered)
            await self._pool.drain()
            raise
        return offered

    async def close(self) -> None:
        """Close the connections."""
        await self._pool.close()


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
