"""Rules that the cases see, one of them remembered, and one that they run without looking, and one that they do not."""

from functools import cache

PAYING = ("pro", "max")


def may_pay(plan: str, debts: list[int]) -> bool:
    """Seen."""
    if any(debt > 0 for debt in debts):
        return False
    return plan in PAYING


@cache
def may_sail(wind: int) -> bool:
    """Seen by a case that is not the first to ask."""
    return wind > 2


def may_fly(height: int) -> bool:
    """Run, but nobody looks at the answer."""
    return height > 3


def may_swim(depth: int) -> bool:
    """Never run."""
    return depth < 2
