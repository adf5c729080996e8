"""Database work of the loop: batches in a few threads, each one transaction of one organization, and statements."""

import asyncio
import time
import uuid
from collections.abc import Callable
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

import psycopg
from django.db import OperationalError, connection
from psycopg_pool import AsyncConnectionPool

from organizations.database_threads import DatabaseThreads, Trust
from organizations.tenancy import statement_in_tenant, tenant

# The journal's statements straight from the loop: no thread has to be woken for them.
#
# Each calls one database function and is a transaction of its own inside its organization's tenant, as
# `organizations.tenancy.call_function_in_tenant` is for threads.

# As many as database threads; a statement without a free one waits.
CONNECTIONS = 8
WAIT_SECONDS = 10.0
# The pool connects only when a caller begins to wait (`reconnect_timeout`), so callers begin anew this often: then it
# is not asleep when PostgreSQL is back.
TRY_AGAIN_SECONDS = 0.25
# An unused connection is closed after so long, one at a time.
IDLE_SECONDS = 2.0
# Options of Django's own cursors; all others say how to connect, encryption included.
DJANGOS = {"context", "cursor_factory", "prepare_threshold"}
# The name of these connections in pg_stat_activity.
APPLICATION_NAME = "switchboard-engine"
T = TypeVar("T")


async def to_its_end(work: asyncio.Future[T]) -> T:
    """Wait for database work. On cancellation, the work ends first, then the cancellation goes on."""
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
            # Prepared on a connection from the second use on.
            kwargs={**address, "autocommit": True, "prepare_threshold": 1, "application_name": APPLICATION_NAME},
            min_size=1,
            max_size=CONNECTIONS,
            timeout=TRY_AGAIN_SECONDS,
            reconnect_timeout=0,
            max_idle=IDLE_SECONDS,
            open=False,
        )

    async def call_function(self, organization_id: uuid.UUID, function: str, *values: Any) -> tuple[Any, ...]:
        """The row that the function returns. Raises Django's OperationalError when PostgreSQL is not there."""
        return await to_its_end(asyncio.ensure_future(self._call(organization_id, function, values)))

    async def _call(self, organization_id: uuid.UUID, function: str, values: tuple[Any, ...]) -> tuple[Any, ...]:
        try:
            if self._pool.closed:
                await self._pool.open()
            used = await self._connection()
            try:
                text = statement_in_tenant(function, len(values))
                cursor = await _executed(used, text.encode(), [str(organization_id), *values])
                self._used[used] = time.monotonic()
                return await cursor.fetchone() or ()
            finally:
                await self._pool.putconn(used)
        except psycopg.OperationalError as error:
            raise OperationalError(*error.args) from error

    async def _connection(self) -> psycopg.AsyncConnection:
        """A connection that works. Raises psycopg.OperationalError after WAIT_SECONDS without one."""
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
            # When one was dropped, the others probably were too: they are replaced without being tried one by one.
            await self._pool.putconn(offered)
            await self._pool.drain()
            raise
        return offered

    async def close(self) -> None:
        """Close the connections."""
        await self._pool.close()


async def _executed(used: psycopg.AsyncConnection, text: bytes, values: list[Any]) -> psycopg.AsyncCursor:
    """Once more where what is prepared is not to be used any more: a migration changed the function's row.

    A statement that is refused has done nothing, because each is a transaction of its own.
    """
    try:
        return await used.execute(text, values)
    except (psycopg.errors.FeatureNotSupported, psycopg.errors.InvalidSqlStatementName):
        await used.execute("DEALLOCATE ALL")
        return await used.execute(text, values)


# Fewer than the connection pool holds (settings: 16), so that no batch waits for a connection.
THREADS = 8


class Database:
    """The worker's database threads."""

    def __init__(self) -> None:
        self._trust = Trust()
        self._threads = DatabaseThreads(THREADS, "database", self._trust)
        self.statements = Statements(self._trust)
        # A claim may wait for a commit: the turns that run keep the other connections.
        self.claims = asyncio.Semaphore(CONNECTIONS // 2)

    async def run(self, organization_id: uuid.UUID, batch: Callable[[], T], *, durable: bool = True) -> T:
        """Run the batch inside the organization's tenant; committed when this returns.

        `durable=False` does not wait for the disk, for batches that a crash of PostgreSQL may lose.
        """
        return await self.in_thread(lambda: _in_tenant(organization_id, batch, durable))

    async def in_thread(self, function: Callable[[], T]) -> T:
        """Run a function that opens its own transactions."""
        return await to_its_end(self._threads.submit(function))

    def distrust(self) -> None:
        """PostgreSQL went away: check each connection before it is used again."""
        self._trust.lose()

    async def close(self) -> None:
        """Close the loop's connections and end the threads, each after returning its connection."""
        await self.statements.close()
        await asyncio.get_running_loop().run_in_executor(None, self._threads.close)


def _in_tenant(organization_id: uuid.UUID, batch: Callable[[], T], durable: bool) -> T:
    with tenant(organization_id):
        if not durable:
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL synchronous_commit = off")
        return batch()
