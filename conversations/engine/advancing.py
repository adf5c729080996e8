"""What a turn does next, decided in the open transaction of its holder."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from conversations import shapes
from conversations.engine.access import Access
from conversations.engine.calls import CallPlan, plan_calls
from conversations.engine.errors import LeaseLost
from conversations.engine.history import tool_results
from conversations.models import CallStatus, ToolCall, Turn, TurnStatus


@dataclass(slots=True)
class Next:
    """What the turn does now: run `plans`, ask the model (`access`), wait (`waiting`), or nothing (others run)."""

    plans: list[CallPlan] = field(default_factory=list)
    # Shapes, because the loop may not touch the database.
    changed: list[dict[str, Any]] = field(default_factory=list)
    access: Access | None = None
    results: list[dict[str, Any]] = field(default_factory=list)
    waiting: TurnStatus | None = None
    cancelled: bool = False
    is_out_of_time: bool = False


def decide(
    turn: Turn,
    step: int,
    calls: Sequence[ToolCall],
    access: Access,
    *,
    settled: ToolCall | None = None,
    resumed: bool = False,
) -> Next:
    """Decide what the turn does now; `calls` are the step's open ones. The caller writes them before it lets go.

    Calls that are not written yet are all among `calls`, the settled ones too: each needs its result.
    """
    plans, moved = plan_calls(turn, calls, access, resumed=resumed)
    changed = [shapes.tool_call(call) for call in moved]
    if plans:
        return Next(plans=plans, changed=changed)
    waiting = _what_it_waits_for(calls)
    if waiting == TurnStatus.RUNNING:
        return Next(changed=changed)
    if waiting is not None:
        return Next(changed=changed, waiting=waiting)
    return Next(changed=changed, access=access, results=_results(turn, step, calls, settled))


def let_go(turn: Turn, upcoming: Next) -> Next:
    """The same, with the lease given up when the turn waits for a person."""
    if upcoming.waiting is not None and not turn.wait(upcoming.waiting):
        raise LeaseLost
    return upcoming


def _what_it_waits_for(calls: Sequence[ToolCall]) -> TurnStatus | None:
    statuses = {call.status for call in calls}
    if CallStatus.SENT in statuses:
        return TurnStatus.RUNNING
    if CallStatus.AWAITING_APPROVAL in statuses:
        return TurnStatus.WAITING_APPROVAL
    if CallStatus.UNKNOWN in statuses:
        return TurnStatus.WAITING_OUTCOME
    return None


def _results(turn: Turn, step: int, calls: Sequence[ToolCall], settled: ToolCall | None) -> list[dict[str, Any]]:
    """The step's tool results for the model; read anew unless the one call is at hand."""
    if step == 0:
        return []
    if settled is not None:
        return tool_results([settled])
    unsaved = [call for call in calls if call._state.adding]
    return tool_results([*ToolCall.objects.select_related("approval").filter(turn=turn, step=step), *unsaved])
