"""What goes to the model and comes back: plain records, so that web processes need not load its SDK."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class ModelRequest:
    """What one step sends: system prompt, messages and tools in the API's own shapes."""

    system: str
    messages: list[dict[str, Any]]
    tools: list[dict[str, Any]]


@dataclass(slots=True)
class ModelResponse:
    """The provider's blocks, why it stopped, what it cost (tokens)."""

    blocks: list[dict[str, Any]] = field(default_factory=list)
    stop_reason: str = ""
    usage: dict[str, int] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The words of this step."""
        return "".join(block["text"] for block in self.blocks if block["type"] == "text")

    @property
    def tool_uses(self) -> list[dict[str, Any]]:
        """The calls that the model asks for, in order."""
        return [block for block in self.blocks if block["type"] == "tool_use"]
