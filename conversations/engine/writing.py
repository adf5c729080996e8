"""What the journal writes, each as one statement (migration 0005_journal).

Given the rules that a decision was made on, a statement is a transaction of its own, and writes only while they hold:
RulesChanged says that nothing was written. Without them it belongs to the holder's open transaction.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from conversations.engine.deciding_rows import RulesNow
from conversations.engine.errors import LeaseLost, RulesChanged
from conversations.models import Message, Provenance, Step, ToolCall, Turn, TurnStatus
from organizations.actors import Actor
from organizations.json_rows import as_json, row
from organizations.models import AuditEvent
from organizations.services.audit import event_of
from organizations.tenancy import call, call_in_tenant

# What a call's end changes.
ENDING = ("status", "result", "result_bytes", "truncated", "error_code", "error_message", "finished_at")


@dataclass(frozen=True, slots=True)
class StepRows:
    """One model response: its row, the calls that it asks for, and the answer as people then see it."""

    step: Step
    calls: Sequence[ToolCall]
    content: list[dict[str, Any]]


def write_step(turn: Turn, answer: Message, rows: StepRows, *, decided_on: RulesNow | None = None) -> None:
    """Keep a step that the turn goes on from. Raises LeaseLost, RulesChanged."""
    _write(turn, decided_on, "journal_step", *_of_step(answer, rows), None, None)
    _now_written(answer, rows)


def write_last_step(turn: Turn, answer: Message, rows: StepRows) -> None:
    """Keep the last step and complete the turn, in a transaction of its own. Raises LeaseLost."""
    ending = _of_end(turn, TurnStatus.COMPLETED)
    values = turn.pk, turn.fence, None, *_of_step(answer, rows), *ending
    _accept(call_in_tenant(turn.organization_id, "journal_step", *values)[0])
    _now_written(answer, rows)


def write_result(
    turn: Turn, done: ToolCall, *, mark: Provenance | None = None, decided_on: RulesNow | None = None
) -> RulesNow | None:
    """Keep how a call ended, as the call now says it. Raises LeaseLost, RulesChanged.

    With `decided_on` it sets the mark too and returns the rules with it; where links to the conversation live, what
    becomes of them has to be decided first, and nothing is written.
    """
    ending = as_json({name: getattr(done, name) for name in ENDING})
    values = done.pk, ending, as_json(row(_executed(done))), as_json(row(mark)) if mark else None
    _, marked = _write(turn, decided_on, "journal_result", *values)
    return replace(decided_on, marked=marked) if decided_on else None


def write_end(turn: Turn, status: TurnStatus, code: str = "", message: str = "") -> None:
    """The turn is over. Raises LeaseLost."""
    _accept(call("journal_end", turn.pk, turn.fence, *_of_end(turn, status, code, message))[0])


def _write(turn: Turn, decided_on: RulesNow | None, function: str, *values: Any) -> tuple[Any, ...]:
    if decided_on is None:
        answer = call(function, turn.pk, turn.fence, None, *values)
    else:
        rules = as_json(decided_on.rules)
        answer = call_in_tenant(turn.organization_id, function, turn.pk, turn.fence, rules, *values)
    _accept(answer[0])
    return answer


def _accept(outcome: str) -> None:
    if outcome == "lost":
        raise LeaseLost
    if outcome == "changed":
        raise RulesChanged


def _of_step(answer: Message, rows: StepRows) -> tuple[Any, ...]:
    return as_json(row(rows.step)), as_json([row(each) for each in rows.calls]), answer.pk, as_json(rows.content)


def _now_written(answer: Message, rows: StepRows) -> None:
    answer.content = rows.content
    for written in (rows.step, *rows.calls):
        written._state.adding = False


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
