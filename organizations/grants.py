"""Migration operations that say which role may do what with which table (docs/contributors.md, "The wall")."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from organizations.operators_login import APP, EVERYWHERE, OPERATOR, SERVING

# The rights on a new table, by the default privileges of deploy/postgres/roles.sql.
BY_DEFAULT = "SELECT, INSERT, UPDATE, DELETE"
# pg_catalog first, pg_temp last, so that no other table or operator hides the real one.
FIX_SEARCH_PATHS = """
DO $$ DECLARE ours regprocedure; BEGIN
    FOR ours IN SELECT p.oid FROM pg_proc p WHERE pronamespace = 'public'::regnamespace AND prokind <> 'a'
        AND NOT EXISTS (SELECT FROM unnest(proconfig) line WHERE line LIKE 'search_path=%')
        AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = p.oid AND deptype = 'e')
    LOOP
        EXECUTE format('ALTER ROUTINE %s SET search_path = pg_catalog, public, pg_temp', ours);
    END LOOP;
END $$
"""


class _OnlySQL(Operation):
    """Statements that Django's model state knows nothing of."""

    reversible = True
    reduces_to_sql = True

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """The state stays as it is."""

    def forward_sql(self) -> list[str]:
        raise NotImplementedError

    def backward_sql(self) -> list[str]:
        return []

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        for statement in self.forward_sql():
            schema_editor.execute(statement, params=None)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        for statement in self.backward_sql():
            schema_editor.execute(statement, params=None)


class Grants(_OnlySQL):
    """Everything that the three serving roles may do with a table, in SQL's words; what is not said is refused.

    `everywhere` and `operator` come with a policy that shows them the rows of all organizations. A later operation on
    the same table replaces an earlier one.
    """

    def __init__(
        self, table: str, *, app: str = "", everywhere: str = "", operator: str = "", before: str = BY_DEFAULT
    ) -> None:
        self.table = table
        self.rights = {APP: app, EVERYWHERE: everywhere, OPERATOR: operator}
        self.before = before

    def forward_sql(self) -> list[str]:
        granted = [f'GRANT {rights} ON "{self.table}" TO {role}' for role, rights in self.rights.items() if rights]
        return [*self._revoked(), *granted, *self._policies()]

    def backward_sql(self) -> list[str]:
        return [*self._revoked(), f'GRANT {self.before} ON "{self.table}" TO {APP}']

    def _revoked(self) -> list[str]:
        # At table level, which takes the columns' grants too.
        return [
            f'REVOKE ALL ON "{self.table}" FROM PUBLIC, {", ".join(SERVING)}',
            *[f'DROP POLICY IF EXISTS {role} ON "{self.table}"' for role in (EVERYWHERE, OPERATOR)],
        ]

    def _policies(self) -> list[str]:
        commands = {EVERYWHERE: "FOR SELECT", OPERATOR: "FOR ALL"}
        return [
            f'CREATE POLICY {role} ON "{self.table}" {command} TO {role} USING (true)'
            for role, command in commands.items()
            if self.rights[role]
        ]

    def describe(self) -> str:
        return f"What may be done with {self.table}"


class NeedsRoles(_OnlySQL):
    """Fails with instructions for the operator when the serving roles are missing: migrations cannot create roles."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        """Raises ImproperlyConfigured, which says what to run."""
        with schema_editor.connection.cursor() as cursor:
            cursor.execute("SELECT rolname FROM pg_roles WHERE rolname = ANY (%s)", [list(SERVING)])
            there = {name for (name,) in cursor.fetchall()}
        if missing := set(SERVING) - there:
            raise ImproperlyConfigured(
                f"The database has no role {' and no role '.join(sorted(missing))}. Run deploy/postgres/roles.sql"
                ' once more as a superuser (docs/operators.md, "Database roles"), then migrate again.'
            )

    def describe(self) -> str:
        return "The serving roles are there"


class NothingTemporary(_OnlySQL):
    """Only the database's owner may create tables: a temporary one could hide a real one."""

    def forward_sql(self) -> list[str]:
        return [_on_this_database("REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC")]

    def backward_sql(self) -> list[str]:
        return [_on_this_database("GRANT TEMPORARY ON DATABASE %I TO PUBLIC")]

    def describe(self) -> str:
        return "No temporary tables"


class FixedSearchPath(_OnlySQL):
    """Gives a safe search path to every existing function without one.

    A caller's search path, or a table that it made, never decides what a function of ours reads or writes.
    """

    def forward_sql(self) -> list[str]:
        return [FIX_SEARCH_PATHS]

    def describe(self) -> str:
        return "Functions with a search path of their own"


def _on_this_database(statement: str) -> str:
    return f"DO $$ BEGIN EXECUTE format('{statement}', current_database()); END $$"
