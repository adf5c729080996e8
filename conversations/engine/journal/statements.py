"""What the journal writes, each as one statement (migration 0005_journal).

Given the rules that a decision was made on, a statement can be a transaction of its own, and writes only while they
hold: RulesChanged says that nothing was written. Without them it belongs to the holder's open transaction.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from conversations.engine.errors import LeaseLost, RulesChanged
from conversations.engine.toolset.rules_cache import RulesNow
from conversations.models import Message, Provenance, Step, ToolCall, Turn, TurnStatus
from organizations.audit import Actor, event_of
from organizations.exact_json import as_json, row
from organizations.models import AuditEvent
from organizations.tenancy import call

# What a call's end changes.
ENDING = ("status", "result", "result_bytes", "truncated", "error_code", "error_message", "finished_at")


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


def step_statement(
    turn: Turn, answer: Message, rows: StepRows, *, decided_on: RulesNow | None = None, completes: bool = False
) -> Statement:
    """Keep a step that the turn goes on from, or the last one, which completes it."""
    content = as_json(row(rows.step)), as_json([row(each) for each in rows.calls]), answer.pk, as_json(rows.content)
    ending = _of_end(turn, TurnStatus.COMPLETED) if completes else (None, None)
    return Statement("journal_step", (*_held(turn, decided_on), *content, *ending))


def result_statement(
    turn: Turn, done: ToolCall, *, mark: Provenance | None = None, decided_on: RulesNow | None = None
) -> Statement:
    """Keep how a call ended, as the call now says it, and set the mark; the row ends with whose content there is now.

    Where links to the conversation live, what becomes of them has to be decided first: then nothing is written.
    """
    ending = as_json({name: getattr(done, name) for name in ENDING})
    event, marking = as_json(row(_executed(done))), as_json(row(mark)) if mark else None
    return Statement("journal_result", (*_held(turn, decided_on), done.pk, ending, event, marking))


def end_statement(turn: Turn, status: TurnStatus, code: str = "", message: str = "") -> Statement:
    """The turn is over."""
    return Statement("journal_end", (turn.pk, turn.fence, *_of_end(turn, status, code, message)))


def write(statement: Statement) -> None:
    """In the open transaction of the holder. Raises LeaseLost."""
    accept(call(statement.function, *statement.values))


def accept(answer: Sequence[Any]) -> Sequence[Any]:
    """The row of a statement that was written; raises LeaseLost, RulesChanged when it was not."""
    if answer[0] == "lost":
        raise LeaseLost
    if answer[0] == "changed":
        raise RulesChanged
    return answer


def now_written(answer: Message, rows: StepRows) -> None:
    """Take over what was written."""
    answer.content = rows.content
    for written in (rows.step, *rows.calls):
        written._state.adding = False


def _held(turn: Turn, decided_on: RulesNow | None) -> tuple[Any, ...]:
    return turn.pk, turn.fence, as_json(decided_on.as_json()) if decided_on else None


def _of_end(turn: Turn, status: TurnStatus, code: str = "", message: str = "") -> tuple[str, str]:
    actor = Actor.system(turn.organization_id)
    event = event_of(actor=actor, action="turn.finished", subject=turn, status=status, code=code)
    return as_json(turn.ending(status, code, message)), as_json(row(event))


def _executed(done: ToolCall) -> AuditEvent:
    return event_of(
        actor=Actor.system(done.organization_id),
        action="tool_call.executed",
        subject=done,
        effect=done.effect,
        connection=str(done.connection_id),
        status=done.status,
        bytes=done.result_bytes,
        milliseconds=done.milliseconds,
    )
