"""A call whose server asks something first: what is answered at once, and what waits for a person."""

from typing import Any

from django.utils import timezone

from connectors.mcp import Asked, Given
from conversations.engine.calls.result_blocks import Ending
from conversations.engine.changes import Changes
from conversations.models import CallStatus, ToolCall
from conversations.models.tool_call import approval_expiry
from conversations.policy.asking import InputWanted, confirmed_by, may_still_answer, next_round

ASKS_TOO_OFTEN = "The tool asked again and again, so it was given up."


def answer_or_wait(call: ToolCall, before: InputWanted | None, asked: Asked) -> tuple[InputWanted, Given | None] | None:
    """The round that begins now, and what answers it without a person; None when the server has asked too often."""
    wanted = next_round(before, asked)
    if wanted is None:
        return None
    if not wanted.questions:
        return wanted, Given(wanted.answers, wanted.state)
    confirmed = confirmed_by(call.known_approval, wanted, timezone.now())
    return wanted, Given({**wanted.answers, **confirmed}, wanted.state) if confirmed else None


def waits_for_answer(wanted: InputWanted) -> Ending:
    """The call keeps its place until its member has answered: nothing ran."""
    values: dict[str, Any] = {"input_wanted": wanted.as_json(), "waits_until": approval_expiry()}
    return Ending(CallStatus.AWAITING_INPUT, values)


def end_if_overdue(call: ToolCall, changes: Changes) -> None:
    """A question that nobody has answered in time ends the call."""
    found = may_still_answer(call, timezone.now())
    if not found.allowed:
        values = {"error_code": found.code, "error_message": found.reason[:500], "waits_until": None}
        changes.move(call, CallStatus.FAILED, **values)
        changes.tell("tool_call.blocked", call, code=found.code)
