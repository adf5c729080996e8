"""What the holder of a turn's lease may do only while it holds it."""

from collections.abc import Sequence

from conversations.engine.errors import LeaseLost
from conversations.events.picture import Blocks, goes_on, with_words
from conversations.llm.records import ModelResponse
from conversations.models import Message, Step, ToolCall, Turn, TurnStatus
from organizations.tenancy import call

# The stop reason of a step that the turn's own end cut off: the turn's row says why.
BROKEN_OFF = (TurnStatus.FAILED.value, TurnStatus.CANCELLED.value)


def hold(turn: Turn) -> None:
    """Prove the fence and lock the turn's row; raises LeaseLost."""
    if turn.hold() is None:
        raise LeaseLost


def lock_place(turn: Turn) -> None:
    """The conversation and its project stay where and as they are until the open transaction ends."""
    call("lock_place", turn.conversation_id)


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
