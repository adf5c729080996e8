"""What goes to the model and comes back: plain records, so that web processes need not load its SDK."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

# How a model's answer ended, by the stop reasons of the Messages API and of gateways.


class AnswerEnding(StrEnum):
    """The ends that a person is told of; a normal end is not among them."""

    OUTPUT_LIMIT = "output_limit"
    REFUSED = "refused"
    CONTEXT_FULL = "context_full"
    EMPTY = "empty"


# The Messages API's own names (docs, "Handling stop reasons"), and what gateways pass on from other APIs.
_OF_REASON = {
    "max_tokens": AnswerEnding.OUTPUT_LIMIT,
    "length": AnswerEnding.OUTPUT_LIMIT,
    "max_output_tokens": AnswerEnding.OUTPUT_LIMIT,
    "model_length": AnswerEnding.OUTPUT_LIMIT,
    "refusal": AnswerEnding.REFUSED,
    "content_filter": AnswerEnding.REFUSED,
    "content_filtered": AnswerEnding.REFUSED,
    "safety": AnswerEnding.REFUSED,
    "sensitive": AnswerEnding.REFUSED,
    "recitation": AnswerEnding.REFUSED,
    "prohibited_content": AnswerEnding.REFUSED,
    "blocklist": AnswerEnding.REFUSED,
    "guardrail_intervened": AnswerEnding.REFUSED,
    "model_context_window_exceeded": AnswerEnding.CONTEXT_FULL,
    "context_window_exceeded": AnswerEnding.CONTEXT_FULL,
}
# Stop reasons that mean a broken answer (from the documentation of gateways and the APIs behind them).
_BROKE_OFF = frozenset({"error", "network_error", "insufficient_system_resource", "abort", "cancelled"})
# Only after these can the model be asked to go on.
MAY_GO_ON = (AnswerEnding.OUTPUT_LIMIT, AnswerEnding.EMPTY)


def ending_of(stop_reason: str) -> AnswerEnding | None:
    """The ending that a stop reason means; None for a normal end and for an unknown reason."""
    return _OF_REASON.get(stop_reason.lower())


def broke_off(stop_reason: str) -> bool:
    """Whether this stop reason says that the answer is incomplete."""
    return stop_reason.lower() in _BROKE_OFF


@dataclass(frozen=True, slots=True)
class ModelRequest:
    """What one step sends: system prompt, messages and tools in the API's own shapes."""

    system: str
    messages: Sequence[dict[str, Any]]
    tools: Sequence[dict[str, Any]]


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
    # Problems by the call's id; a call without one is complete.
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
        """The ending that a person is told of; None for a normal end and for an answer with calls."""
        if self.tool_uses:
            return None
        return ending_of(self.stop_reason) or (None if self.text.strip() else AnswerEnding.EMPTY)
