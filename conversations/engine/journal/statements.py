"""What the journal writes, each as one statement (conversations/sql).

A statement carries what its decision was made on, and writes only if that is still so: `Written` says whether it did,
and otherwise how it is now. It is a transaction of its own, or belongs to the holder's open one.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from conversations.engine.calls.decide import Next
from conversations.engine.errors import LeaseLost
from conversations.engine.toolset.rules_cache import RulesNow
from conversations.models import Message, Provenance, Step, ToolCall, Turn, TurnStatus
from organizations.audit import Actor, event_of
from organizations.exact_json import as_json, row
from organizations.tenancy import call


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
    return Statement("journal_step", (*_held(turn, known), as_json(whole)))


def result_statement(
    turn: Turn, step: int, upcoming: Next, *, mark: Provenance | None = None, known: Known | None = None
) -> Statement:
    """Keep what was decided on a step's calls when one had ended, and set the mark of the content that came with it."""
    marking = as_json(row(mark)) if mark else None
    return Statement("journal_result", (*_held(turn, known), step, as_json(upcoming.as_rows()), marking))


def look_statement(turn: Turn) -> Statement:
    """Prove the fence and say what decisions are made on now."""
    return Statement("journal_may_write", (turn.pk, turn.fence, "{}", None))


def end_statement(turn: Turn, status: TurnStatus, code: str = "", message: str = "") -> Statement:
    """The turn is over."""
    ending = _of_end(turn, status, code, message)
    return Statement("journal_end", (turn.pk, turn.fence, as_json(ending["ending"]), as_json(ending["event"])))


def write(statement: Statement) -> Written:
    """In the open transaction of the holder. Raises LeaseLost."""
    return accept(call(statement.function, *statement.values))


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


def _held(turn: Turn, known: Known | None) -> tuple[Any, ...]:
    return turn.pk, turn.fence, as_json(known.now.as_json(known.calls)) if known else None


def _of_end(turn: Turn, status: TurnStatus, code: str = "", message: str = "") -> dict[str, Any]:
    actor = Actor.system(turn.organization_id)
    event = event_of(actor=actor, action="turn.finished", subject=turn, status=status, code=code)
    return {"ending": turn.ending(status, code, message), "event": row(event)}
