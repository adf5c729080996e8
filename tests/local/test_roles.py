"""The roles of the database: the embedded server and docker-compose both run deploy/postgres/roles.sql."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from config.local.keys import load_keys
from config.local.postgres import DATABASE, SUPERUSER
from config.local.services import EmbeddedServices

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


def test_the_application_role_cannot_become_the_owner(app: psycopg.Connection) -> None:
    for statement in ("SET ROLE switchboard_owner", "SET LOCAL ROLE switchboard_owner", "SET ROLE postgres"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege), app.transaction():
            app.execute(statement)


@pytest.mark.parametrize("role", ["switchboard_everywhere", "switchboard_operator"])
def test_a_role_for_named_work_is_taken_for_a_transaction_that_says_so(app: psycopg.Connection, role: str) -> None:
    with app.transaction():
        app.execute(f"SET LOCAL ROLE {role}")
        assert app.execute("SELECT current_user").fetchone() == (role,)
        assert _attributes(app) == (False, False, False, False)
    assert app.execute("SELECT current_user").fetchone() == ("switchboard_app",)


def test_the_application_role_makes_nothing_temporary_and_no_schema(app: psycopg.Connection) -> None:
    for statement in ("CREATE TEMPORARY TABLE mine (id int)", "CREATE SCHEMA mine"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute(statement)


def test_what_an_earlier_version_made_is_mended_at_the_next_start(home: Path) -> None:
    with EmbeddedServices(home) as services:
        addresses = services.start()
        _as_superuser(home, addresses, "GRANT switchboard_owner TO switchboard_app WITH INHERIT FALSE, SET TRUE")
        _as_superuser(home, addresses, "GRANT TEMPORARY ON DATABASE switchboard TO PUBLIC")
        _as_superuser(home, addresses, "GRANT CREATE ON SCHEMA public TO PUBLIC")
        _as_superuser(home, addresses, "DROP ROLE switchboard_everywhere")
    with EmbeddedServices(home, durable=False) as services, psycopg.connect(services.start()["DATABASE_URL"]) as app:
        for statement in (
            "SET ROLE switchboard_owner",
            "CREATE TEMP TABLE mine (id int)",
            "CREATE TABLE mine (id int)",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege), app.transaction():
                app.execute(statement)
        app.execute("SET ROLE switchboard_everywhere")


def _as_superuser(home: Path, addresses: Addresses, statement: str) -> None:
    host = conninfo_to_dict(addresses["DATABASE_URL"])["host"]
    superuser = {"user": SUPERUSER, "password": load_keys(home).superuser_password}
    with psycopg.connect(host=host, dbname=DATABASE, **superuser) as connection:
        connection.execute(statement)


def test_a_database_made_later_has_the_same_default_privileges(owner: psycopg.Connection, addresses: Addresses) -> None:
    owner.execute("CREATE DATABASE test_later")
    later = {role: url.replace("/switchboard?", "/test_later?") for role, url in addresses.items()}
    with psycopg.connect(later["DATABASE_OWNER_URL"]) as connection:
        connection.execute("CREATE TABLE issues (id serial PRIMARY KEY)")
    with psycopg.connect(later["DATABASE_URL"]) as connection:
        connection.execute("INSERT INTO issues DEFAULT VALUES")


def test_nobody_comes_in_without_a_password(addresses: Addresses) -> None:
    without = addresses["DATABASE_URL"].partition("@")[2]
    for user in ("postgres", "switchboard_owner", "switchboard_app", "switchboard_everywhere"):
        with pytest.raises(psycopg.OperationalError, match="no password supplied"):
            psycopg.connect(f"postgresql://{user}@{without}", passfile="/dev/null")
