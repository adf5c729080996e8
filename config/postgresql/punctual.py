"""A connection with a deadline: a stalled PostgreSQL accepts connections and answers nothing."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg.abc import RV as Answer, PQGen

# Longer than any statement of a request or a task, with its waits for locks. Checking a connection waits less
# (CONNECT_SECONDS).
ANSWER_SECONDS = 15.0
INTERVAL_SECONDS = 0.1


class PunctualConnection(psycopg.Connection[tuple[object, ...]]):
    """Gives up on a server that has not answered a statement in time; it is closed then."""

    _seconds: float | None = None

    def wait(self, gen: PQGen[Answer], interval: float = INTERVAL_SECONDS, timeout: float | None = None) -> Answer:
        """As in psycopg, with a deadline. Raises OperationalError without a code, as for a server that is gone."""
        if timeout is not None:
            return super().wait(gen, interval, timeout)
        try:
            return super().wait(gen, interval, ANSWER_SECONDS if self._seconds is None else self._seconds)
        except psycopg.errors._WaitTimeout as late:
            self.pgconn.finish()
            raise psycopg.OperationalError("PostgreSQL does not answer") from late

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """Another deadline for the statements of the block."""
        self._seconds = seconds
        try:
            yield
        finally:
            self._seconds = None
