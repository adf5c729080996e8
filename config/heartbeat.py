"""The workers' heartbeat: a key in Valkey that expires when no worker lives."""

import logging
from typing import TYPE_CHECKING

import redis
from celery import Celery, bootsteps
from django.conf import settings

if TYPE_CHECKING:
    from celery.worker import WorkController

HEARTBEAT_KEY = "switchboard:worker:heartbeat"
BEAT_SECONDS = 10.0
LIFE_SECONDS = 30

log = logging.getLogger(__name__)


class Heartbeat(bootsteps.StartStopStep):  # type: ignore[misc]  # celery has no types
    """Writes the key from the worker's own timer, so a worker whose loop hangs stops writing it."""

    requires = {"celery.worker.components:Timer"}

    def start(self, worker: "WorkController") -> None:
        """Write it now and then every ten seconds."""
        self._client = redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=1)
        self._beat()
        self._timer = worker.timer.call_repeatedly(BEAT_SECONDS, self._beat)

    def stop(self, worker: "WorkController") -> None:
        """Stop writing; the key stays for the other workers, or runs out."""
        self._timer.cancel()
        self._client.close()

    def _beat(self) -> None:
        try:
            self._client.set(HEARTBEAT_KEY, "alive", ex=LIFE_SECONDS)
        except redis.RedisError as error:
            log.warning("The worker's heartbeat was not written: %s", type(error).__name__)


def install_heartbeat(app: Celery) -> None:
    """Every worker of this app writes the heartbeat."""
    app.steps["worker"].add(Heartbeat)
