"""The lines of `make services`."""

from collections import Counter
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from tests.services.report import WIDTH, Line, RemoteLine, Report

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
    assert first == f"{'linear':<{WIDTH}}{words}"
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


@pytest.mark.parametrize(
    ("tools", "called", "words", "missing"),
    [
        (TOOLS, {"find", "save"}, "3 tools listed, 1 reads and 1 writes exercised, 2 tests, 1 failed, 0 skipped", 0),
        # Where it was not reached, the skipped tests say so; where it was, something has to have been called.
        ({}, set(), "0 tools listed, 0 reads and 0 writes exercised, 2 tests, 1 failed, 0 skipped", 0),
        (TOOLS, set(), "3 tools listed, 0 reads and 0 writes exercised, 2 tests, 1 failed, 0 skipped", 1),
    ],
)
def test_a_services_own_server_has_a_line_of_what_it_listed_and_what_was_called(
    tools: dict[str, str], called: set[str], words: str, missing: int
) -> None:
    line = RemoteLine(tools, called, Counter(passed=2, failed=1))
    assert line.text("notion (remote)", 7).splitlines()[0] == f"{'notion (remote)':<{WIDTH}}{words}"
    assert len(line.missing) == missing


def test_the_modules_about_other_servers_count_for_their_own_lines() -> None:
    report = Report(is_whole=False)
    for file in ("test_notion", "test_notion_server", "test_notion_remote", "test_ms365_server"):
        report.pytest_itemcollected(cast(Any, SimpleNamespace(nodeid=file, path=Path(f"{file}.py"))))
    assert report._of == {
        "test_notion": "notion",
        "test_notion_server": "notion (remote)",
        "test_notion_remote": "notion (remote)",
        "test_ms365_server": "microsoft_365 (remote)",
    }
