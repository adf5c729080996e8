"""Which turns may go on, cell by cell."""

import pytest

from conversations.llm.records import AnswerEnding
from conversations.models import Turn, TurnStatus
from conversations.policy.resuming import may_resume
from tests.conversations.rows import answer

MAY_GET_BETTER = (
    *("model_unreachable", "model_rate_limited", "model_overloaded", "model_failed", "model_interrupted"),
    *("model_silent", "model_timeout", "model_too_slow", "time_limit", "step_limit", "token_limit", "server_error"),
)
OVER = (TurnStatus.FAILED, TurnStatus.COMPLETED)


@pytest.mark.parametrize("status", [status for status in TurnStatus if status not in OVER])
@pytest.mark.parametrize("is_newest", [True, False])
def test_a_turn_that_runs_waits_or_was_stopped_does_not_go_on(status: TurnStatus, is_newest: bool) -> None:
    turn = Turn(status=status, error_code="model_failed")
    assert answer(may_resume(turn, AnswerEnding.OUTPUT_LIMIT, is_newest=is_newest)) == "turn_not_over"


@pytest.mark.parametrize("code", MAY_GET_BETTER)
def test_a_turn_that_failed_for_a_while_goes_on_while_nothing_follows_it(code: str) -> None:
    turn = Turn(status=TurnStatus.FAILED, error_code=code)
    assert answer(may_resume(turn, None, is_newest=True)) == "yes"
    assert answer(may_resume(turn, None, is_newest=False)) == "turn_is_past"


@pytest.mark.parametrize(
    "code", ["model_unauthorized", "conversation_too_long", "connectors_require_private_project", ""]
)
def test_a_turn_that_failed_for_good_says_why(code: str) -> None:
    turn = Turn(status=TurnStatus.FAILED, error_code=code, error_message="Because.")
    decision = may_resume(turn, AnswerEnding.OUTPUT_LIMIT, is_newest=True)
    assert (answer(decision), decision.reason) == ("turn_cannot_go_on", "Because.")
    assert may_resume(Turn(status=TurnStatus.FAILED), None, is_newest=True).reason


@pytest.mark.parametrize(
    ("ending", "expected"),
    [
        (None, "turn_is_complete"),
        (AnswerEnding.OUTPUT_LIMIT, "yes"),
        (AnswerEnding.EMPTY, "yes"),
        (AnswerEnding.REFUSED, "turn_is_complete"),
        (AnswerEnding.CONTEXT_FULL, "turn_is_complete"),
    ],
)
def test_a_complete_answer_goes_on_only_where_it_was_cut(ending: AnswerEnding | None, expected: str) -> None:
    turn = Turn(status=TurnStatus.COMPLETED)
    assert answer(may_resume(turn, ending, is_newest=True)) == expected
    assert answer(may_resume(turn, ending, is_newest=False)) == "turn_is_past"
