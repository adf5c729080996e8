"""The arithmetic of the bench, without starting anything."""

import pytest

from tests.benchmarks.measures import (
    Portion,
    Times,
    cpu_per_turn,
    median_first,
    median_seconds,
    median_total,
    p95_total,
    ratios,
    verdict,
)


def portion(*totals: float, seconds: float = 1.0, cpu: float = 1.0) -> Portion:
    return Portion([Times(total / 10, total) for total in totals], seconds, cpu)


def test_medians_are_taken_over_the_turns_of_all_portions() -> None:
    found = [portion(1, 2), portion(3, 4, 50)]
    assert median_total(found) == 3
    assert median_first(found) == pytest.approx(0.3)


def test_the_median_of_seconds_is_taken_over_portions() -> None:
    assert median_seconds([portion(1, seconds=s) for s in (9.0, 1.0, 2.0)]) == 2.0


def test_p95_leaves_out_the_slowest_twentieth() -> None:
    assert p95_total([portion(*range(1, 21))]) == 19
    assert p95_total([portion(7)]) == 7


def test_cpu_is_shared_out_among_all_turns() -> None:
    assert cpu_per_turn([portion(1, 1, cpu=3.0), portion(1, 1, cpu=1.0)]) == 1.0


def test_ratios_name_what_both_have() -> None:
    assert ratios({"a": 1.0, "b": 3.0, "only_ours": 1.0}, {"a": 2.0, "b": 2.0, "only_theirs": 1.0}) == {
        "a": 0.5,
        "b": 1.5,
    }


@pytest.mark.parametrize("other", [0.0, -0.1])
def test_there_is_no_ratio_to_nothing(other: float) -> None:
    assert ratios({"a": 1.0}, {"a": other}) == {}


@pytest.mark.parametrize(
    ("shares", "busy"),
    [
        ([0.0] * 20, False),
        ([0.10] * 20, False),
        ([0.5] * 2 + [0.0] * 18, False),
        ([0.5] * 3 + [0.0] * 17, True),
        ([0.11], True),
        ([], False),
    ],
)
def test_the_machine_is_busy_when_others_took_much_of_it_in_more_than_a_tenth_of_the_portions(
    shares: list[float], busy: bool
) -> None:
    assert verdict(shares).busy is busy


def test_the_verdict_says_how_busy_the_machine_was() -> None:
    assert "10% of the processors in 1 of 2 portions, 83% at most" in verdict([0.83, 0.02]).sentence
