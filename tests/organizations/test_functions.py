"""Functions of ours: no caller's search path and no table of a caller's decides what they read or write."""

import uuid
from collections.abc import Sequence

import pytest
from django.db import connection

from organizations.grants import FixedSearchPath
from organizations.tenancy import call_function, tenant
from tests.cast import Cast
from tests.owner import as_owner

pytestmark = pytest.mark.django_db

OURS = """
SELECT p.oid::regprocedure::text, p.proconfig FROM pg_proc p
WHERE pronamespace = 'public'::regnamespace
    AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = p.oid AND deptype = 'e')
ORDER BY 1
"""


def _without() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(OURS)
        return [name for name, settings in cursor.fetchall() if not _is_fixed(settings or [])]


def _is_fixed(settings: Sequence[str]) -> bool:
    """The catalog first, then the schema that nobody but the owner writes, temporary tables last."""
    return "search_path=pg_catalog, public, pg_temp" in settings


def test_every_function_has_a_search_path_of_its_own() -> None:
    """A new function: write `SET search_path = pg_catalog, public, pg_temp` into it."""
    assert _without() == []


@pytest.mark.parametrize("settings", ["", "SET search_path = public", "SET search_path = pg_temp, public"])
def test_a_function_without_is_found(settings: str) -> None:
    as_owner(f"CREATE FUNCTION careless(a int) RETURNS int LANGUAGE sql {settings} AS 'SELECT 1'")
    assert _without() == ["careless(integer)"]


def test_the_migrations_operation_mends_it() -> None:
    as_owner("CREATE FUNCTION careless(a int) RETURNS int LANGUAGE sql AS 'SELECT 1'")
    as_owner("CREATE PROCEDURE careless_too() LANGUAGE sql AS 'SELECT 1'")
    for statement in FixedSearchPath().forward_sql():
        as_owner(statement)
    assert _without() == []


def test_a_search_path_of_its_own_leaves_a_functions_other_settings_to_the_transaction(cast: Cast) -> None:
    """Taking a turn spares the wait for the disk by a setting that must last until the commit."""
    with tenant(cast.acme.id), connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = on")
        call_function("claim_turn", uuid.uuid4(), "a worker", 30)
        cursor.execute("SELECT current_setting('synchronous_commit'), current_setting('search_path')")
        assert cursor.fetchone() == ("off", '"$user", public')
