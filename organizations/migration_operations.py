"""Migration operations that put the wall into the database."""

from collections.abc import Sequence
from typing import Any

from django.apps.registry import Apps
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

POLICY = "one_organization"
TOOLS_TRIGGER = "decides_on_tools"


class _PerModel(Operation):
    """Shared shape of the operations below: SQL made from a model of the state, forwards and backwards."""

    reversible = True
    reduces_to_sql = True

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """The wall is in the database only; Django's model state stays as it is."""

    def forward_sql(self, apps: Apps, app_label: str) -> list[str]:
        raise NotImplementedError

    def backward_sql(self, apps: Apps, app_label: str) -> list[str]:
        raise NotImplementedError

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        for statement in self.forward_sql(to_state.apps, app_label):
            schema_editor.execute(statement)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        for statement in self.backward_sql(from_state.apps, app_label):
            schema_editor.execute(statement)


class RowLevelSecurity(_PerModel):
    """Only rows of the open tenant are visible and writable, and others can point at them by (organization, id)."""

    def __init__(self, model: str) -> None:
        self.model = model

    def forward_sql(self, apps: Apps, app_label: str) -> list[str]:
        table = apps.get_model(app_label, self.model)._meta.db_table
        # The sub-select makes the setting an init plan, so that indexes are used.
        own = "organization_id = (SELECT nullif(current_setting('app.organization', true), '')::uuid)"
        return [
            f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY',
            f'CREATE POLICY {POLICY} ON "{table}" USING ({own}) WITH CHECK ({own})',
            f'ALTER TABLE "{table}" ADD CONSTRAINT "{table}_in_organization" UNIQUE (organization_id, id)',
        ]

    def backward_sql(self, apps: Apps, app_label: str) -> list[str]:
        table = apps.get_model(app_label, self.model)._meta.db_table
        return [
            f'ALTER TABLE "{table}" DROP CONSTRAINT "{table}_in_organization"',
            f'DROP POLICY {POLICY} ON "{table}"',
            f'ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY',
        ]

    def describe(self) -> str:
        return f"Row-level security on {self.model}"


class SameOrganization(_PerModel):
    """The row that `field` points at belongs to the same organization: a composite key, checked at once."""

    def __init__(self, model: str, field: str) -> None:
        self.model = model
        self.field = field

    def forward_sql(self, apps: Apps, app_label: str) -> list[str]:
        meta = apps.get_model(app_label, self.model)._meta
        field: Any = meta.get_field(self.field)
        parent = field.related_model._meta.db_table
        return [
            f'ALTER TABLE "{meta.db_table}" ADD CONSTRAINT "{self._name(meta.db_table)}" '
            f'FOREIGN KEY (organization_id, "{field.column}") REFERENCES "{parent}" (organization_id, id) '
            "NOT DEFERRABLE"
        ]

    def backward_sql(self, apps: Apps, app_label: str) -> list[str]:
        table = apps.get_model(app_label, self.model)._meta.db_table
        return [f'ALTER TABLE "{table}" DROP CONSTRAINT "{self._name(table)}"']

    def _name(self, table: str) -> str:
        return f"{table}_{self.field}_same_org"[:63]

    def describe(self) -> str:
        return f"{self.model}.{self.field} stays within the organization"


class AppendOnly(_PerModel):
    """The application may insert and read rows of this table, never change or delete them (rules.md section 9)."""

    def __init__(self, model: str, role: str = "switchboard_app") -> None:
        self.model = model
        self.role = role

    def forward_sql(self, apps: Apps, app_label: str) -> list[str]:
        table = apps.get_model(app_label, self.model)._meta.db_table
        return [f'REVOKE UPDATE, DELETE, TRUNCATE ON "{table}" FROM {self.role}']

    def backward_sql(self, apps: Apps, app_label: str) -> list[str]:
        table = apps.get_model(app_label, self.model)._meta.db_table
        return [f'GRANT UPDATE, DELETE ON "{table}" TO {self.role}']

    def describe(self) -> str:
        return f"{self.model} is append-only"


class DecidesOnTools(_PerModel):
    """A change of a row raises the version of its subject, which makes cached rules about it out of date.

    `subject` is the field that names what the row hangs on: `id` for itself. `except_` are fields that decide nothing;
    what a turn writes while it runs has to be among them. A later operation on the same table replaces an earlier one.
    """

    def __init__(self, model: str, *, subject: str = "id", except_: Sequence[str] = ()) -> None:
        self.model, self.subject, self.except_ = model, subject, except_

    def forward_sql(self, apps: Apps, app_label: str) -> list[str]:
        meta = apps.get_model(app_label, self.model)._meta
        function = f"{TOOLS_TRIGGER}('{meta.get_field(self.subject).column}')"
        ignored = ", ".join(f"'{meta.get_field(name).column}'" for name in self.except_)
        # Compared as JSON, so that a column which is added later counts by itself.
        old, new = (f"to_jsonb({row}) - ARRAY[{ignored}]::text[]" for row in ("OLD", "NEW"))
        when = {
            "INSERT": "REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT",
            "UPDATE": f"FOR EACH ROW WHEN ({old} IS DISTINCT FROM {new})",
            "DELETE": "REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT",
        }
        return [
            f"CREATE OR REPLACE TRIGGER {TOOLS_TRIGGER}_{event.lower()} AFTER {event}"
            f' ON "{meta.db_table}" {rows} EXECUTE FUNCTION {function}'
            for event, rows in when.items()
        ]

    def backward_sql(self, apps: Apps, app_label: str) -> list[str]:
        table = apps.get_model(app_label, self.model)._meta.db_table
        return [f'DROP TRIGGER {TOOLS_TRIGGER}_{event} ON "{table}"' for event in ("insert", "update", "delete")]

    def describe(self) -> str:
        return f"{self.model} decides on tools"
