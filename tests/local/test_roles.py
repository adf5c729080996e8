"""The roles of the database: the embedded server and docker-compose both run deploy/postgres/roles.sql."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from config.local.folders import server_account
from config.local.keys import KEYS_FILE, load_keys
from config.local.servers import DATABASE, ROLES, SUPERUSER, find_binaries
from config.local.services import EmbeddedServices
from organizations import checks

Addresses = dict[str, str]
Login = psycopg.Connection[Any]
# As roles.sql left it while the application took the operators' role, and the owner's before that.
FORMER_LAYOUT = """
REVOKE switchboard_app FROM switchboard_operator, switchboard_owner;
ALTER ROLE switchboard_operator NOLOGIN INHERIT PASSWORD NULL;
GRANT switchboard_everywhere, switchboard_operator, switchboard_owner TO switchboard_app WITH INHERIT FALSE, SET TRUE
"""
MEMBERSHIPS = """
SELECT member::regrole::text, roleid::regrole::text, inherit_option, set_option, admin_option FROM pg_auth_members
WHERE member::regrole::text LIKE 'switchboard%' ORDER BY 1, 2
"""
TAKEN = (False, True, False)
NOW = [
    ("switchboard_app", "switchboard_everywhere", *TAKEN),
    ("switchboard_operator", "switchboard_app", *TAKEN),
    ("switchboard_owner", "switchboard_app", *TAKEN),
    ("switchboard_owner", "switchboard_everywhere", *TAKEN),
    ("switchboard_owner", "switchboard_operator", *TAKEN),
]


@pytest.fixture
def owner(addresses: Addresses) -> Iterator[psycopg.Connection]:
    with psycopg.connect(addresses["DATABASE_OWNER_URL"], autocommit=True) as connection:
        yield connection


@pytest.fixture
def app(addresses: Addresses) -> Iterator[psycopg.Connection]:
    with psycopg.connect(addresses["DATABASE_URL"], autocommit=True) as connection:
        yield connection


@pytest.fixture
def operators(addresses: Addresses) -> Iterator[Login]:
    with psycopg.connect(addresses["DATABASE_OPERATOR_URL"], autocommit=True) as connection:
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


def test_the_application_role_becomes_nobody_but_who_finds_rows(app: psycopg.Connection) -> None:
    with app.transaction():
        app.execute("SET LOCAL ROLE switchboard_everywhere")
        assert app.execute("SELECT current_user").fetchone() == ("switchboard_everywhere",)
        assert _attributes(app) == (False, False, False, False)
    assert app.execute("SELECT current_user").fetchone() == ("switchboard_app",)
    for role in ("switchboard_operator", "switchboard_owner", "postgres"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege), app.transaction():
            app.execute(f"SET LOCAL ROLE {role}")


def test_the_operators_have_a_login_of_their_own_that_goes_back_to_the_application(operators: Login) -> None:
    assert operators.execute("SELECT session_user, current_user").fetchone() == ("switchboard_operator",) * 2
    assert _attributes(operators) == (False, False, False, False)
    for role in ("switchboard_app", "switchboard_everywhere"):
        with operators.transaction():
            operators.execute(f"SET LOCAL ROLE {role}")
    for role in ("switchboard_owner", "postgres"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege), operators.transaction():
            operators.execute(f"SET LOCAL ROLE {role}")


def test_the_operators_have_no_right_of_the_application(owner: Login, operators: Login) -> None:
    owner.execute("CREATE TABLE chats (id int)")
    owner.execute("ALTER TABLE chats ENABLE ROW LEVEL SECURITY")
    owner.execute("CREATE POLICY seen ON chats TO switchboard_app USING (true)")
    owner.execute("INSERT INTO chats VALUES (1)")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        operators.execute("SELECT * FROM chats")
    owner.execute("GRANT SELECT ON chats TO switchboard_operator")
    assert operators.execute("SELECT count(*) FROM chats").fetchone() == (0,)


def test_the_application_role_makes_nothing_temporary_and_no_schema(app: psycopg.Connection) -> None:
    for statement in ("CREATE TEMPORARY TABLE mine (id int)", "CREATE SCHEMA mine"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute(statement)


def test_what_an_earlier_version_made_is_mended_at_the_next_start(home: Path) -> None:
    with EmbeddedServices(home) as services:
        addresses = services.start()
        _as_superuser(home, addresses, FORMER_LAYOUT)
        _as_superuser(home, addresses, "GRANT TEMPORARY ON DATABASE switchboard TO PUBLIC")
        _as_superuser(home, addresses, "GRANT CREATE ON SCHEMA public TO PUBLIC")
        _as_superuser(home, addresses, "DROP ROLE switchboard_everywhere")
    with EmbeddedServices(home, durable=False) as services, psycopg.connect(services.start()["DATABASE_URL"]) as app:
        for statement in (
            "SET ROLE switchboard_owner",
            "SET ROLE switchboard_operator",
            "CREATE TEMP TABLE mine (id int)",
            "CREATE TABLE mine (id int)",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege), app.transaction():
                app.execute(statement)
        app.execute("SET ROLE switchboard_everywhere")
        app.execute("RESET ROLE")
        assert app.execute(MEMBERSHIPS).fetchall() == NOW
        with psycopg.connect(services.start()["DATABASE_OPERATOR_URL"]) as operators:
            operators.execute("SET ROLE switchboard_app")


def test_a_home_of_an_earlier_version_goes_on(home: Path) -> None:
    with EmbeddedServices(home) as services:
        _as_superuser(home, services.start(), FORMER_LAYOUT)
    earlier = json.loads((home / KEYS_FILE).read_text())
    del earlier["operator_password"]
    (home / KEYS_FILE).write_text(json.dumps(earlier))
    with EmbeddedServices(home, durable=False) as services:
        for login in ("DATABASE_URL", "DATABASE_OPERATOR_URL", "DATABASE_OWNER_URL"):
            with psycopg.connect(services.start()[login]) as connection:
                assert connection.execute(MEMBERSHIPS).fetchall() == NOW


def test_an_application_that_could_become_the_operators_does_not_start(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with EmbeddedServices(home, durable=False) as services, psycopg.connect(services.start()["DATABASE_URL"]) as app:
        monkeypatch.setattr(checks, "connection", app)
        assert checks.unsafe_role() == []
        _as_superuser(home, services.start(), FORMER_LAYOUT)
        said = " ".join(checks.unsafe_role())
        assert "may become switchboard_owner" in said and "may become switchboard_operator" in said
        assert "roles.sql" in said


def _as_superuser(home: Path, addresses: Addresses, statement: str) -> None:
    host = conninfo_to_dict(addresses["DATABASE_URL"])["host"]
    superuser = {"user": SUPERUSER, "password": load_keys(home).superuser_password}
    with psycopg.connect(host=host, dbname=DATABASE, **superuser) as connection:
        connection.execute(statement)


@pytest.mark.parametrize("missing", ["OWNER", "APP", "OPERATOR"])
def test_a_password_left_out_is_said_before_anything_is_done(home: Path, addresses: Addresses, missing: str) -> None:
    here = conninfo_to_dict(addresses["DATABASE_URL"])
    login = {"PGHOST": here["host"], "PGUSER": here["user"], "PGPASSWORD": here["password"], "PGDATABASE": "postgres"}
    passwords = {f"SWITCHBOARD_{who}_PASSWORD": "x" for who in ("OWNER", "APP", "OPERATOR") if who != missing}
    psql = find_binaries(server_account(), home).postgres_bin / "psql"
    done = subprocess.run(
        [psql, "--no-psqlrc", "--quiet", "--file", ROLES], env={**login, **passwords}, capture_output=True, text=True
    )
    assert done.returncode and "Set SWITCHBOARD_OWNER_PASSWORD" in done.stderr, done.stderr


def test_a_database_made_later_has_the_same_default_privileges(owner: psycopg.Connection, addresses: Addresses) -> None:
    owner.execute("CREATE DATABASE test_later")
    later = {role: url.replace("/switchboard?", "/test_later?") for role, url in addresses.items()}
    with psycopg.connect(later["DATABASE_OWNER_URL"]) as connection:
        connection.execute("CREATE TABLE issues (id serial PRIMARY KEY)")
    with psycopg.connect(later["DATABASE_URL"]) as connection:
        connection.execute("INSERT INTO issues DEFAULT VALUES")


def test_nobody_comes_in_without_a_password(addresses: Addresses) -> None:
    without = addresses["DATABASE_URL"].partition("@")[2]
    roles = ("owner", "app", "operator", "everywhere")
    for user in ("postgres", *(f"switchboard_{role}" for role in roles)):
        with pytest.raises(psycopg.OperationalError, match="no password supplied"):
            psycopg.connect(f"postgresql://{user}@{without}", passfile="/dev/null")
