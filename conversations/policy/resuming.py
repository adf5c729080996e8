"""Which finished turns a person may resume (rules.md section 3 decides on each call anew). Pure."""

from conversations.llm.records import MAY_GO_ON, AnswerEnding
from conversations.models import Turn, TurnStatus
from organizations.refusals import ALLOWED, Decision, refuse

# Errors that may not happen again: `Try again` is offered.
RETRYABLE = frozenset(
    {
        "model_unreachable",
        "model_rate_limited",
        "model_overloaded",
        "model_failed",
        "model_interrupted",
        "model_silent",
        "model_timeout",
        "model_too_slow",
        "time_limit",
        "step_limit",
        "token_limit",
        "server_error",
    }
)


def may_resume(turn: Turn, ending: AnswerEnding | None, *, is_newest: bool) -> Decision:
    """Whether the turn can go on from its last kept step; `ending` is how its answer ended, if not normally."""
    if turn.status not in (TurnStatus.FAILED, TurnStatus.COMPLETED):
        return refuse("turn_not_over", "This answer can't go on now: it is still running, or it was stopped.")
    if not is_newest:
        return refuse("turn_is_past", "Newer messages follow this answer. Ask again below.")
    if turn.status == TurnStatus.COMPLETED:
        return ALLOWED if ending in MAY_GO_ON else refuse("turn_is_complete", "This answer is complete.")
    if turn.error_code in RETRYABLE:
        return ALLOWED
    return refuse("turn_cannot_go_on", turn.error_message or "This answer can't go on. Send a new message.")
