"""Every rule has its tests: rules_manifest.toml held against docs/rules.md, against the code, and against the tests."""

import ast
import re
import tomllib
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
RULES = ROOT / "docs/rules.md"
APPS = ("organizations", "connectors", "conversations", "config")
MANIFEST = tomllib.loads((ROOT / "tests/rules_manifest.toml").read_text())
PART = MANIFEST["part"]
TESTS: dict[str, list[str]] = MANIFEST["built"] | {rule: entry["tests"] for rule, entry in PART.items()}
NOT_BUILT: dict[str, str] = MANIFEST["not_built"]
SECTIONS = {
    "PL": "plans",
    "T": "tools",
    "P": "projects",
    "S": "sharing",
    "H": "health",
    "C": "credentials",
    "A": "accounts",
}
ID = re.compile(r"(?<!\w)(PL|[TPSHCA])(\d{1,2}a?)(?!\w)")
WITHOUT_IDS = {"Roles": "roles", "Flow rules": "flow", "Audit": "audit"}  # such a section is one rule


def ids_in(text: str) -> set[str]:
    """The rules that a text names, with their section's name."""
    return {f"{SECTIONS[letters]}-{letters}{number}" for letters, number in ID.findall(text)}


@cache
def names_in(path: str) -> frozenset[str]:
    """The names of a file's tests."""
    nodes = ast.parse((ROOT / path).read_text()).body if (ROOT / path).exists() else []
    return frozenset(node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def test_every_rule_is_in_the_manifest_or_said_not_to_be_built() -> None:
    text = RULES.read_text()
    sections = {title for title in re.findall(r"^## \d+\. ([A-Za-z ]+)", text, re.MULTILINE)}
    named = ids_in(text) | {rule for title, rule in WITHOUT_IDS.items() if title in sections}
    assert len(named) > 50
    assert named == set(TESTS) | set(NOT_BUILT)


def test_no_rule_is_both_built_and_not() -> None:
    assert MANIFEST["built"].keys() & PART.keys() == set()
    assert TESTS.keys() & NOT_BUILT.keys() == set()
    assert all(reason.strip() for reason in [*NOT_BUILT.values(), *(entry["missing"] for entry in PART.values())])


@pytest.mark.parametrize("rule", TESTS)
def test_the_tests_of_a_rule_exist(rule: str) -> None:
    assert TESTS[rule]
    missing = [test for test in TESTS[rule] if test.split("::")[1] not in names_in(test.split("::")[0])]
    assert missing == []


def test_every_rule_that_the_code_names_has_tests() -> None:
    sources = [path for app in APPS for path in (ROOT / app).rglob("*.py") if path.name != "0001_initial.py"]
    named = {rule: str(path.relative_to(ROOT)) for path in sources for rule in ids_in(path.read_text())}
    assert len(named) > 30
    assert {rule: path for rule, path in named.items() if rule not in TESTS} == {}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("tools-T1 to T3", {"tools-T1", "tools-T3"}),
        ("PL6a (sharing-S3)", {"plans-PL6a", "sharing-S3"}),
        ("S256, noqa: S608, SHA1, P1x, UTF8, A4b", set()),
    ],
)
def test_ids_are_read_as_people_write_them(text: str, found: set[str]) -> None:
    assert ids_in(text) == found
