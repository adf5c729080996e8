"""Handing work to the queue after commit."""

import logging
import uuid
from functools import partial
from typing import Any

from django.db import transaction

log = logging.getLogger(__name__)


def enqueue(task: Any, *ids: uuid.UUID) -> None:
    """Send the task when the transaction has committed.

    A queue that is down never undoes or fails what was committed: the sweepers find the row (architecture.md
    section 2). Robust callbacks log their error and go on.
    """
    transaction.on_commit(partial(task.delay, *[str(value) for value in ids]), robust=True)
