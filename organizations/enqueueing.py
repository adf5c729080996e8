"""Handing work to the queue after commit."""

import logging
import time
import uuid
from collections.abc import Callable
from typing import Any

from django.db import transaction

log = logging.getLogger(__name__)
# What took so long stood still; a queue that refuses answers within milliseconds.
STALLED_SECONDS = 0.5
# The sweepers come as often (config/settings/base.py): what is not said meanwhile is found by them.
REST_SECONDS = 5.0


def enqueue(task: Any, *ids: uuid.UUID) -> None:
    """Send the task when the transaction has committed.

    A queue that is down never undoes or fails what was committed: the sweepers find the row.
    """
    after_commit(lambda: task.delay(*[str(value) for value in ids]))


def after_commit(action: Callable[..., object], *values: object) -> None:
    """Say this to Valkey when the transaction has committed. A failure is logged, and fails nobody's request.

    After one that was waited for in vain nobody waits for the next few seconds: a request that has much to say does not
    wait for each word.
    """
    # No partial: Django logs a failure by the callback's __qualname__, which a partial has not.
    transaction.on_commit(lambda: _patience.say(action, *values), robust=True)


class Patience:
    """Of one process."""

    def __init__(self) -> None:
        self._rests_until = 0.0

    def say(self, action: Callable[..., object], *values: object) -> None:
        """Do it, unless one before has just been waited for in vain."""
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
        """Ask again at once."""
        self._rests_until = 0.0


_patience = Patience()
forget_outage = _patience.forget
