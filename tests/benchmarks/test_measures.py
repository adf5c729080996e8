"""The arithmetic of the bench, without starting anything."""

import pytest

from tests.benchmarks.measures import (
    Portion,
    Times,
    cpu_per_turn,
    last_line,
    median_first,
    median_seconds,
    median_total,
    p95_total,
    ratios,
    table,
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


FLOOR = {"first_text": 0.01, "concurrent_32": 0.8}
OURS = {"first_text": 0.05, "concurrent_32": 1.0, "mib_per_turn": 0.123456, "history_1000_x": 1.5}
OTHER = {"first_text": 0.10, "concurrent_32": 2.0, "mib_per_turn": 0.5, "history_1000_x": 3.0}


def test_the_last_line_has_times_beside_the_floor_and_the_rest_as_it_is() -> None:
    assert last_line(FLOOR, OURS) == {
        "first_text_x": 5.0,
        "concurrent_32_turns_ratio": 0.8,
        "mib_per_turn": 0.1235,
        "history_1000_x": 1.5,
    }


def test_another_build_adds_its_own_figures_and_ours_divided_by_them() -> None:
    line = last_line(FLOOR, OURS, OTHER)
    assert line["first_text_x"] == 5.0
    assert (line["base"]["first_text_x"], line["base"]["history_1000_x"]) == (10.0, 3.0)
    assert line["against_base"] == {"first_text": 0.5, "concurrent_32": 0.5, "mib_per_turn": 0.247}


def test_the_table_names_every_figure_once_and_leaves_what_is_missing_empty() -> None:
    lines = table({"floor": FLOOR, "product": OURS}).splitlines()
    assert [line.split() for line in lines] == [
        ["floor", "product"],
        ["first_text", "10.0", "ms", "50.0", "ms"],
        ["concurrent_32", "800.0", "ms", "1000.0", "ms"],
        ["mib_per_turn", "0.123"],
        ["history_1000_x", "1.500"],
    ]
