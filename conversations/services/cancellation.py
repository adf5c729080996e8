"""Stop: works at any point, from any tab, and leaves a valid history."""

from django.db import transaction

from conversations.engine.stopping import close_calls
from conversations.events.announcing import announce_cancellation, announce_end
from conversations.models import Turn
from organizations.actors import Actor
from organizations.enqueueing import after_commit
from organizations.services.audit import record


@transaction.atomic
def cancel_turn(*, actor: Actor, turn: Turn) -> None:
    """Ask the worker that runs it to stop at once, or end the turn here when nobody runs it. May run twice."""
    if turn.cancel_unheld():
        close_calls(turn)
        record(actor=actor, action="turn.finished", subject=turn, status="cancelled")
        turn.refresh_from_db()
        after_commit(announce_end, turn.id, turn.fence)
    elif turn.request_cancellation():
        after_commit(announce_cancellation, turn.id)
