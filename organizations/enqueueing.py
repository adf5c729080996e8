"""Handing work to the queue after commit."""

import logging
import time
import uuid
from collections.abc import Callable
from typing import Any

from django.db import transaction
from redis.exceptions import RedisError

log = logging.getLogger(__name__)
# A call that took this long means that Valkey is stalled; one that refuses answers within milliseconds.
STALLED_SECONDS = 0.5
# The sweepers run as often (config/settings/base.py) and find what was not sent meanwhile.
REST_SECONDS = 5.0


def enqueue(task: Any, *ids: uuid.UUID) -> None:
    """Send the task when the transaction has committed.

    A queue that is down never undoes or fails what was committed: the sweepers find the row.
    """
    after_commit(lambda: task.delay(*[str(value) for value in ids]))


def enqueue_ahead(task: Any, *ids: uuid.UUID) -> None:
    """Send the task now, before the transaction commits: a worker is there when it does.

    Only for a task that waits for the commit itself, and does nothing where it is rolled back.
    """
    try:
        _patience.say(task.delay, *[str(value) for value in ids])
    except RedisError as error:
        log.warning("%s was not sent, the sweepers find its row (%s)", task.name, type(error).__name__)


def after_commit(action: Callable[..., object], *values: object) -> None:
    """Tell Valkey when the transaction has committed. A failure is logged and does not fail the request.

    After a call that timed out, calls are skipped for a few seconds, so that a request with several waits only once.
    """
    # No partial: Django logs a failure by the callback's __qualname__, which a partial has not.
    transaction.on_commit(lambda: _patience.say(action, *values), robust=True)


class Patience:
    """Skips calls for a while after one that timed out; one instance for each process."""

    def __init__(self) -> None:
        self._rests_until = 0.0

    def say(self, action: Callable[..., object], *values: object) -> None:
        """Run the action, unless an earlier one has just timed out."""
        began = time.monotonic()
        if began < self._rests_until:
            log.warning("Valkey did not answer a moment ago: not asked again yet, the sweepers go on")
            return
        try:
            action(*values)
        except Exception:
            if time.monotonic() - began > STALLED_SECONDS:
                self._rests_until = time.monotonic() + REST_SECONDS
            raise

    def forget(self) -> None:
        """Do not skip the next call."""
        self._rests_until = 0.0


_patience = Patience()
forget_outage = _patience.forget
