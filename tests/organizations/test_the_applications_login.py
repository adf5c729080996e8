"""What stands open to injected SQL: the application's own login, and every role that it can become."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from organizations.operators_login import APP, EVERYWHERE
from tests.logins import the_applications_connection
from tests.organizations.test_roles_of_the_database import BY_NOBODY_HERE, BY_OPERATORS_ONLY, STRUCTURE

Login = psycopg.Connection[Any]
# One more here is a decision: whatever gets into a statement may become it, too.
BECOMES = {APP, EVERYWHERE}
NEW_ROWS = [
    "INSERT INTO organizations_organization (plan, country) VALUES ('max', '')",
    "INSERT INTO organizations_organization (plan, country) VALUES ('free', 'US')",
    "INSERT INTO organizations_organization (plan, country, closed_at) VALUES ('free', '', now())",
    "INSERT INTO organizations_user (is_staff, is_superuser) VALUES (true, false)",
    "INSERT INTO organizations_user (is_staff, is_superuser) VALUES (false, true)",
]
CHANGING_WHO_ONE_IS = [
    "SET ROLE {}",
    "SET LOCAL ROLE {}",
    "SET SESSION AUTHORIZATION {}",
    "SET LOCAL SESSION AUTHORIZATION {}",
]


@pytest.fixture
def app(db: None) -> Iterator[Login]:
    """A connection as web and worker open it."""
    with the_applications_connection() as connection:
        yield connection


def _runs(app: Login, statement: Any) -> bool:
    """Whether it may run this at all; what it did is undone."""
    try:
        with app.transaction(force_rollback=True):
            app.execute(statement)
    except psycopg.errors.InsufficientPrivilege:
        return False
    return True


def _roles(app: Login, condition: str = "true") -> set[str]:
    return {name for (name,) in app.execute(f"SELECT rolname FROM pg_roles WHERE {condition}".encode())}


def test_the_application_logs_in_as_itself(app: Login) -> None:
    assert app.execute("SELECT session_user, current_user").fetchone() == (APP, APP)


@pytest.mark.parametrize("statement", CHANGING_WHO_ONE_IS)
def test_it_becomes_nobody_but_who_finds_rows(app: Login, statement: str) -> None:
    becomes = {role for role in _roles(app) if _runs(app, SQL(statement).format(Identifier(role)))}
    assert becomes == (BECOMES if statement.endswith(" ROLE {}") else {APP})


def test_it_has_nobodys_rights_by_membership_and_gives_none_away(app: Login) -> None:
    assert _roles(app, "pg_has_role(session_user, oid, 'MEMBER')") == BECOMES
    assert _roles(app, "pg_has_role(session_user, oid, 'USAGE')") == {APP}
    assert _roles(app, "pg_has_role(session_user, oid, 'MEMBER WITH ADMIN OPTION')") == set()


@pytest.mark.parametrize("role", sorted(BECOMES))
@pytest.mark.parametrize("statement", [*STRUCTURE, *BY_OPERATORS_ONLY, *BY_NOBODY_HERE, *NEW_ROWS])
def test_no_role_that_it_can_become_writes_what_is_the_operators_or_the_owners(
    app: Login, role: str, statement: str
) -> None:
    with app.transaction(force_rollback=True):
        app.execute(SQL("SET LOCAL ROLE {}").format(Identifier(role)))
        assert not _runs(app, statement)
