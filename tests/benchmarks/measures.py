"""How samples become figures: medians, ratios, and whether the machine was quiet enough for them."""

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

# Above this share of the processors, what other processes do changes the ratios.
OTHERS_SHARE = 0.10
BUSY_PORTIONS = 0.10


@dataclass(frozen=True)
class Times:
    """Seconds of one turn: to the first text, and in all."""

    first_text: float
    total: float


@dataclass(frozen=True)
class Portion:
    """What one contestant did in one go: the times of its turns, seconds until all were done, CPU seconds spent."""

    times: list[Times]
    seconds: float
    cpu_seconds: float


def median_first(portions: Sequence[Portion]) -> float:
    """Median seconds to the first text, over all turns."""
    return statistics.median(t.first_text for p in portions for t in p.times)


def median_total(portions: Sequence[Portion]) -> float:
    """Median seconds of a whole turn, over all turns."""
    return statistics.median(t.total for p in portions for t in p.times)


def p95_total(portions: Sequence[Portion]) -> float:
    """95th percentile of whole turns, in seconds."""
    totals = sorted(t.total for p in portions for t in p.times)
    return totals[max(0, round(len(totals) * 0.95) - 1)]


def median_seconds(portions: Sequence[Portion]) -> float:
    """Median seconds until all turns of a portion were done."""
    return statistics.median(p.seconds for p in portions)


def cpu_per_turn(portions: Sequence[Portion]) -> float:
    """CPU seconds for each turn."""
    return sum(p.cpu_seconds for p in portions) / sum(len(p.times) for p in portions)


# What is a ratio or a memory already, and stands in the last line as it is.
PLAIN = ("_x", "_mib", "_cores", "_connections", "mib_per_turn")
# What is measured beside the floor.
BESIDE_FLOOR = ("first_text", "per_round", "five_rounds", "concurrent_32_p95", "cpu_per_turn", "cpu_per_five_rounds")


def ratios(ours: Mapping[str, float], other: Mapping[str, float]) -> dict[str, float]:
    """Ours divided by the other's, for every figure that both have; none where the other is zero or less."""
    return {name: round(ours[name] / other[name], 3) for name in ours if other.get(name, 0) > 0}


def rows(floor: Mapping[str, float], ours: Mapping[str, float]) -> dict[str, float]:
    """The figures of one build for the last line: ratios to the floor, and what needs none."""
    beside = ratios(ours, floor)
    return {
        **{f"{name}_x": beside[name] for name in BESIDE_FLOOR if name in beside},
        "concurrent_32_turns_ratio": round(floor["concurrent_32"] / ours["concurrent_32"], 3),
        **{name: round(value, 4) for name, value in ours.items() if name.endswith(PLAIN)},
    }


def last_line(
    floor: Mapping[str, float], ours: Mapping[str, float], base: Mapping[str, float] | None = None
) -> dict[str, Any]:
    """The figures of this build; with another one its figures too, and ours divided by them."""
    if base is None:
        return dict(rows(floor, ours))
    against = {name: ratio for name, ratio in ratios(ours, base).items() if not name.endswith("_x")}
    return {**rows(floor, ours), "base": rows(floor, base), "against_base": against}


def table(found: Mapping[str, Mapping[str, float]]) -> str:
    """All figures of all contestants, a row each; seconds are told as milliseconds."""
    names = list(dict.fromkeys(row for figures in found.values() for row in figures))
    lines = ["".join([f"{'':32}", *(f"{name:>16}" for name in found)])]
    for row in names:
        cells = (_cell(row, figures[row]) if row in figures else "" for figures in found.values())
        lines.append("".join([f"{row:32}", *(f"{cell:>16}" for cell in cells)]))
    return "\n".join(lines)


def _cell(row: str, value: float) -> str:
    return f"{value:.3f}" if row.endswith(PLAIN) else f"{value * 1000:.1f} ms"


@dataclass(frozen=True)
class Verdict:
    """Whether other processes disturbed the run, and a sentence that says so."""

    busy: bool
    sentence: str


def verdict(shares: Sequence[float]) -> Verdict:
    """The verdict on the shares of the processors (0 to 1) that other processes took during each portion."""
    disturbed = sum(share > OTHERS_SHARE for share in shares)
    busy = disturbed > BUSY_PORTIONS * len(shares)
    took = f"other processes took more than {OTHERS_SHARE:.0%} of the processors"
    found = f"in {disturbed} of {len(shares)} portions, {max(shares, default=0.0):.0%} at most"
    if busy:
        return Verdict(True, f"The machine was busy, so the figures do not hold: {took} {found}.")
    return Verdict(False, f"The machine was quiet enough: {took} {found}.")
