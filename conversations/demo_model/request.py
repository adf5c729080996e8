"""A Messages API request, as far as rules care. What they do not know (system, thinking, …) is ignored."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from conversations.demo_model.tools import Invalid, Tool, tools_of

# The messages of a request: read, and held to the API's rule that every tool use is answered at once.


@dataclass(frozen=True, slots=True)
class Message:
    """One message; its content is always a list of blocks."""

    role: str
    blocks: list[dict[str, Any]]

    def of_type(self, kind: str) -> list[dict[str, Any]]:
        """The blocks of one type."""
        return [block for block in self.blocks if block.get("type") == kind]

    @property
    def text(self) -> str:
        """The text blocks, joined."""
        return "\n".join(str(block.get("text", "")) for block in self.of_type("text")).strip()


def messages_of(given: Any) -> list[Message]:
    """Read `messages`.

    Raises:
        Invalid: they are missing or malformed, or a tool use and its result do not follow each other.
    """
    if not isinstance(given, list) or not given:
        raise Invalid("messages: at least one message is required")
    read = [_message(entry, index) for index, entry in enumerate(given)]
    messages = [message for message in read if message.role != "system"]
    if not messages or messages[0].role != "user":
        raise Invalid("messages: first message must use the user role")
    _check_tool_uses(messages)
    return messages


def _message(entry: Any, index: int) -> Message:
    role = entry.get("role") if isinstance(entry, dict) else None
    if role not in ("user", "assistant", "system"):
        raise Invalid(f"messages.{index}.role: Input should be 'user' or 'assistant'")
    content = entry.get("content")
    blocks = [{"type": "text", "text": content}] if isinstance(content, str) else content
    if not isinstance(blocks, list) or not all(isinstance(block, dict) for block in blocks):
        raise Invalid(f"messages.{index}.content: Input should be a text or a list of blocks")
    return Message(role, blocks)


def _check_tool_uses(messages: Sequence[Message]) -> None:
    nothing = Message("user", [])
    for index, (message, following) in enumerate(zip(messages, [*messages[1:], nothing], strict=True)):
        used = [str(block.get("id")) for block in message.of_type("tool_use")]
        answered = {str(block.get("tool_use_id")) for block in following.of_type("tool_result")}
        if missing := [tool_id for tool_id in used if tool_id not in answered]:
            raise Invalid(
                f"messages.{index}: `tool_use` ids were found without `tool_result` blocks immediately after:"
                f" {', '.join(missing)}"
            )
        if unknown := sorted(answered - set(used)):
            raise Invalid(f"messages.{index + 1}: unexpected `tool_use_id` in `tool_result`: {', '.join(unknown)}")
    if messages[0].of_type("tool_result"):
        raise Invalid("messages.0: `tool_result` without a `tool_use` before it")


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
