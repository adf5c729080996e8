"""How samples become figures: medians, ratios, and whether the machine was quiet enough for them."""

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

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


def ratios(ours: Mapping[str, float], other: Mapping[str, float]) -> dict[str, float]:
    """Ours divided by the other's, for every figure that both have; none where the other is zero or less."""
    return {name: round(ours[name] / other[name], 3) for name in ours if other.get(name, 0) > 0}


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
