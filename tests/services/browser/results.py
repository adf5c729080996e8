"""What the scripted model has read."""

from typing import Any


def last_result(asked: dict[str, Any]) -> str:
    """The text of the last tool result in a request to the model."""
    return _text([block for block in _last(asked) if block["type"] == "tool_result"][-1]["content"])


def last_words(asked: dict[str, Any]) -> str:
    """What the person said last."""
    return _text(_last(asked))


def _last(asked: dict[str, Any]) -> list[dict[str, Any]]:
    content = asked["messages"][-1]["content"]
    return [{"type": "text", "text": content}] if isinstance(content, str) else content


def _text(blocks: list[dict[str, Any]]) -> str:
    return "".join(block["text"] for block in blocks if block["type"] == "text")
