"""The journal's statements, each a database function (conversations/sql).

A statement has the rules and calls that its decision was made on, and writes only if these are still the same:
`Written` says whether it did, and otherwise what they are now. It is a transaction of its own, or part of an open one.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from conversations.call_shapes import ToolCallShape, tool_call_shape
from conversations.engine.calls.decide import Next
from conversations.engine.limits import LeaseLost
from conversations.engine.toolset.rules_cache import RulesNow
from conversations.events.picture import Blocks, goes_on, with_words
from conversations.llm.records import ModelResponse
from conversations.models import OPEN, CallStatus, LeaseState, Message, Provenance, Step, ToolCall, Turn, TurnStatus
from conversations.selectors import with_card
from organizations.audit import Actor, event_of
from organizations.exact_json import as_json, row
from organizations.tenancy import call_function


@dataclass(frozen=True, slots=True)
class StepRows:
    """One model response: its row, the calls that it asks for, and the answer as people then see it."""

    step: Step
    calls: Sequence[ToolCall]
    content: list[dict[str, Any]]


class Statement(NamedTuple):
    """A database function with its values; its row begins with the outcome."""

    function: str
    values: tuple[Any, ...]


class Known(NamedTuple):
    """What a decision was made on: the rules, and the states of the step's calls before it."""

    now: RulesNow
    calls: Mapping[uuid.UUID, str]


class Written(NamedTuple):
    """What became of a statement: `kept`, or not written because `changed` or `linked`; and how it is now, if asked."""

    outcome: str
    now: RulesNow | None

    @property
    def is_kept(self) -> bool:
        """Whether it was written."""
        return self.outcome == "kept"


def step_statement(
    turn: Turn, answer: Message, rows: StepRows, upcoming: Next, *, known: Known | None = None, completes: bool = False
) -> Statement:
    """Write a step with the decision on its calls, or the last step, which completes the turn."""
    whole = {
        "step": row(rows.step),
        "calls": [row(each) for each in rows.calls],
        "answer": answer.pk,
        "content": rows.content,
        **upcoming.as_rows(),
        **(_of_end(turn, TurnStatus.COMPLETED) if completes else {}),
    }
    return Statement("journal_step", (*_fenced(turn, known), as_json(whole)))


def result_statement(
    turn: Turn, step: int, upcoming: Next, *, mark: Provenance | None = None, known: Known | None = None
) -> Statement:
    """Write the decision after a call of the step has ended, and the mark of the content that came with it."""
    marking = as_json(row(mark)) if mark else None
    return Statement("journal_result", (*_fenced(turn, known), step, as_json(upcoming.as_rows()), marking))


def look_statement(turn: Turn) -> Statement:
    """Check the fence and return the present rules."""
    return Statement("journal_may_write", (turn.pk, turn.fence, "{}", None))


def end_statement(turn: Turn, status: TurnStatus, code: str = "", message: str = "") -> Statement:
    """End the turn."""
    ending = _of_end(turn, status, code, message)
    return Statement("journal_end", (turn.pk, turn.fence, as_json(ending["ending"]), as_json(ending["event"])))


def write(statement: Statement) -> Written:
    """Run a statement in the open transaction. Raises LeaseLost."""
    return accept(call_function(statement.function, *statement.values))


def accept(answer: Sequence[Any]) -> Written:
    """The answer of a statement. Raises LeaseLost."""
    outcome, now = answer[0], answer[1] if len(answer) > 1 else None
    if outcome == "lost":
        raise LeaseLost
    return Written(outcome, RulesNow.parse(now) if now else None)


def now_written(answer: Message, rows: StepRows) -> None:
    """Mark the rows as saved."""
    answer.content = rows.content
    for written in (rows.step, *rows.calls):
        written._state.adding = False


def _fenced(turn: Turn, known: Known | None) -> tuple[Any, ...]:
    return turn.pk, turn.fence, as_json(known.now.as_json(known.calls)) if known else None


def _of_end(turn: Turn, status: TurnStatus, code: str = "", message: str = "") -> dict[str, Any]:
    actor = Actor.system(turn.organization_id)
    event = event_of(actor=actor, action="turn.finished", subject=turn, status=status, code=code)
    return {"ending": turn.ending(status, code, message), "event": row(event)}


# Work that needs the turn's lease.

# The stop reasons of a step that was cut off by the turn's end: the turn's row says why.
BROKEN_OFF = (TurnStatus.FAILED.value, TurnStatus.CANCELLED.value)


def keep_lease(turn: Turn) -> None:
    """Prove the fence, lock the turn's row and prolong the lease. Raises LeaseLost."""
    if turn.heartbeat() == LeaseState.LOST:
        raise LeaseLost


def lock_place(turn: Turn) -> None:
    """Lock the conversation and its project until the open transaction ends."""
    call_function("lock_place", turn.conversation_id)


def extended(turn: Turn, answer: Message, step: Step, response: ModelResponse, calls: Sequence[ToolCall]) -> Blocks:
    """The answer that people see, with a response's words, references to its calls, and its end if that is not normal.

    Words that continue a cut answer go into the same block. A step's words come before its calls, as readers were told:
    an answer that ends with words was cut there and did not wait for a result.
    """
    by_use = {call.tool_use_id: call for call in calls}
    content = [block for block in answer.content if block["type"] != "ending"]
    in_last = goes_on(content, step.number, turn.resumed_after)
    for block in response.blocks:
        if block["type"] == "text":
            content = with_words(content, block["text"], in_last=in_last)
            in_last = False
    content += [{"type": "tool_call", "tool_call": str(by_use[use["id"]].id)} for use in response.tool_uses]
    if step.stop_reason not in BROKEN_OFF and response.ending:
        content.append({"type": "ending", "code": response.ending.value})
    return content


# How turns end: complete, failed or cancelled, always with a valid history.

# Many servers finish what they have begun, even after a cancellation.
MAY_HAVE_HAPPENED = (
    "It had been sent, so it may have happened, or happen still. Look in the service before you repeat it."
)


def stop(
    turn: Turn, answer: Message, number: int, partial: str, status: TurnStatus, code: str, message: str
) -> list[ToolCallShape]:
    """End a turn before its time: keep the text so far, close open calls; returns the calls that it closed."""
    # Locks the conversation's row before the turn's, as everywhere: ending a turn changes both.
    lock_place(turn)
    keep_lease(turn)
    if partial.strip():
        response = ModelResponse(blocks=[{"type": "text", "text": partial}], stop_reason=status)
        step = step_of(turn, number, response)
        rows = StepRows(step, [], extended(turn, answer, step, response, []))
        write(step_statement(turn, answer, rows, Next()))
        now_written(answer, rows)
    closed = close_calls(turn)
    write(end_statement(turn, status, code, message))
    return [tool_call_shape(call) for call in closed]


def step_of(turn: Turn, number: int, response: ModelResponse) -> Step:
    """The row of one model response, not written yet."""
    return Step(
        organization_id=turn.organization_id,
        turn=turn,
        number=number,
        blocks=response.blocks,
        stop_reason=response.stop_reason[:32],
        usage=response.usage,
    )


def close_calls(turn: Turn) -> list[ToolCall]:
    """Cancel every open call; one that was sent and may write says that it may have happened."""
    closed = []
    for call in with_card(ToolCall.objects.filter(turn=turn)):
        maybe = call.status in (CallStatus.SENT, CallStatus.UNKNOWN) and call.effect != "read"
        words = {"error_code": "outcome_unknown", "error_message": MAY_HAVE_HAPPENED}
        if call.move(CallStatus.CANCELLED, start=OPEN, **(words if maybe else {})):
            closed.append(call)
    return closed
