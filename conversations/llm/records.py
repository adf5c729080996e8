"""What goes to the model and comes back: plain records, so that web processes need not load its SDK."""

from dataclasses import dataclass, field
from typing import Any

from conversations.answer_endings import AnswerEnding, ending_of


@dataclass(frozen=True, slots=True)
class ModelRequest:
    """What one step sends: system prompt, messages and tools in the API's own shapes."""

    system: str
    messages: list[dict[str, Any]]
    tools: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class CallProblem:
    """Why a call that the model asked for is not made, in words that it reads."""

    code: str
    message: str


@dataclass(slots=True)
class ModelResponse:
    """The blocks as they go back to the model, why it stopped, what it cost (tokens)."""

    blocks: list[dict[str, Any]] = field(default_factory=list)
    stop_reason: str = ""
    usage: dict[str, int] = field(default_factory=dict)
    # By the call's id; a call that is not in here is whole.
    problems: dict[str, CallProblem] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The words of this step."""
        return "".join(block["text"] for block in self.blocks if block["type"] == "text")

    @property
    def tool_uses(self) -> list[dict[str, Any]]:
        """The calls that the model asks for, in order."""
        return [block for block in self.blocks if block["type"] == "tool_use"]

    @property
    def ending(self) -> AnswerEnding | None:
        """What a person has to be told of how this answer ended; None while it goes on with calls, and normally."""
        if self.tool_uses:
            return None
        return ending_of(self.stop_reason) or (None if self.text.strip() else AnswerEnding.EMPTY)
