"""Handing work to the queue after commit."""

import uuid
from collections.abc import Callable
from typing import Any

from django.db import transaction


def enqueue(task: Any, *ids: uuid.UUID) -> None:
    """Send the task when the transaction has committed.

    A queue that is down never undoes or fails what was committed: the sweepers find the row (architecture.md
    section 2).
    """
    after_commit(lambda: task.delay(*[str(value) for value in ids]))


def after_commit(action: Callable[..., object], *values: object) -> None:
    """Do this when the transaction has committed. Should it fail, that is logged, and fails nobody's request."""
    # No partial: Django logs a failure by the callback's __qualname__, which a partial has not.
    transaction.on_commit(lambda: action(*values), robust=True)
