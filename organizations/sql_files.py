"""Database functions as source: one file each in an app's `sql` folder, installed by migrations.

A migration names a file with the digest of its text. When the text is changed, a new migration names the new digest;
the earlier ones then install nothing, and a system check fails until there is one (organizations/checks.py).
"""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

# CREATE OR REPLACE cannot change parameters or the returned type. Triggers keep their function: it never has any.
DROP_OTHERS = """
DO $$ DECLARE ours regprocedure; BEGIN
    FOR ours IN SELECT p.oid FROM pg_proc p WHERE pronamespace = 'public'::regnamespace AND proname = '{name}'
        AND prorettype <> 'trigger'::regtype
    LOOP
        EXECUTE format('DROP FUNCTION %s', ours);
    END LOOP;
END $$
"""


def sql_file(app_label: str, name: str) -> Path:
    """Where the text of a function lies."""
    return Path(apps.get_app_config(app_label).path) / "sql" / f"{name}.sql"


def digest_of(path: Path) -> str:
    """The digest by which a migration names this text."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]


class InstallSQL(Operation):
    """Installs `sql/<name>.sql` of its app, which makes the function of that name, if its text still has the digest."""

    # The earlier text is not kept: migrating backwards leaves the function, and migrating forwards replaces it again.
    reversible = True
    reduces_to_sql = True

    def __init__(self, name: str, digest: str) -> None:
        self.name, self.digest = name, digest

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """The function is in the database only; Django's model state stays as it is."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        """Installs the file, unless its text has changed: then a later operation names the new digest."""
        path = sql_file(app_label, self.name)
        if path.exists() and digest_of(path) == self.digest:
            schema_editor.execute(DROP_OTHERS.format(name=self.name), params=None)
            schema_editor.execute(path.read_text(), params=None)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        """The function stays."""

    def describe(self) -> str:
        return f"Function {self.name}"


class RemoveSQL(InstallSQL):
    """Drops the function of this name; its file is gone."""

    def __init__(self, name: str) -> None:
        super().__init__(name, "")

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        """Drops the function, whatever its parameters are."""
        schema_editor.execute(DROP_OTHERS.format(name=self.name), params=None)

    def describe(self) -> str:
        return f"No function {self.name}"


def operations() -> Iterator[tuple[str, Operation]]:
    """(app, operation) of every migration, in an order in which they may be applied."""
    graph = MigrationLoader(None).graph
    ordered: dict[tuple[str, str], None] = {}
    for leaf in graph.leaf_nodes():
        ordered.update(dict.fromkeys(graph.forwards_plan(leaf)))
    for node in ordered:
        for operation in graph.nodes[node].operations:
            yield node[0], operation


def last_installed() -> dict[tuple[str, str], str]:
    """The digest that the last migration names for each (app, function); empty where it is removed."""
    return {(app, each.name): each.digest for app, each in operations() if isinstance(each, InstallSQL)}


def sql_files() -> Iterator[tuple[str, Path]]:
    """(app, file) of every function that is kept as source."""
    for config in apps.get_app_configs():
        for path in sorted((Path(config.path) / "sql").glob("*.sql")):
            yield config.label, path
