"""What is written down around each step of a turn; every function is one transaction of the lease's holder.

The order is the promise: a call is `sent` before it leaves, its result and its provenance are committed before
the model sees them, and whoever lost the lease can write nothing (the fence is checked first, which also locks
the turn's row against decisions that people make at the same moment).
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from conversations import shapes
from conversations.engine.access import Access, load_access
from conversations.engine.calls import CallPlan, open_calls, plan_calls, propose, save_proposed
from conversations.engine.endings import Ending
from conversations.engine.errors import LeaseLost
from conversations.engine.history import api_messages, tool_results
from conversations.llm.records import ModelResponse
from conversations.marks import mark_provenance
from conversations.models import CallStatus, Conversation, Message, Step, ToolCall, Turn, TurnStatus
from conversations.models.tool_call import OPEN
from conversations.models.turn import Held
from conversations.selectors import branch_of, steps_and_calls, with_card
from organizations.actors import Actor
from organizations.services.audit import record


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


@dataclass(slots=True)
class Claimed:
    """A turn in this worker's hands, with its history for the model."""

    turn: Turn
    answer: Message
    messages: list[dict[str, Any]]
    steps: int
    next: Next


def claim(turn_id: uuid.UUID, worker: str) -> Claimed | None:
    """Take the turn if it is free, and see where it stands; None when somebody else has it or it is over."""
    turn = Turn.claim(turn_id, worker)
    if turn is None:
        return None
    conversation = Conversation.objects.get(pk=turn.conversation_id)
    branch = branch_of(conversation)
    # A first turn has no history to read.
    answered = [message.turn_id for message in branch if message.turn_id and message.role == "assistant"]
    fresh = answered == [turn.id] and turn.fence == 1
    steps, calls = ({}, {}) if fresh else steps_and_calls(answered)
    own_steps = steps.get(turn.id, [])
    last = own_steps[-1].number if own_steps else 0
    # The last step's results are appended when all its calls are settled.
    calls[turn.id] = [call for call in calls.get(turn.id, []) if call.step != last]
    answer = next(message for message in reversed(branch) if message.turn_id == turn.id)
    upcoming = (
        Next(cancelled=True)
        if turn.cancel_requested_at
        else advance(turn, last, open_calls(turn, last) if last else [], resumed=True)
    )
    return Claimed(turn, answer, api_messages(branch, steps, calls), last, upcoming)


def record_step(
    turn: Turn, answer: Message, number: int, response: ModelResponse, known: Access
) -> tuple[list[dict[str, Any]], Next]:
    """Keep a model response. With calls: journal them and say which may leave; without: the turn is complete."""
    held = _hold(turn, response)
    Step.objects.create(
        organization_id=turn.organization_id,
        turn=turn,
        number=number,
        blocks=response.blocks,
        stop_reason=response.stop_reason[:32],
        usage=response.usage,
    )
    calls = [
        propose(turn, number, position, use, known.named(use["name"]))
        for position, use in enumerate(response.tool_uses)
    ]
    _extend_answer(answer, response, calls)
    if not calls:
        finish(turn, TurnStatus.COMPLETED)
        return [], Next()
    proposed = [shapes.tool_call(call) for call in calls]
    undecided = [call for call in calls if call.status in OPEN]
    upcoming = Next(cancelled=True) if held == Held.CANCELLED else _decide(turn, number, undecided, known)
    save_proposed(calls)
    if upcoming.waiting is not None and not turn.wait(upcoming.waiting):
        raise LeaseLost
    return proposed, upcoming


def record_result(
    turn: Turn, call: ToolCall, ending: Ending, known: Access | None, *, alone: bool
) -> tuple[dict[str, Any], Next]:
    """Keep a call's end with its provenance (sharing-S1: an error result counts), and say what is next.

    `alone`: it is the only call of its step, so that no other one needs to be looked for.
    """
    held = _hold(turn)
    if ending.holds_content and call.connector is not None:
        mark_provenance(turn=turn, connector=call.connector)
    call.move(ending.status, start=(CallStatus.SENT,), **ending.values)
    record(
        actor=Actor.system(turn.organization_id),
        action="tool_call.executed",
        subject=call,
        effect=call.effect,
        connection=str(call.connection_id),
        status=ending.status,
        bytes=call.result_bytes,
        milliseconds=call.milliseconds,
    )
    shape = shapes.tool_call(call)
    if held == Held.CANCELLED:
        return shape, Next(cancelled=True)
    still_open = [] if alone and call.status not in OPEN else open_calls(turn, call.step)
    return shape, advance(turn, call.step, still_open, known=known, settled=call if alone else None)


def advance(
    turn: Turn,
    step: int,
    calls: Sequence[ToolCall],
    *,
    known: Access | None = None,
    settled: ToolCall | None = None,
    resumed: bool = False,
) -> Next:
    """Decide what the turn does now, in the open transaction of its holder; `calls` are the step's open ones."""
    upcoming = _decide(turn, step, calls, known, settled=settled, resumed=resumed)
    if upcoming.waiting is not None and not turn.wait(upcoming.waiting):
        raise LeaseLost
    return upcoming


def _decide(
    turn: Turn,
    step: int,
    calls: Sequence[ToolCall],
    known: Access | None,
    *,
    settled: ToolCall | None = None,
    resumed: bool = False,
) -> Next:
    access = load_access(turn, known)
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


def finish(turn: Turn, status: TurnStatus, *, code: str = "", message: str = "") -> None:
    """End the turn in this transaction; raises LeaseLost when it is not ours any more."""
    if not turn.finish(status, code=code, message=message):
        raise LeaseLost
    Conversation.objects.filter(pk=turn.conversation_id).update(updated_at=timezone.now())
    record(actor=Actor.system(turn.organization_id), action="turn.finished", subject=turn, status=status, code=code)


def stop(
    turn: Turn, answer: Message, number: int, partial: str, status: TurnStatus, code: str, message: str
) -> list[dict[str, Any]]:
    """End a turn before its time: keep the text so far, close open calls; returns the calls that it closed."""
    _hold(turn)
    if partial:
        response = ModelResponse(blocks=[{"type": "text", "text": partial}], stop_reason=status)
        Step.objects.create(
            organization_id=turn.organization_id,
            turn=turn,
            number=number,
            blocks=response.blocks,
            stop_reason=status,
        )
        _extend_answer(answer, response, [])
    closed = close_calls(turn)
    finish(turn, status, code=code, message=message)
    return [shapes.tool_call(call) for call in closed]


def close_calls(turn: Turn) -> list[ToolCall]:
    """Cancel every open call; a write that had left says that it may have happened."""
    closed = []
    for call in with_card(ToolCall.objects.filter(turn=turn)):
        maybe = call.status in (CallStatus.SENT, CallStatus.UNKNOWN) and call.effect != "read"
        words = {"error_code": "outcome_unknown", "error_message": "It was running and may have happened."}
        if call.move(CallStatus.CANCELLED, start=OPEN, **(words if maybe else {})):
            closed.append(call)
    return closed


def _hold(turn: Turn, response: ModelResponse | None = None) -> Held:
    """Prove the fence and lock the turn's row; raises LeaseLost."""
    held = turn.hold(response.usage if response else None)
    if held == Held.LOST:
        raise LeaseLost
    return held


def _extend_answer(answer: Message, response: ModelResponse, calls: Sequence[ToolCall]) -> None:
    by_use = {call.tool_use_id: call for call in calls}
    for block in response.blocks:
        if block["type"] == "text":
            answer.content.append({"type": "text", "text": block["text"]})
        elif block["type"] == "tool_use":
            answer.content.append({"type": "tool_call", "tool_call": str(by_use[block["id"]].id)})
    Message.objects.filter(pk=answer.pk).update(content=answer.content)
