"""What the holder of a turn's lease may do only while it holds it."""

from collections.abc import Sequence

from conversations.engine.errors import LeaseLost
from conversations.llm.records import ModelResponse
from conversations.models import Message, ToolCall, Turn
from conversations.models.turn import Hold


def hold(turn: Turn, response: ModelResponse | None = None) -> Hold:
    """Prove the fence and lock the turn's row; raises LeaseLost."""
    held = turn.hold(response.usage if response else None)
    if held is None:
        raise LeaseLost
    return held


def extend_answer(answer: Message, response: ModelResponse, calls: Sequence[ToolCall]) -> None:
    """Add a response's words and references to its calls to the answer that people see; not written yet."""
    by_use = {call.tool_use_id: call for call in calls}
    for block in response.blocks:
        if block["type"] == "text":
            answer.content.append({"type": "text", "text": block["text"]})
        elif block["type"] == "tool_use":
            answer.content.append({"type": "tool_call", "tool_call": str(by_use[block["id"]].id)})
