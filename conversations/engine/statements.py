"""The journal's statements straight from the loop: no thread has to be woken for them.

Each calls one database function and is a transaction of its own inside its organization's tenant, as
`organizations.tenancy.call_in_tenant` is for threads.
"""

import asyncio
import time
import uuid
from typing import Any
from weakref import WeakKeyDictionary

import psycopg
from django.db import OperationalError, connection
from psycopg_pool import AsyncConnectionPool

from organizations.tenancy import statement_in_tenant

# As many as there are database threads; what does not find one waits for it.
CONNECTIONS = 8
WAIT_SECONDS = 10.0
# A connection that was used a moment ago is not asked whether it still works.
TRUSTED_SECONDS = 2.0
ADDRESS = ("host", "port", "user", "password", "dbname")


class Statements:
    """The loop's own connections."""

    def __init__(self) -> None:
        parameters = connection.get_connection_params()
        address = {name: parameters[name] for name in ADDRESS if name in parameters}
        self._trusted_from = 0.0
        self._used: WeakKeyDictionary[psycopg.AsyncConnection, float] = WeakKeyDictionary()
        self._pool = AsyncConnectionPool(
            # Planned once per connection, from the second time on.
            kwargs={**address, "autocommit": True, "prepare_threshold": 1},
            min_size=1,
            max_size=CONNECTIONS,
            timeout=WAIT_SECONDS,
            check=self._check,
            open=False,
        )

    async def call(self, organization_id: uuid.UUID, function: str, *values: Any) -> tuple[Any, ...]:
        """The row that the function returns. Raises Django's OperationalError when PostgreSQL is not there.

        A cancelled turn leaves no statement half awaited: it ends, then the cancellation goes on.
        """
        statement = asyncio.ensure_future(self._call(organization_id, function, values))
        try:
            return await asyncio.shield(statement)
        except asyncio.CancelledError:
            if not statement.done():
                await asyncio.wait([statement])
            raise

    async def _call(self, organization_id: uuid.UUID, function: str, values: tuple[Any, ...]) -> tuple[Any, ...]:
        try:
            if self._pool.closed:
                await self._pool.open()
            async with self._pool.connection() as used:
                text = statement_in_tenant(function, len(values))
                cursor = await used.execute(text.encode(), [str(organization_id), *values])
                self._used[used] = time.monotonic()
                return await cursor.fetchone() or ()
        except psycopg.OperationalError as error:
            raise OperationalError(*error.args) from error

    def distrust(self) -> None:
        """No connection is used again without a look."""
        self._trusted_from = time.monotonic()

    async def _check(self, offered: psycopg.AsyncConnection) -> None:
        if self._used.get(offered, 0.0) < max(self._trusted_from, time.monotonic() - TRUSTED_SECONDS):
            await AsyncConnectionPool.check_connection(offered)

    async def close(self) -> None:
        """Close the connections."""
        await self._pool.close()
