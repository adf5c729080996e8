"""What is written down around each step of a turn; every function is one transaction of the lease's holder.

The order is the promise: a call is `sent` before it leaves, its result and its provenance are committed before
the model sees them, and whoever lost the lease can write nothing (the fence is checked first, which also locks
the turn's row against decisions that people make at the same moment).
"""

import uuid
from dataclasses import dataclass
from typing import Any

from conversations import shapes
from conversations.engine.access import Access
from conversations.engine.advancing import Next, advance, decide
from conversations.engine.calls import open_calls, propose, save_proposed
from conversations.engine.endings import Ending
from conversations.engine.errors import LeaseLost
from conversations.engine.history import api_messages
from conversations.engine.holding import extend_answer, hold
from conversations.engine.stopping import finish
from conversations.llm.records import ModelResponse
from conversations.marks import mark_provenance
from conversations.models import CallStatus, Conversation, Message, Step, ToolCall, Turn, TurnStatus
from conversations.models.tool_call import OPEN
from conversations.models.turn import Held
from conversations.selectors import branch_of, steps_and_calls
from organizations.actors import Actor
from organizations.services.audit import record


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
    held = hold(turn, response)
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
    extend_answer(answer, response, calls)
    if not calls:
        finish(turn, TurnStatus.COMPLETED)
        return [], Next()
    proposed = [shapes.tool_call(call) for call in calls]
    upcoming = Next(cancelled=True) if held == Held.CANCELLED else decide(turn, number, calls, known)
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
    held = hold(turn)
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
