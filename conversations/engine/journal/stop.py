"""How turns end: complete, failed or cancelled, always with a valid history."""

from typing import Any

from conversations import shapes
from conversations.engine.calls.decide import Next
from conversations.engine.journal.lease import extended, hold, lock_place
from conversations.engine.journal.statements import StepRows, end_statement, now_written, step_statement, write
from conversations.llm.records import ModelResponse
from conversations.models import CallStatus, Message, Step, ToolCall, Turn, TurnStatus
from conversations.models.tool_call import OPEN
from conversations.selectors import with_card

# Many servers go on with what they have begun, whatever we tell them.
MAY_HAVE_HAPPENED = (
    "It had been sent, so it may have happened, or happen still. Look in the service before you repeat it."
)


def stop(
    turn: Turn, answer: Message, number: int, partial: str, status: TurnStatus, code: str, message: str
) -> list[dict[str, Any]]:
    """End a turn before its time: keep the text so far, close open calls; returns the calls that it closed."""
    # The conversation's row before the turn's, as everywhere: ending a turn changes both.
    lock_place(turn)
    hold(turn)
    if partial.strip():
        response = ModelResponse(blocks=[{"type": "text", "text": partial}], stop_reason=status)
        step = step_of(turn, number, response)
        rows = StepRows(step, [], extended(turn, answer, step, response, []))
        write(step_statement(turn, answer, rows, Next()))
        now_written(answer, rows)
    closed = close_calls(turn)
    write(end_statement(turn, status, code, message))
    return [shapes.tool_call(call) for call in closed]


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
