"""How a model's answer ended, by the names of the Messages API and of gateways before it."""

from enum import StrEnum


class AnswerEnding(StrEnum):
    """An end that a person has to be told of; a normal one is none of these."""

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
# A service broke off and says so as a reason to stop (public documents of gateways and of the APIs behind them).
_BROKE_OFF = frozenset({"error", "network_error", "insufficient_system_resource", "abort", "cancelled"})
# Only these can be asked to go on from where they stand.
MAY_GO_ON = (AnswerEnding.OUTPUT_LIMIT, AnswerEnding.EMPTY)


def ending_of(stop_reason: str) -> AnswerEnding | None:
    """What a stop reason means, None for a normal end; a name that nobody knows is a normal end."""
    return _OF_REASON.get(stop_reason.lower())


def broke_off(stop_reason: str) -> bool:
    """Whether this reason to stop says that the answer did not come to its end."""
    return stop_reason.lower() in _BROKE_OFF
