"""A refusal must not look like nothing: a Decision has no truth value, for the program and for the types."""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from organizations.refusals import ALLOWED, AuditNote, Decision, Refused, first_refusal, insist, refuse
from organizations.signals import Refusals

ROOT = Path(__file__).parents[2]
APPS = ("organizations", "connectors", "conversations", "config")
NO = refuse("first", "No.")
NEVER = refuse("second", "Never.")


@pytest.mark.parametrize("decision", [ALLOWED, NO])
def test_a_truth_test_of_a_decision_is_an_error(decision: Decision) -> None:
    with pytest.raises(TypeError, match="allowed"):
        bool(decision)


@pytest.mark.parametrize(
    ("decisions", "found"),
    [((), ALLOWED), ((ALLOWED, ALLOWED), ALLOWED), ((ALLOWED, NO), NO), ((NO, NEVER), NO), ((NEVER, NO), NEVER)],
)
def test_the_first_refusal_decides(decisions: tuple[Decision, ...], found: Decision) -> None:
    assert first_refusal(*decisions) is found


def test_insisting_on_a_refusal_raises_it_with_its_code_words_and_audit_event() -> None:
    note = AuditNote("thing.denied", None)
    with pytest.raises(Refused) as caught:
        insist(NO, note)
    assert (caught.value.code, caught.value.detail, caught.value.audit) == ("first", "No.", note)
    insist(ALLOWED, note)


def test_an_app_above_can_refuse_and_the_first_one_wins() -> None:
    refusals = Refusals()
    assert refusals.ask(project=1) is ALLOWED
    for answer in (ALLOWED, NO, NEVER):
        refusals.register(lambda project, answer=answer: answer)
    assert refusals.ask(project=1) is NO


def test_an_app_above_is_asked_once_however_often_it_registers() -> None:
    refusals, asked = Refusals(), []

    def refusal(**subject: object) -> Decision:
        asked.append(subject)
        return ALLOWED

    assert refusals.register(refusal) is refusals.register(refusal) is refusal
    assert refusals.ask(project=1, member=2) is ALLOWED
    assert asked == [{"project": 1, "member": 2}]


def test_a_decision_says_what_clients_are_told() -> None:
    assert ALLOWED.as_json() == {"allowed": True, "code": "", "reason": ""}
    assert NO.as_json() == {"allowed": False, "code": "first", "reason": "No."}
    assert (refuse("a", "b", NO).deciding_row, ALLOWED.deciding_row, NO.deciding_row) == (NO, None, None)


def _optional_decisions(source: str) -> Iterator[int]:
    """Lines that write the type of a decision or nothing, in any spelling."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.BinOp | ast.Subscript):
            written = ast.unparse(node)
            if "Decision" in written and ("None" in written or "Optional" in written):
                yield node.lineno


def test_no_type_is_a_decision_or_nothing() -> None:
    """mypy's truthy-bool sees every truth test of a Decision, but not of one that may be None."""
    sources = [path for app in APPS for path in (ROOT / app).rglob("*.py")]
    found = [f"{path.relative_to(ROOT)}:{line}" for path in sources for line in _optional_decisions(path.read_text())]
    assert found == []
    assert len(sources) > 300


@pytest.mark.parametrize(
    "written", ["Decision | None", "Optional[Decision]", "None | CallDecision", "Union[Decision, None]"]
)
def test_the_lint_sees_other_spellings(written: str) -> None:
    assert list(_optional_decisions(f"def f() -> {written}: ..."))


def test_mypy_refuses_truth_tests() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["mypy"]
    assert "truthy-bool" in settings["enable_error_code"]
