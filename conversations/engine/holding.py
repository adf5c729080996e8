"""What the holder of a turn's lease may do only while it holds it."""

from collections.abc import Sequence
from typing import Any

from conversations.engine.errors import LeaseLost
from conversations.llm.records import ModelResponse
from conversations.models import Message, ToolCall, Turn
from conversations.models.turn import Hold
from organizations.tenancy import call


def hold(turn: Turn) -> Hold:
    """Prove the fence and lock the turn's row; raises LeaseLost."""
    held = turn.hold()
    if held is None:
        raise LeaseLost
    return held


def lock_place(turn: Turn) -> None:
    """The conversation and its project stay where and as they are until the open transaction ends."""
    call("lock_place", turn.conversation_id)


def extended(answer: Message, response: ModelResponse, calls: Sequence[ToolCall]) -> list[dict[str, Any]]:
    """The answer that people see with a response's words and references to its calls."""
    by_use = {call.tool_use_id: call for call in calls}
    content = list(answer.content)
    for block in response.blocks:
        if block["type"] == "text":
            content.append({"type": "text", "text": block["text"]})
        elif block["type"] == "tool_use":
            content.append({"type": "tool_call", "tool_call": str(by_use[block["id"]].id)})
    return content
