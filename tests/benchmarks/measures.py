"""What is measured, and how samples become one figure."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Times:
    """Seconds of one turn: to the first text, and in all."""

    first_text: float
    total: float


def median_first(times: Sequence[Times]) -> float:
    """Median seconds to the first text."""
    return statistics.median(t.first_text for t in times)


def median_total(times: Sequence[Times]) -> float:
    """Median seconds of a whole turn."""
    return statistics.median(t.total for t in times)


def p95_total(times: Sequence[Times]) -> float:
    """95th percentile of whole turns, in seconds."""
    return sorted(t.total for t in times)[max(0, round(len(times) * 0.95) - 1)]
