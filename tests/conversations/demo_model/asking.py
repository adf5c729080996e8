"""One turn with the demo model: ask, answer its calls, ask again."""

from collections.abc import Sequence
from typing import Any

import anthropic
from anthropic.types import Message, TextBlock, ToolUseBlock

MODEL = "switchboard-demo-rules"


class Turn:
    """A conversation that goes on."""

    def __init__(self, client: anthropic.Anthropic, tools: Sequence[dict[str, Any]] = ()) -> None:
        self._client = client
        self._tools: Any = list(tools)
        self.messages: list[Any] = []

    def ask(self, question: str, **options: Any) -> Message:
        self.messages.append({"role": "user", "content": question})
        return self._go_on(**options)

    def give(self, result: str, *, failed: bool = False) -> Message:
        """Answer the call that the model made last."""
        use = [block for block in self.messages[-1]["content"] if block["type"] == "tool_use"][-1]
        content = [{"type": "text", "text": result}]
        block = {"type": "tool_result", "tool_use_id": use["id"], "content": content, "is_error": failed}
        self.messages.append({"role": "user", "content": [block]})
        return self._go_on()

    def _go_on(self, **options: Any) -> Message:
        given: Any = {"max_tokens": 2_000, "messages": self.messages, "model": MODEL} | options
        if self._tools:
            given["tools"] = self._tools
        answer: Message = self._client.messages.create(**given)
        content = [block.model_dump(exclude_none=True) for block in answer.content]
        self.messages.append({"role": "assistant", "content": content})
        return answer


def text_of(message: Message) -> str:
    return "\n".join(block.text for block in message.content if isinstance(block, TextBlock))


def use_of(message: Message) -> tuple[str, Any]:
    """Name and arguments of the one call in a message."""
    [use] = [block for block in message.content if isinstance(block, ToolUseBlock)]
    assert message.stop_reason == "tool_use"
    return use.name, use.input
