"""Django's PostgreSQL backend, which looks at a pooled connection before it is used, and never waits long for one.

psycopg_pool can look itself, but sleeps after each dead connection, each time for longer: after PostgreSQL dropped five
(a restart, a failover) a request waits for seconds though PostgreSQL is up again.
"""

import time
from typing import Any

import psycopg
from django.db.backends.postgresql import base, operations
from psycopg.pq import TransactionStatus
from psycopg_pool import ConnectionPool

from config.postgresql import CONNECT_SECONDS, WAIT_SECONDS


class PreparingCursor(psycopg.Cursor[tuple[Any, ...]]):
    """PostgreSQL plans each statement once for a connection, and gets the values apart from it."""

    def execute(
        self, query: Any, params: Any = None, *, prepare: bool | None = True, binary: bool | None = None
    ) -> Any:
        """As in psycopg; in a transaction it raises FeatureNotSupported once after a migration changed the columns."""
        try:
            return super().execute(query, params, prepare=prepare, binary=binary)
        except psycopg.errors.FeatureNotSupported:
            # In a transaction, whose end by ROLLBACK lets psycopg forget what is prepared.
            if self.connection.info.transaction_status != TransactionStatus.IDLE:
                raise
            self.connection.execute("DEALLOCATE ALL")
            return super().execute(query, params, prepare=prepare, binary=binary)


class DatabaseOperations(operations.DatabaseOperations):
    """What Django asks about its statements."""

    def last_executed_query(self, cursor: Any, sql: str, params: Any) -> Any:
        """The statement with its values, for who captures queries; a preparing cursor has only the one without."""
        return super().last_executed_query(cursor, sql, params) or self.compose_sql(sql, params)


class DatabaseWrapper(base.DatabaseWrapper):
    """What Django calls a connection."""

    ops_class = DatabaseOperations

    def prepared_cursor(self) -> Any:
        """A cursor for the few statements that every request makes: to plan them takes longer than to run them."""
        self.ensure_connection()
        own: Any = self  # the stubs leave this out
        with self.wrap_database_errors:
            return own._prepare_cursor(PreparingCursor(own.connection))

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """A connection that works. Raises psycopg.OperationalError after WAIT_SECONDS without one."""
        deadline = time.monotonic() + WAIT_SECONDS
        while True:
            try:
                return self._that_works(super().get_new_connection(conn_params))
            except psycopg.OperationalError:
                if self.pool is None or time.monotonic() >= deadline:
                    raise

    def _that_works(self, offered: Any) -> Any:
        if self.pool is None:
            return offered
        try:
            with offered.within(CONNECT_SECONDS):
                ConnectionPool.check_connection(offered)
        except psycopg.OperationalError:
            # When one was dropped, the others probably were too: they are replaced without being tried one by one.
            self.pool.putconn(offered)
            self.pool.drain()
            raise
        return offered
