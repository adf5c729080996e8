"""The queue: Celery only says "look at turn X"; PostgreSQL holds the truth."""

import os
from typing import Any

from celery import Celery
from celery.app.amqp import AMQP
from celery.signals import worker_init
from kombu.connection import Connection

from config.heartbeat import install_heartbeat
from config.turns import install_turns

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")

app = Celery("switchboard", amqp="config.celery:Queue")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
install_heartbeat(app)
install_turns(app)


@worker_init.connect  # type: ignore[untyped-decorator]
def refuse_unsafe_role(**_: object) -> None:
    """A worker whose database role is not under the policies does not start."""
    from organizations.checks import refuse_unsafe_role as refuse

    refuse()


# The way to the queue: whoever lost it asks often whether it is back, for as long as it takes.

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
