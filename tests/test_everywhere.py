"""Every way past the wall, by file and reason: a new one is a decision that somebody reads here."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

ROOT = Path(__file__).parents[1]
APPS = ("config", "organizations", "connectors", "conversations")

# Every use of `everywhere` and `as_operator` (docs/contributors.md): find rows in `everywhere`, then work in `tenant`.
LISTED = {
    ("organizations/selectors.py", "the memberships of a person"): 1,
    ("organizations/selectors.py", "an invitation by its token"): 1,
    ("organizations/tasks.py", "the sweeper"): 1,
    ("conversations/sharing.py", "opening a share by its token"): 1,
    ("conversations/engine/turn/sweep.py", "the sweeper"): 3,
    ("connectors/accounts/callback.py", "an OAuth state by its token"): 1,
    ("connectors/accounts/stored_credential.py", "the sweeper"): 2,
    ("connectors/requests/mail.py", "decisions to mail"): 1,
    ("connectors/accounts/offers.py", "accounts to ask for their tools"): 1,
}
# What operators set, on their site and by commands.
OPERATORS = {
    ("organizations/admin/sites.py", "the operators' admin"): 1,
    ("organizations/organization.py", "an organization's plan and country"): 1,
    ("organizations/first_people.py", "the demo organizations"): 1,
    ("connectors/directory/loading.py", "the shipped directory"): 1,
}


def _uses(source: str, scope: str) -> Iterator[str]:
    """The reason of every call of this scope; a reason that is no plain text counts as none."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and _name(node.func) == scope:
            reason = node.args[0] if node.args else None
            yield reason.value if isinstance(reason, ast.Constant) and isinstance(reason.value, str) else "?"


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _sources() -> Iterator[Path]:
    for app in APPS:
        yield from sorted((ROOT / app).rglob("*.py"))


@pytest.mark.parametrize(("scope", "listed"), [("everywhere", LISTED), ("as_operator", OPERATORS)])
def test_every_way_past_the_wall_is_listed_here(scope: str, listed: dict[tuple[str, str], int]) -> None:
    found: dict[tuple[str, str], int] = {}
    for path in _sources():
        for reason in _uses(path.read_text(), scope):
            use = (path.relative_to(ROOT).as_posix(), reason)
            found[use] = found.get(use, 0) + 1
    assert found == listed


def test_nobody_takes_another_role_by_another_way() -> None:
    taking = re.compile(
        r"SET\s+(LOCAL\s+|SESSION\s+)?(ROLE|SESSION AUTHORIZATION)|set_config\(\s*'role'", re.IGNORECASE
    )
    named = {path.relative_to(ROOT).as_posix() for path in _sources() if taking.search(path.read_text())}
    assert named == {"organizations/tenancy.py"}


@pytest.mark.django_db
def test_one_database_function_alone_runs_past_the_wall() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT proname FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace")
        assert cursor.fetchall() == [("enter_organization",)]


def test_the_walk_sees_other_spellings() -> None:
    source = "with tenancy.everywhere('a'):\n  pass\nwith everywhere(reason):\n  pass\neverywhere()"
    assert sorted(_uses(source, "everywhere")) == ["?", "?", "a"]
