"""The lines of `make services`."""

from collections import Counter
from types import SimpleNamespace
from typing import Any

import pytest

from tests.services.report import Line, Report

TOOLS = {"find": "read", "get": "read", "save": "write"}


@pytest.mark.parametrize(
    ("called", "validated", "words"),
    [
        (TOOLS, 7, "2 of 2 reads, 1 of 1 writes, 7 requests validated, 3 tests, 1 failed, 0 skipped"),
        ({"find", "save"}, 0, "1 of 2 reads, 1 of 1 writes, 3 tests, 1 failed, 0 skipped"),
        ((), 0, "0 of 2 reads, 0 of 1 writes, 3 tests, 1 failed, 0 skipped"),
    ],
)
def test_a_line_says_what_was_exercised(called: set[str], validated: int, words: str) -> None:
    line = Line(TOOLS, set(called), Counter(passed=3, failed=1))
    first, *below = line.text("linear", validated).splitlines()
    assert first == f"{'linear':<20}{words}"
    missing = sorted(TOOLS.keys() - set(called))
    assert [each.strip() for each in below] == ([f"never exercised: {', '.join(missing)}"] if missing else [])


@pytest.mark.parametrize(
    ("is_whole", "called", "before", "after"),
    [
        (True, TOOLS.keys(), 0, 0),
        (True, {"find"}, 0, 1),
        (False, {"find"}, 0, 0),
        (True, {"find"}, 2, 2),
    ],
)
def test_a_whole_run_in_which_a_tool_was_never_exercised_fails(
    is_whole: bool, called: set[str], before: int, after: int
) -> None:
    report = Report(is_whole)
    report.lines["linear"] = Line(TOOLS, set(called))
    session: Any = SimpleNamespace(exitstatus=before)
    report.pytest_sessionfinish(session)
    assert session.exitstatus == after
