"""What is said to Valkey after a commit: one that stands still is waited for once, not for every word."""

import pytest

from organizations import enqueueing
from organizations.enqueueing import REST_SECONDS, STALLED_SECONDS, Patience


class Outage:
    """A clock, and words that take so long and fail."""

    def __init__(self, takes: float, fails: bool = True) -> None:
        self.now, self.takes, self.fails, self.said = 1000.0, takes, fails, 0

    def monotonic(self) -> float:
        return self.now

    def word(self) -> None:
        self.said += 1
        self.now += self.takes
        if self.fails:
            raise ConnectionError


def say(patience: Patience, outage: Outage, times: int) -> None:
    for _ in range(times):
        try:
            patience.say(outage.word)
        except ConnectionError:
            continue


@pytest.mark.parametrize(
    ("takes", "fails", "said"),
    [
        (STALLED_SECONDS + 0.1, True, 1),
        (0.01, True, 5),  # it refuses, which costs nothing
        (STALLED_SECONDS + 0.1, False, 5),  # slow, but heard
    ],
)
def test_who_waited_in_vain_does_not_wait_for_the_next_word(
    monkeypatch: pytest.MonkeyPatch, takes: float, fails: bool, said: int
) -> None:
    outage = Outage(takes, fails)
    monkeypatch.setattr(enqueueing, "time", outage)
    say(Patience(), outage, 5)
    assert outage.said == said


def test_it_is_asked_again_after_a_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    outage = Outage(2.0)
    monkeypatch.setattr(enqueueing, "time", outage)
    patience = Patience()
    say(patience, outage, 2)
    outage.now += REST_SECONDS
    say(patience, outage, 2)
    assert outage.said == 2


def test_a_failure_is_told_to_who_logs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    outage = Outage(2.0)
    monkeypatch.setattr(enqueueing, "time", outage)
    with pytest.raises(ConnectionError):
        Patience().say(outage.word)
