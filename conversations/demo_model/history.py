"""The messages of a request: read, and held to the API's rule that every tool use is answered at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from conversations.demo_model.failures import Invalid


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
