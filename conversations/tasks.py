"""Background work: ids in, one call into the engine each; safe to run twice."""

import sys
import uuid
from types import ModuleType

from celery import shared_task
from celery.signals import worker_ready, worker_shutting_down

from conversations.engine.turn.sweep import expire_approvals, expired_approvals, queue_turns_of_the_dead, turns_to_poke

# A hint: the sweeper finds the turn of one that nobody took in time. Seconds; the same as a sweep's (settings), so that
# a full queue holds neither back.
HINT_EXPIRES = 30


@shared_task(name="conversations.tasks.run_turn", ignore_result=True, expires=HINT_EXPIRES)  # type: ignore[untyped-decorator]
def run_turn(organization_id: str, turn_id: str) -> None:
    """Look at a turn: the task thread makes no ORM call, it waits for the engine's loop."""
    _engine().runtime().run_turn(uuid.UUID(organization_id), uuid.UUID(turn_id))


@shared_task(name="conversations.tasks.sweep_turns", ignore_result=True)  # type: ignore[untyped-decorator]
def sweep_turns() -> None:
    """Poke what waits without a worker: queued turns, lapsed leases, dead holders, approvals past their time."""
    queue_turns_of_the_dead()
    for organization_id, turn_id in expired_approvals():
        expire_approvals(organization_id, turn_id)
    for organization_id, turn_id in turns_to_poke():
        run_turn.delay(str(organization_id), str(turn_id))


@worker_ready.connect  # type: ignore[untyped-decorator]
def start_engine(**_: object) -> None:
    """Load the engine before the first turn needs it."""
    _engine().runtime()


@worker_shutting_down.connect  # type: ignore[untyped-decorator]
def give_turns_back(**_: object) -> None:
    """A warm shutdown: turns go on in another process from the last committed step."""
    # The signal may come while the engine is still being imported: then no turn runs.
    drain = getattr(sys.modules.get("conversations.engine.turn.runtime"), "drain", None)
    if drain is not None:
        drain()


def _engine() -> ModuleType:
    # Here and not above: web and beat name these tasks, and need not load the model's SDK (a second each).
    from conversations.engine.turn import runtime

    return runtime
