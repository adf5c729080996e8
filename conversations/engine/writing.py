"""What the journal writes, each as one statement (migration 0005_journal), in the open transaction of the holder."""

from collections.abc import Sequence
from typing import Any

from django.db import connection

from conversations.models import Message, Step, ToolCall, Turn, TurnStatus
from organizations.actors import Actor
from organizations.json_rows import as_json, row
from organizations.services.audit import event_of

# What a call's end changes.
ENDING = ("status", "result", "result_bytes", "truncated", "error_code", "error_message", "finished_at")


def write_step(step: Step, calls: Sequence[ToolCall], answer: Message) -> None:
    """A model response, the calls that it asks for, and the answer as people see it."""
    values = [as_json(row(step)), as_json([row(call) for call in calls]), answer.pk, as_json(answer.content)]
    _call("SELECT journal_step(%s, %s, %s, %s)", values)
    for written in (step, *calls):
        written._state.adding = False


def write_result(call: ToolCall) -> None:
    """How a call ended, as the call now says it, with its audit event."""
    event = event_of(
        actor=Actor.system(call.organization_id),
        action="tool_call.executed",
        subject=call,
        effect=call.effect,
        connection=str(call.connection_id),
        status=call.status,
        bytes=call.result_bytes,
        milliseconds=call.milliseconds,
    )
    ending = {name: getattr(call, name) for name in ENDING}
    _call("SELECT journal_result(%s, %s, %s)", [call.pk, as_json(ending), as_json(row(event))])


def write_end(turn: Turn, status: TurnStatus, code: str = "", message: str = "") -> bool:
    """The turn is over, with its audit event; False when the lease was lost."""
    actor = Actor.system(turn.organization_id)
    event = event_of(actor=actor, action="turn.finished", subject=turn, status=status, code=code)
    ending = as_json(turn.ending(status, code, message))
    return bool(_call("SELECT journal_end(%s, %s, %s, %s)", [turn.pk, turn.fence, ending, as_json(row(event))]))


def _call(statement: str, values: Sequence[Any]) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone()[0]
