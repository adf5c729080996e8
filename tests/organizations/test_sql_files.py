"""Functions as source: what migrations install is what the files say."""

from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ProjectState

from organizations import checks, sql_files
from organizations.sql_files import InstallSQL, RemoveSQL, digest_of
from tests.organizations.test_checks import codes
from tests.owner import as_owner

pytestmark = pytest.mark.django_db

GREETING = "CREATE FUNCTION greeting(a int, b int) RETURNS text LANGUAGE sql AS $$ SELECT 'new 100%' $$;"
# The history of conversations before the first release.
REPLACED = [
    "0001_initial",
    "0002_wall",
    "0003_sharing_triggers",
    "0004_access_stamp",
    "0005_journal",
    "0006_start_turn",
    "0007_bound_approvals",
    "0008_flow",
    "0009_notices",
    "0010_one_personal",
    "0011_search_path",
    "0012_resuming",
    "0013_fence",
]


@pytest.fixture
def greeting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of a function whose parameters changed, with the one before in the database."""
    (tmp_path / "sql").mkdir()
    file = tmp_path / "sql" / "greeting.sql"
    file.write_text(GREETING)
    monkeypatch.setattr(apps.get_app_config("organizations"), "path", str(tmp_path))
    as_owner("CREATE FUNCTION greeting(a int) RETURNS int LANGUAGE sql AS 'SELECT 1'")
    return file


class AsOwner(BaseDatabaseSchemaEditor):
    """Executes in the test's transaction, as migrations do as the owner."""

    def execute(self, sql: object, params: object = ()) -> None:
        assert params is None
        as_owner(str(sql))


def _migrate(operation: InstallSQL) -> list[str]:
    """The functions of that name afterwards, with their parameters."""
    operation.database_forwards("organizations", AsOwner(connection), ProjectState(), ProjectState())
    with connection.cursor() as cursor:
        cursor.execute("SELECT oid::regprocedure::text FROM pg_proc WHERE proname = 'greeting'")
        return [name for (name,) in cursor.fetchall()]


def test_a_file_is_installed_in_place_of_the_function_before(greeting: Path) -> None:
    assert _migrate(InstallSQL("greeting", digest_of(greeting))) == ["greeting(integer,integer)"]


def test_a_text_that_changed_since_is_left_to_a_later_migration(greeting: Path) -> None:
    assert _migrate(InstallSQL("greeting", "another one")) == ["greeting(integer)"]


def test_a_function_without_a_file_is_removed(greeting: Path) -> None:
    assert _migrate(RemoveSQL("greeting")) == []


def test_every_file_is_installed_as_it_is_today() -> None:
    """A function was changed: add InstallSQL with its new digest to a new migration."""
    assert [(message.msg, message.hint) for message in checks.every_sql_file_is_installed()] == []


def test_a_changed_text_a_new_file_and_a_lost_one_are_found(greeting: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = [("organizations", greeting)]
    monkeypatch.setattr(checks, "sql_files", lambda: found)
    for installed in ({}, {("organizations", "greeting"): "another one"}):
        monkeypatch.setattr(checks, "last_installed", lambda installed=installed: installed)
        assert codes(checks.every_sql_file_is_installed()) == ["sql.E001"]
    monkeypatch.setattr(checks, "last_installed", lambda: {("organizations", "greeting"): digest_of(greeting)})
    assert checks.every_sql_file_is_installed() == []
    found.clear()
    assert codes(checks.every_sql_file_is_installed()) == ["sql.E001"]


def test_the_last_migration_that_names_a_file_counts() -> None:
    named = sql_files.last_installed()
    assert {(label, path.stem) for label, path in sql_files.sql_files()} <= named.keys()


def test_a_home_that_ran_the_history_before_goes_on_from_there() -> None:
    """Only what came after is run there: the tables are there already."""
    executor = MigrationExecutor(connection)
    squashed = [key for key, migration in executor.loader.graph.nodes.items() if migration.replaces]
    as_owner("DELETE FROM django_migrations WHERE app = 'conversations'")
    for name in REPLACED:
        as_owner("INSERT INTO django_migrations (app, name, applied) VALUES ('conversations', %s, now())", name)
    executor = MigrationExecutor(connection)
    left = {(step.app_label, step.name) for step, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())}
    assert sorted(squashed) == [("conversations", "0001_rows"), ("conversations", "0002_tenancy")]
    assert left == {key for key in executor.loader.graph.nodes if key[0] == "conversations"} - {*squashed}
