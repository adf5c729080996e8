"""What the journal writes, each as one statement (conversations/sql).

A statement carries what its decision was made on, and writes only if that is still so: `Written` says whether it did,
and otherwise how it is now. It is a transaction of its own, or belongs to the holder's open one.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from conversations.engine.calls.decide import Next
from conversations.engine.limits import LeaseLost
from conversations.engine.toolset.rules_cache import RulesNow
from conversations.events.picture import Blocks, goes_on, with_words
from conversations.llm.records import ModelResponse
from conversations.models import OPEN, CallStatus, Message, Provenance, Step, ToolCall, Turn, TurnStatus
from conversations.selectors import with_card
from conversations.shapes import ToolCallShape, tool_call_shape
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
    """What a decision is made on: the rules, and the states of the step's calls before it."""

    now: RulesNow
    calls: Mapping[uuid.UUID, str]


class Written(NamedTuple):
    """What became of a statement: `kept`, or not written because `changed` or `linked`; and how it is now, if asked."""

    outcome: str
    now: RulesNow | None

    @property
    def is_kept(self) -> bool:
        """It was written."""
        return self.outcome == "kept"


def step_statement(
    turn: Turn, answer: Message, rows: StepRows, upcoming: Next, *, known: Known | None = None, completes: bool = False
) -> Statement:
    """Keep a step with what was decided on its calls, or the last one, which completes the turn."""
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
    """Keep what was decided on a step's calls when one had ended, and set the mark of the content that came with it."""
    marking = as_json(row(mark)) if mark else None
    return Statement("journal_result", (*_fenced(turn, known), step, as_json(upcoming.as_rows()), marking))


def look_statement(turn: Turn) -> Statement:
    """Prove the fence and say what decisions are made on now."""
    return Statement("journal_may_write", (turn.pk, turn.fence, "{}", None))


def end_statement(turn: Turn, status: TurnStatus, code: str = "", message: str = "") -> Statement:
    """The turn is over."""
    ending = _of_end(turn, status, code, message)
    return Statement("journal_end", (turn.pk, turn.fence, as_json(ending["ending"]), as_json(ending["event"])))


def write(statement: Statement) -> Written:
    """In the open transaction of the holder. Raises LeaseLost."""
    return accept(call_function(statement.function, *statement.values))


def accept(answer: Sequence[Any]) -> Written:
    """What a statement answered; raises LeaseLost."""
    outcome, now = answer[0], answer[1] if len(answer) > 1 else None
    if outcome == "lost":
        raise LeaseLost
    return Written(outcome, RulesNow.parse(now) if now else None)


def now_written(answer: Message, rows: StepRows) -> None:
    """Take over what was written."""
    answer.content = rows.content
    for written in (rows.step, *rows.calls):
        written._state.adding = False


def _fenced(turn: Turn, known: Known | None) -> tuple[Any, ...]:
    return turn.pk, turn.fence, as_json(known.now.as_json(known.calls)) if known else None


def _of_end(turn: Turn, status: TurnStatus, code: str = "", message: str = "") -> dict[str, Any]:
    actor = Actor.system(turn.organization_id)
    event = event_of(actor=actor, action="turn.finished", subject=turn, status=status, code=code)
    return {"ending": turn.ending(status, code, message), "event": row(event)}


# What the holder of a turn's lease may do only while it holds it.

# The stop reason of a step that the turn's own end cut off: the turn's row says why.
BROKEN_OFF = (TurnStatus.FAILED.value, TurnStatus.CANCELLED.value)


def keep_lease(turn: Turn) -> None:
    """Prove the fence and lock the turn's row; raises LeaseLost."""
    if turn.keep_lease() is None:
        raise LeaseLost


def lock_place(turn: Turn) -> None:
    """The conversation and its project stay where and as they are until the open transaction ends."""
    call_function("lock_place", turn.conversation_id)


def extended(turn: Turn, answer: Message, step: Step, response: ModelResponse, calls: Sequence[ToolCall]) -> Blocks:
    """The answer that people see with a response's words, references to its calls, and how it ended if not normally.

    Words that go on where the last ones were cut belong to the same block. A step's words stand before its calls, as
    readers heard them: an answer that ends with words was cut there, and never waited for a result.
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

# Many servers go on with what they have begun, whatever we tell them.
MAY_HAVE_HAPPENED = (
    "It had been sent, so it may have happened, or happen still. Look in the service before you repeat it."
)


def stop(
    turn: Turn, answer: Message, number: int, partial: str, status: TurnStatus, code: str, message: str
) -> list[ToolCallShape]:
    """End a turn before its time: keep the text so far, close open calls; returns the calls that it closed."""
    # The conversation's row before the turn's, as everywhere: ending a turn changes both.
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
    """Cancel every open call; a write that had left says that it may have happened."""
    closed = []
    for call in with_card(ToolCall.objects.filter(turn=turn)):
        maybe = call.status in (CallStatus.SENT, CallStatus.UNKNOWN) and call.effect != "read"
        words = {"error_code": "outcome_unknown", "error_message": MAY_HAVE_HAPPENED}
        if call.move(CallStatus.CANCELLED, start=OPEN, **(words if maybe else {})):
            closed.append(call)
    return closed
