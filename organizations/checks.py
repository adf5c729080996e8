"""System checks of the wall between organizations."""

from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from organizations.migration_operations import POLICY, DecidesOnTools
from organizations.models import TenantModel
from organizations.operators_login import OPERATOR
from organizations.signals import models_that_decide_on_tools
from organizations.sql_files import digest_of, last_installed, operations, sql_files


@register(Tags.models)
def every_tenant_key_is_composite(**_: Any) -> list[CheckMessage]:
    """A key between tenant rows must be `db_constraint=False`: SameOrganization is its constraint."""
    return [
        Error(f"{field} must have db_constraint=False and SameOrganization in a migration", id="tenancy.E001")
        for model in apps.get_models()
        if issubclass(model, TenantModel)
        for field in model._meta.concrete_fields
        if field.is_relation
        and isinstance(field.related_model, type)
        and issubclass(field.related_model, TenantModel)
        and field.db_constraint  # type: ignore[attr-defined]
    ]


@register(Tags.database)
def every_tenant_table_has_a_policy(databases: Any = None, **_: Any) -> list[CheckMessage]:
    """Run with `manage.py check --database default`: each tenant table has its row-level-security policy."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_policies WHERE policyname = %s", [POLICY])
        guarded = {name for (name,) in cursor.fetchall()}
        existing = set(connection.introspection.table_names(cursor))
    tables = {m._meta.db_table for m in apps.get_models() if issubclass(m, TenantModel)}
    return [Error(f"{t} has no row-level-security policy", id="tenancy.E002") for t in tables & existing - guarded]


@register(Tags.database)
def every_rule_raises_its_version(databases: Any = None, **_: Any) -> list[CheckMessage]:
    """Every model that `reads_rules` names has `DecidesOnTools` in a migration, so that cached rows go out of date.

    Reads the migrations, not the database: `migrate` runs this check before it creates the triggers.
    """
    telling = {(app, each.model.lower()) for app, each in operations() if isinstance(each, DecidesOnTools)}
    silent = [m for m in models_that_decide_on_tools if (m._meta.app_label, m._meta.model_name) not in telling]
    return [
        Error(f"{label} decides on tools and raises no version: a migration needs DecidesOnTools", id="tools.E001")
        for label in sorted(model._meta.label for model in silent)
    ]


@register(Tags.database)
def every_sql_file_is_installed(databases: Any = None, **_: Any) -> list[CheckMessage]:
    """The last migration that names a function of an app's `sql` folder names the text that its file has today."""
    installed = last_installed()
    today = {(label, path.stem): digest_of(path) for label, path in sql_files()}
    stale = [name for name in sorted({*installed, *today}) if installed.get(name, "") != today.get(name, "")]
    return [
        Error(
            f"No migration installs {app}/sql/{name}.sql as it is today",
            hint=f'Make a migration with InstallSQL("{name}", "{today[app, name]}")'
            if (app, name) in today
            else f'Make a migration with RemoveSQL("{name}")',
            id="sql.E001",
        )
        for app, name in stale
    ]


@register(Tags.database)
def the_application_role_is_under_the_policies(databases: Any = None, **_: Any) -> list[CheckMessage]:
    """The role that serves must not be or become a superuser, BYPASSRLS, owner or operator, nor create anything."""
    # `migrate` runs these checks too, and it has to be the owner.
    return [Warning(reason, id="tenancy.W001") for reason in unsafe_role()]


POWERS = """
SELECT r.rolsuper OR r.rolbypassrls,
    EXISTS (SELECT FROM pg_tables WHERE tableowner = r.rolname),
    (SELECT string_agg(o.rolname, ', ' ORDER BY o.rolname) FROM pg_roles o
        WHERE o.oid <> r.oid AND pg_has_role(r.oid, o.oid, 'MEMBER') AND (o.rolsuper OR o.rolbypassrls
            OR o.oid = (SELECT datdba FROM pg_database WHERE datname = current_database())
            OR EXISTS (SELECT FROM pg_tables WHERE tableowner = o.rolname))),
    EXISTS (SELECT FROM pg_roles o WHERE o.rolname = %s AND pg_has_role(r.oid, o.oid, 'MEMBER')),
    has_database_privilege(r.oid, current_database(), 'TEMPORARY'),
    has_database_privilege(r.oid, current_database(), 'CREATE') OR has_schema_privilege(r.oid, 'public', 'CREATE')
FROM pg_roles r WHERE r.rolname = current_user
"""
MEND = "Run deploy/postgres/roles.sql once more as a superuser (docs/operators.md)."


def unsafe_role() -> list[str]:
    """Why row-level security would not bind the role that this process logs in with; empty when it does."""
    with connection.cursor() as cursor:
        cursor.execute(POWERS, [OPERATOR])
        too_strong, owns_tables, becomes, operates, makes_temporary, makes = cursor.fetchone()
    if too_strong:
        return ["The database role is superuser or BYPASSRLS: row-level security would be off."]
    if owns_tables:
        return ["The database role owns tables: row-level security would not apply to it. Serve as switchboard_app."]
    reasons = {
        f"The database role may become {becomes}, whom row-level security does not hold.": becomes,
        f"The database role is or may become {OPERATOR}, who writes plans, listings and who is staff.": operates,
        "The database role may make temporary tables, which could stand in front of real ones.": makes_temporary,
        "The database role may make tables or schemas.": makes,
    }
    return [f"{reason} {MEND}" for reason, applies in reasons.items() if applies]


def refuse_unsafe_role() -> None:
    """Called when web and worker start. Raises ImproperlyConfigured for an unsafe role."""
    try:
        if reasons := unsafe_role():
            raise ImproperlyConfigured(" ".join(reasons))
    finally:
        connection.close()
