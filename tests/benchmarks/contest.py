"""The contestants by turns, in small portions: a machine that changes its speed changes it for all of them."""

from collections.abc import Sequence
from typing import Protocol

from tests.benchmarks.machine import Others
from tests.benchmarks.measures import (
    Portion,
    cpu_per_turn,
    median_first,
    median_seconds,
    median_total,
    p95_total,
)

PORTIONS, PORTION = 8, 6
CONCURRENT, REPEATS = 32, 5
ROUNDS = 5
WARM_UPS = PORTION + CONCURRENT
TURNS = WARM_UPS + 2 * PORTIONS * PORTION + REPEATS * CONCURRENT


class Contestant(Protocol):
    """Runs turns and says how long they took."""

    name: str

    def run(self, prompts: list[str], *, at_once: bool) -> Portion:
        """Run the prompts, one after the other or all at once."""
        ...


class Contest:
    """Runs all contestants with the same prompts; the results of each stand under its name."""

    def __init__(self, contestants: Sequence[Contestant], others: Others) -> None:
        self._contestants = contestants
        self._others = others

    def one_by_one(self, prompt: str) -> dict[str, list[Portion]]:
        """One turn after the other."""
        return self._by_turns([prompt] * PORTION, PORTIONS, at_once=False)

    def at_once(self, prompt: str) -> dict[str, list[Portion]]:
        """Many turns at the same time, a few times over."""
        return self._by_turns([prompt] * CONCURRENT, REPEATS, at_once=True)

    def warm_up(self, prompt: str, count: int, *, at_once: bool) -> None:
        """Connections, plans and caches as in a process that has worked before."""
        for one in self._contestants:
            one.run([prompt] * count, at_once=at_once)

    def _by_turns(self, prompts: list[str], times: int, *, at_once: bool) -> dict[str, list[Portion]]:
        done: dict[str, list[Portion]] = {one.name: [] for one in self._contestants}
        for number in range(times):
            # Who goes first changes: nobody always follows the same one.
            for one in self._contestants if number % 2 == 0 else reversed(self._contestants):
                with self._others.watched():
                    done[one.name].append(one.run(prompts, at_once=at_once))
        return done


def speed_of(text: list[Portion], rounds: list[Portion], many: list[Portion]) -> dict[str, float]:
    """The figures of one contestant in seconds."""
    return {
        "first_text": median_first(text),
        "per_round": (median_total(rounds) - median_total(text)) / ROUNDS,
        "five_rounds": median_total(rounds),
        "concurrent_32_p95": p95_total(many),
        "concurrent_32": median_seconds(many),
        "cpu_per_turn": cpu_per_turn(many),
        "cpu_per_five_rounds": cpu_per_turn(rounds),
    }
