"""A Messages API request, as far as rules care. What they do not know (system, thinking, …) is ignored."""

import json
from dataclasses import dataclass
from typing import Any

from conversations.demo_model.failures import Invalid
from conversations.demo_model.history import Message, messages_of
from conversations.demo_model.tools import Tool, tools_of


@dataclass(frozen=True, slots=True)
class Choice:
    """`tool_choice`: auto, any, tool (with its name) or none."""

    kind: str = "auto"
    name: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked of the model."""

    messages: list[Message]
    tools: list[Tool]
    choice: Choice
    max_tokens: int
    stream: bool
    input_tokens: int


def parse(body: bytes) -> Request:
    """Read a request's body.

    Raises:
        Invalid: it is not JSON, or the API would refuse it.
    """
    given = _object(body)
    max_tokens = given.get("max_tokens")
    if not isinstance(max_tokens, int) or isinstance(max_tokens, bool) or max_tokens < 1:
        raise Invalid("max_tokens: Input should be a whole number of at least 1")
    if not isinstance(given.get("model"), str):
        raise Invalid("model: Field required")
    return Request(
        messages=messages_of(given.get("messages")),
        tools=tools_of(given.get("tools")),
        choice=_choice(given.get("tool_choice")),
        max_tokens=max_tokens,
        stream=given.get("stream") is True,
        input_tokens=max(1, len(body) // 4),
    )


def _object(body: bytes) -> dict[str, Any]:
    try:
        given = json.loads(body)
    except (ValueError, RecursionError):
        raise Invalid("The request body is not valid JSON") from None
    if not isinstance(given, dict):
        raise Invalid("The request body should be an object")
    return given


def _choice(given: Any) -> Choice:
    if not isinstance(given, dict):
        return Choice()
    return Choice(str(given.get("type", "auto")), str(given.get("name", "")))
