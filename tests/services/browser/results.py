"""What the scripted model has read."""

from typing import Any


def last_result(asked: dict[str, Any]) -> str:
    """The text of the last tool result in a request to the model."""
    blocks = asked["messages"][-1]["content"]
    (result,) = [block for block in blocks if block["type"] == "tool_result"]
    return "".join(block["text"] for block in result["content"] if block["type"] == "text")
