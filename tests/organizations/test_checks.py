"""The system checks that hold the wall: each finds what it is for."""

import pytest
from django.apps import apps
from django.db import connection, models

from organizations import checks
from organizations.migration_operations import POLICY
from organizations.models import Membership, Project, TenantModel
from tests.owner import as_owner

TENANT_MODELS = [model for model in apps.get_models() if issubclass(model, TenantModel)]


def codes(found: list[checks.CheckMessage]) -> list[str]:
    return [str(message.id) for message in found]


@pytest.mark.parametrize("model", TENANT_MODELS, ids=lambda m: m._meta.label)
def test_every_tenant_table_has_row_level_security_and_its_policy(model: type[models.Model], db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relrowsecurity, p.qual, p.with_check FROM pg_class c"
            " JOIN pg_policies p ON p.tablename = c.relname AND p.policyname = %s WHERE c.relname = %s",
            [POLICY, model._meta.db_table],
        )
        [(secured, using, check)] = cursor.fetchall()
    assert secured
    assert "app.organization" in using and using == check


@pytest.mark.django_db
def test_the_wall_stands() -> None:
    assert checks.every_tenant_key_is_composite() == []
    assert checks.every_tenant_table_has_a_policy() == []
    assert checks.the_application_role_is_under_the_policies() == []


@pytest.mark.django_db
def test_a_table_without_its_policy_is_found() -> None:
    as_owner(f'DROP POLICY one_organization ON "{Project._meta.db_table}"')
    assert codes(checks.every_tenant_table_has_a_policy()) == ["tenancy.E002"]


@pytest.mark.django_db
def test_a_table_that_decides_on_tools_and_does_not_tell_is_found() -> None:
    assert checks.every_rule_raises_its_version() == []
    as_owner('DROP TRIGGER decides_on_tools_delete ON "connectors_toolpolicy"')
    assert codes(checks.every_rule_raises_its_version()) == ["tools.E001"]


def test_a_plain_key_between_tenant_rows_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Project._meta.get_field("created_by"), "db_constraint", True)
    assert codes(checks.every_tenant_key_is_composite()) == ["tenancy.E001"]


@pytest.mark.parametrize("model", TENANT_MODELS, ids=lambda m: m._meta.label)
def test_every_key_between_tenant_rows_is_composite_in_the_database(model: type[models.Model], db: None) -> None:
    """What the check believes of the migrations, asked of PostgreSQL."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT array_agg(a.attname ORDER BY a.attname), bool_or(c.condeferrable) FROM pg_constraint c"
            " JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey)"
            " WHERE c.contype = 'f' AND c.conrelid = %s::regclass AND array_length(c.conkey, 1) = 2 GROUP BY c.oid",
            [f'"{model._meta.db_table}"'],
        )
        keys = {tuple(columns): deferrable for columns, deferrable in cursor.fetchall()}
    for field in model._meta.concrete_fields:
        parent = field.related_model
        if isinstance(parent, type) and issubclass(parent, TenantModel):
            assert keys[tuple(sorted([field.column, "organization_id"]))] is False, field


def test_memberships_are_behind_the_wall_too() -> None:
    assert Membership in TENANT_MODELS
