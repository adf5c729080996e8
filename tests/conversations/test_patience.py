"""How long a turn waits before it asks the model again."""

import pytest

from conversations.engine.turn import model_step
from conversations.engine.turn.model_step import seconds_before_retry
from conversations.llm.errors import ModelBusy, ModelFailed, ModelSilent, RequestRefused, StreamBroken


def busy(retry_after: float | None = None) -> ModelBusy:
    return ModelBusy("model_overloaded", "words", retry_after)


@pytest.mark.parametrize(
    "failed", [RequestRefused("model_rejected", "words", ""), ModelFailed("x", "y", transient=False)]
)
def test_what_will_not_get_better_is_not_asked_again(failed: ModelFailed) -> None:
    assert seconds_before_retry(failed, 1, 0, after_tools=True) is None


def test_what_is_passing_and_of_no_known_kind_is_left_to_the_person() -> None:
    assert seconds_before_retry(ModelFailed("x", "y", transient=True), 1, 0, after_tools=True) is None


def test_nobody_asks_again_where_the_service_asks_not_to() -> None:
    failed = busy()
    failed.may_try_again = False
    assert seconds_before_retry(failed, 1, 0, after_tools=True) is None


def test_a_broken_answer_is_asked_for_twice_more() -> None:
    pauses = [seconds_before_retry(StreamBroken(), failures, 0, after_tools=False) for failures in (1, 2, 3)]
    assert pauses == [0.5, 1.0, None]


def test_a_silent_model_is_asked_once_more() -> None:
    pauses = [seconds_before_retry(ModelSilent(), failures, 0, after_tools=True) for failures in (1, 2)]
    assert pauses == [0.0, None]


def test_a_busy_model_is_waited_for_longer_each_time_up_to_half_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model_step.random, "uniform", lambda _, most: most)
    pauses = [seconds_before_retry(busy(), failures, 0, after_tools=True) for failures in (1, 2, 3, 4, 5, 6, 60)]
    assert pauses == [1, 2, 4, 8, 16, 30, 30]


def test_pauses_differ_so_that_not_all_workers_come_back_at_once() -> None:
    pauses = {seconds_before_retry(busy(), 5, 0, after_tools=True) for _ in range(20)}
    assert len(pauses) > 1
    assert all(pause is not None and 12 <= pause <= 16 for pause in pauses)


@pytest.mark.parametrize(
    ("retry_after", "waited", "after_tools", "pause"),
    [
        (7, 0, False, 7),
        (0, 0, False, 0.5),
        (20, 0, False, 20),
        (21, 0, False, None),
        (10, 11, False, None),
        (21, 0, True, 21),
        (120, 100, True, 120),
        (120, 181, True, None),
        (301, 0, True, None),
    ],
)
def test_the_services_own_pause_is_kept_and_all_pauses_together_have_an_end(
    retry_after: float, waited: float, after_tools: bool, pause: float | None
) -> None:
    assert seconds_before_retry(busy(retry_after), 2, waited, after_tools=after_tools) == pause
