"""The connection to the queue, which tries often and without end to connect again."""

from typing import Any

from celery.app.amqp import AMQP
from kombu.connection import Connection

# kombu waits for up to 30 s between two tries (2, 4, 6 …), so a worker slept on when Valkey was back. Seconds.
WAITS = {"interval_start": 1, "interval_step": 1, "interval_max": 2}


class PatientConnection(Connection):
    """The worker's and beat's connection."""

    def ensure_connection(self, *args: Any, **kwargs: Any) -> Connection:
        """As in kombu, but with our waits."""
        super().ensure_connection(*args, **{**kwargs, **WAITS})  # type: ignore[no-untyped-call]
        return self


class Queue(AMQP):  # type: ignore[misc]  # celery has no types
    """What Celery makes its connections with."""

    Connection = PatientConnection
