"""Background work: ids in, one call into the engine each; safe to run twice."""

import sys
import uuid
from types import ModuleType

from celery import shared_task
from celery.signals import worker_ready, worker_shutting_down

from conversations.engine.turn.sweep import (
    end_waits,
    expire_approvals,
    expired_approvals,
    overdue_waits,
    queue_turns_of_the_dead,
    turns_to_poke,
)
from organizations.garbage import collect_seldom
from organizations.hint_task import HintTask

# Seconds until a hint expires: the sweeper finds its turn then. The same as a sweep's (settings), so that neither is
# delayed by a full queue.
HINT_EXPIRES = 30


@shared_task(  # type: ignore[untyped-decorator]
    base=HintTask,
    name="conversations.tasks.run_turn",
    ignore_result=True,
    expires=HINT_EXPIRES,
    # In a worker the hint goes straight to the engine's loop, so no thread waits for a turn.
    Strategy="conversations.engine.hints:hand_over",
)
def run_turn(organization_id: str, turn_id: str) -> None:
    """Look at a turn, and wait until it was moved on as far as possible."""
    _engine().runtime().run_turn(uuid.UUID(organization_id), uuid.UUID(turn_id))


@shared_task(name="conversations.tasks.sweep_turns", ignore_result=True)  # type: ignore[untyped-decorator]
def sweep_turns() -> None:
    """Hint at turns without a worker: queued, with a lapsed lease, a dead worker, or a wait that is over."""
    queue_turns_of_the_dead()
    for organization_id, turn_id in expired_approvals():
        expire_approvals(organization_id, turn_id)
    for organization_id, turn_id in overdue_waits():
        end_waits(organization_id, turn_id)
    for organization_id, turn_id in turns_to_poke():
        run_turn.delay(str(organization_id), str(turn_id))


@worker_ready.connect  # type: ignore[untyped-decorator]
def start_engine(**_: object) -> None:
    """Load the engine before the first turn needs it."""
    _engine().runtime()
    collect_seldom()


@worker_shutting_down.connect  # type: ignore[untyped-decorator]
def give_turns_back(**_: object) -> None:
    """A warm shutdown: turns go on in another process from the last committed step."""
    # The signal may come during the import of the engine, when no turn runs yet.
    drain = getattr(sys.modules.get("conversations.engine.turn.runtime"), "drain", None)
    if drain is not None:
        drain()


def wait_for_turns() -> None:
    """Returns when this process's engine has given back all its turns (config/turns.py)."""
    wait = getattr(sys.modules.get("conversations.engine.turn.runtime"), "wait_until_idle", None)
    if wait is not None:
        wait()


def _engine() -> ModuleType:
    # Imported here because web and beat import these tasks and should not load the model's SDK (a second each).
    from conversations.engine.turn import runtime

    return runtime
