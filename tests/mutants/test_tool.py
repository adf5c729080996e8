"""The tool of `make mutants` itself: what nobody looks at survives, what is seen does not."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence

import pytest

from tests.mutants.__main__ import Result, explained
from tests.mutants.campaign import MARK
from tests.mutants.changes import ROOT
from tests.mutants.forking import in_a_child
from tests.mutants.mutants import mutants_of
from tests.mutants.targets import TARGETS

RULES = "tests/mutants/example/rules.py"
CASES = "tests/mutants/example/cases.py"


def _campaign(*tests: str, names: Sequence[str] = ()) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.mutants.campaign", RULES, json.dumps(tests), "[]", json.dumps(names)]
    environment = {**os.environ, "PYTEST_XDIST_WORKER": "gw9"}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.campaign
def test_seen_changes_are_killed_and_unseen_ones_survive() -> None:
    done = _campaign(CASES)
    assert done.returncode == 0, done.stdout + done.stderr
    mutants = mutants_of(RULES)
    said = [json.loads(line.removeprefix(MARK)) for line in done.stdout.splitlines() if line.startswith(MARK)]
    found = {mutants[number].key: (verdict, by) for number, verdict, by in said}
    assert len(found) == len(mutants)
    seen = ("may_pay", "may_sail", "module")
    assert {verdict for key, (verdict, _) in found.items() if key.startswith(seen)} == {"killed"}
    assert {v for key, v in found.items() if key.startswith("may_fly")} == {("survived", "1 tests reach it")}
    assert {v for key, v in found.items() if key.startswith("may_swim")} == {("survived", "no test reaches it")}
    assert sum(key.startswith("module") for key in found) >= 4


@pytest.mark.campaign
def test_nothing_is_said_about_a_red_suite() -> None:
    # Functions alone: what stands outside of them is tried before, each change in a process that takes seconds.
    done = _campaign(CASES, "tests/mutants/example/red.py", names=("may_pay", "may_sail", "may_fly", "may_swim"))
    assert done.returncode == 2
    assert "test_of_something_broken" in done.stdout
    assert "may_fly" not in done.stdout
    assert MARK not in done.stdout


def test_every_kind_of_change_is_made() -> None:
    keys = {key.split(": ", 1)[1] for key in (mutant.key for mutant in mutants_of(RULES))}
    tested = "any((debt > 0 for debt in debts))"
    assert {
        f"{tested} -> {tested} or True",
        f"{tested} -> {tested} and False",
        "any -> all",
        "debt > 0 -> debt >= 0",
        "0 -> 1",
        "False -> True",
        "plan in PAYING -> plan not in PAYING",
        "return plan in PAYING -> return None",
        "'pro' -> 'promutated'",
        "('pro', 'max') -> ('pro',)",
    } <= keys


def test_a_child_that_never_ends_is_ended() -> None:
    def hang(tell: object) -> int:
        while True:
            signal.pause()

    assert in_a_child(hang, 1)[0] == -signal.SIGALRM


def test_the_figure_counts_what_can_be_killed() -> None:
    total = Result()
    for each in (Result(killed=3, survived=["x"], equivalent=2), Result(killed=4)):
        total.add(each)
    assert total.line == "mutants: killed 7/8 (2 equivalent)"


def test_each_explained_mutant_is_there_and_has_its_reason() -> None:
    for path, keys in explained().items():
        assert keys - {mutant.key for mutant in mutants_of(path, TARGETS[path].names)} == set()


@pytest.mark.parametrize("path", TARGETS)
def test_every_module_has_mutants_that_compile_and_tests_that_exist(path: str) -> None:
    target = TARGETS[path]
    mutants = mutants_of(path, target.names)
    assert len(mutants) == len({mutant.key for mutant in mutants}) > 0
    assert {mutant.code().co_filename for mutant in mutants} == {str(ROOT / path)}
    assert [test for test in target.tests if not (ROOT / test).exists()] == []


def test_a_target_may_name_the_functions_and_constants_that_it_covers() -> None:
    found = {mutant.key.split(":")[0] for mutant in mutants_of(RULES, ("PAYING", "may_sail"))}
    assert found == {"module", "may_sail"}


def test_a_target_that_names_what_is_not_there_is_refused() -> None:
    with pytest.raises(LookupError, match="may_ride"):
        mutants_of(RULES, ("may_sail", "may_ride"))


def test_every_rule_module_is_a_target() -> None:
    patterns = ("*/policy.py", "*/policy/*.py", "*/selectors.py")
    rules = {str(path.relative_to(ROOT)) for pattern in patterns for path in ROOT.glob(pattern)}
    # Which names look alike is a table of letters, and no rule (tests/connectors/test_names.py).
    not_rules = ("__init__.py", "connectors/policy/names.py")
    assert {path for path in rules if not path.endswith(not_rules)} <= set(TARGETS)
