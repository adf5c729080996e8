"""What is tested of the example; `python -m tests.mutants.campaign` is given this file by name."""

from tests.mutants.example.rules import may_fly, may_pay, may_sail


def test_only_paying_plans_without_debts_pay() -> None:
    """A table."""
    assert [may_pay(plan, []) for plan in ("free", "pro", "max")] == [False, True, True]
    assert [may_pay("pro", debts) for debts in ([0], [0, 1], [2, 2])] == [True, False, False]


def test_flying_works() -> None:
    """A test that cannot fail."""
    may_fly(4)


def test_sailing_works() -> None:
    """Asks first, and does not look."""
    may_sail(2)
    may_sail(3)


def test_only_with_wind_one_sails() -> None:
    """What was asked before."""
    assert [may_sail(wind) for wind in (2, 3)] == [False, True]
