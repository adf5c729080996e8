"""The lines of `make services`."""

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.services.report import Line

ROOT = Path(__file__).resolve().parents[2]
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


PROGRAM = """
import sys, pytest
from tests.services.report import Report
sys.exit(pytest.main(["-q", "-p", "no:cacheprovider", sys.argv[2]], plugins=[Report(is_whole=sys.argv[1] == "whole")]))
"""
CALLS_NOTHING = "tests/services/test_report.py::test_a_line_says_what_was_exercised"


@pytest.mark.parametrize(("run", "status"), [("whole", 1), ("narrowed", 0)])
def test_a_whole_run_in_which_a_tool_was_never_exercised_fails(run: str, status: int) -> None:
    command = [sys.executable, "-c", PROGRAM, run, CALLS_NOTHING]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert (done.returncode, "never exercised: " in done.stdout) == (status, True), done.stdout + done.stderr
