"""Who may do what with which table: the catalog says what the migrations declare, for every table and role."""

import re

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from organizations import grants
from organizations.grants import Grants
from organizations.operators_login import SERVING
from tests.owner import as_owner

pytestmark = pytest.mark.django_db

Rights = dict[tuple[str, str], set[str]]
A_RIGHT = re.compile(r"([A-Z]+)(?: \(([^)]*)\))?")
ON_TABLES = """
SELECT c.relname, CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END, a.privilege_type
FROM pg_class c, aclexplode(c.relacl) a
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind <> 'S' AND a.grantee <> c.relowner
"""
ON_COLUMNS = """
SELECT c.relname, CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END,
    a.privilege_type || ' ' || t.attname
FROM pg_class c JOIN pg_attribute t ON t.attrelid = c.oid, aclexplode(t.attacl) a
WHERE c.relnamespace = 'public'::regnamespace
"""


def _declared() -> dict[str, Grants]:
    """The last word of the migrations on each table."""
    loader = MigrationLoader(None)
    ordered: dict[tuple[str, str], None] = {}
    for leaf in loader.graph.leaf_nodes():
        ordered.update(dict.fromkeys(loader.graph.forwards_plan(leaf)))
    operations = [operation for node in ordered for operation in loader.graph.nodes[node].operations]
    return {operation.table: operation for operation in operations if isinstance(operation, Grants)}


def _as_rights(words: str) -> set[str]:
    found: set[str] = set()
    for right, columns in A_RIGHT.findall(words):
        found |= {f"{right} {column.strip()}" for column in columns.split(",")} if columns else {right}
    return found


def _granted() -> Rights:
    rights: Rights = {}
    with connection.cursor() as cursor:
        for query in (ON_TABLES, ON_COLUMNS):
            cursor.execute(query)
            for table, role, right in cursor.fetchall():
                rights.setdefault((table, role), set()).add(right)
    return rights


def _expected() -> Rights:
    said = {(t, role): _as_rights(words) for t, one in _declared().items() for role, words in one.rights.items()}
    return {where: rights for where, rights in said.items() if rights}


def test_every_table_has_its_grants() -> None:
    """A new table: add `Grants` to its migration, and say there what the application does with it."""
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
    assert tables - set(_declared()) == set()
    assert set(_declared()) - tables == set()


def test_the_catalog_grants_what_is_declared_and_nothing_else() -> None:
    assert _granted() == _expected()


@pytest.mark.parametrize(
    ("statement", "where"),
    [
        ("GRANT UPDATE ON connectors_listing TO switchboard_app", ("connectors_listing", "switchboard_app")),
        ("GRANT UPDATE (plan) ON organizations_organization TO PUBLIC", ("organizations_organization", "PUBLIC")),
        ("GRANT SELECT ON conversations_message TO PUBLIC", ("conversations_message", "PUBLIC")),
        ("REVOKE SELECT ON django_session FROM switchboard_app", ("django_session", "switchboard_app")),
        ("CREATE TABLE new_one (id int)", ("new_one", "switchboard_app")),
        ("CREATE VIEW all_of_them AS SELECT * FROM conversations_message", ("all_of_them", "switchboard_app")),
    ],
)
def test_another_grant_is_seen(statement: str, where: tuple[str, str]) -> None:
    as_owner(statement)
    granted, expected = _granted(), _expected()
    assert {p for p in {*granted, *expected} if granted.get(p) != expected.get(p)} == {where}


def test_a_migration_without_its_roles_says_what_to_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grants, "SERVING", (*SERVING, "switchboard_new"))
    state = ProjectState()
    with (
        pytest.raises(ImproperlyConfigured, match=r"no role switchboard_new\..*deploy/postgres/roles\.sql"),
        connection.schema_editor() as editor,
    ):
        grants.NeedsRoles().database_forwards("organizations", editor, state, state)


def test_nobody_else_has_anything() -> None:
    assert {role for _, role in _granted()} == set(SERVING)
