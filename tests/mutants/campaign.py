"""The mutants of one module, in a process of its own: `python -m tests.mutants.campaign PATH TESTS EQUIVALENT NAMES`.

It writes one JSON list per mutant, [number, verdict, by], and ends with 2 where the unchanged run is red.
"""

import json
import sys
from collections.abc import Callable

import pytest

import tests.environment  # noqa: F401  (first of ours: what is imported below reads the settings)
from tests.mutants.inside import ANCHOR, Inside
from tests.mutants.mutants import mutants_of
from tests.mutants.outside import load_what_is_heavy, verdict_of
from tests.mutants.targets import Target
from tests.mutants.verdicts import Verdict

MARK = "@mutant "


def run(path: str, target: Target, skipped: set[str], say: Callable[[int, Verdict], None]) -> list[str]:
    """Say the verdict on every mutant that is not skipped; returns the tests that are red without any."""
    mutants = {number: each for number, each in enumerate(mutants_of(path, target.names)) if each.key not in skipped}
    inside = Inside(path, {number: each for number, each in mutants.items() if each.function}, say)
    load_what_is_heavy()
    outside = {number: each for number, each in mutants.items() if not each.function}
    for number, mutant in outside.items():
        say(number, verdict_of(mutant, target.tests))
    pytest.main(["-q", "-s", "-p", "no:cacheprovider", "--no-header", *target.tests, ANCHOR], plugins=[inside])
    return inside.red


def _say(number: int, verdict: Verdict) -> None:
    print(f"{MARK}{json.dumps([number, *verdict])}", flush=True)


if __name__ == "__main__":
    cases, skipped, names = map(json.loads, sys.argv[2:])
    red = run(sys.argv[1], Target(tuple(cases), tuple(names)), set(skipped), _say)
    if red:
        print("red without any change:", *red, sep="\n  ")
        sys.exit(2)
