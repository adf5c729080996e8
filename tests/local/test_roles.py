"""The two database roles: the embedded server and docker-compose both run deploy/postgres/roles.sql."""

from collections.abc import Iterator

import psycopg
import pytest

Addresses = dict[str, str]


@pytest.fixture
def owner(addresses: Addresses) -> Iterator[psycopg.Connection]:
    with psycopg.connect(addresses["DATABASE_OWNER_URL"], autocommit=True) as connection:
        yield connection


@pytest.fixture
def app(addresses: Addresses) -> Iterator[psycopg.Connection]:
    with psycopg.connect(addresses["DATABASE_URL"], autocommit=True) as connection:
        yield connection


def _attributes(connection: psycopg.Connection) -> tuple[bool, ...]:
    row = connection.execute(
        "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = current_user"
    ).fetchone()
    assert row is not None
    return row


def test_the_application_role_has_no_power_over_the_server(app: psycopg.Connection) -> None:
    assert _attributes(app) == (False, False, False, False)


def test_the_owner_is_no_superuser_and_may_make_databases(owner: psycopg.Connection) -> None:
    assert _attributes(owner) == (False, False, False, True)


def test_the_application_role_cannot_make_a_table(app: psycopg.Connection) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        app.execute("CREATE TABLE mine (id int)")


def test_the_application_role_writes_the_owners_tables_but_cannot_change_them(
    owner: psycopg.Connection, app: psycopg.Connection
) -> None:
    owner.execute("CREATE TABLE issues (id serial PRIMARY KEY, title text)")
    app.execute("INSERT INTO issues (title) VALUES ('login button')")
    app.execute("UPDATE issues SET title = 'sign-in button'")
    app.execute("DELETE FROM issues")
    for statement in ("ALTER TABLE issues ADD extra int", "TRUNCATE issues", "DROP TABLE issues"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute(statement)


def test_row_level_security_binds_the_application_role_and_not_the_owner(
    owner: psycopg.Connection, app: psycopg.Connection
) -> None:
    owner.execute("CREATE TABLE secrets (id int)")
    owner.execute("INSERT INTO secrets VALUES (1)")
    owner.execute("ALTER TABLE secrets ENABLE ROW LEVEL SECURITY")
    assert app.execute("SELECT count(*) FROM secrets").fetchone() == (0,)
    assert owner.execute("SELECT count(*) FROM secrets").fetchone() == (1,)


def test_the_application_role_becomes_the_owner_only_for_a_transaction_that_says_so(
    app: psycopg.Connection,
) -> None:
    with app.transaction():
        app.execute("SET LOCAL ROLE switchboard_owner")
        assert app.execute("SELECT current_user").fetchone() == ("switchboard_owner",)
    assert app.execute("SELECT current_user").fetchone() == ("switchboard_app",)


def test_a_database_made_later_has_the_same_default_privileges(owner: psycopg.Connection, addresses: Addresses) -> None:
    owner.execute("CREATE DATABASE test_later")
    later = {role: url.replace("/switchboard?", "/test_later?") for role, url in addresses.items()}
    with psycopg.connect(later["DATABASE_OWNER_URL"]) as connection:
        connection.execute("CREATE TABLE issues (id serial PRIMARY KEY)")
    with psycopg.connect(later["DATABASE_URL"]) as connection:
        connection.execute("INSERT INTO issues DEFAULT VALUES")


def test_nobody_comes_in_without_a_password(addresses: Addresses) -> None:
    without = addresses["DATABASE_URL"].partition("@")[2]
    for user in ("postgres", "switchboard_owner", "switchboard_app"):
        with pytest.raises(psycopg.OperationalError, match="no password supplied"):
            psycopg.connect(f"postgresql://{user}@{without}", passfile="/dev/null")
