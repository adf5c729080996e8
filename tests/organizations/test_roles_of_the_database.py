"""What each serving role is refused, whatever the code above it does: injected SQL meets this."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import Error, ProgrammingError, connection, transaction

from organizations.models import Organization, User
from organizations.operators_login import EVERYWHERE, OPERATOR
from organizations.tenancy import as_operator, everywhere, tenant
from tests.cast import Cast

STRUCTURE = [
    "SET LOCAL ROLE switchboard_owner",
    "SET ROLE switchboard_owner",
    "SET SESSION AUTHORIZATION switchboard_owner",
    "SELECT set_config('role', 'switchboard_owner', true)",
    "SET LOCAL session_replication_role = replica",
    "ALTER TABLE conversations_share DISABLE TRIGGER ALL",
    "ALTER TABLE conversations_share DISABLE ROW LEVEL SECURITY",
    "ALTER TABLE conversations_share ADD COLUMN more text",
    "DROP TRIGGER guard_share ON conversations_share",
    "CREATE TRIGGER mine BEFORE INSERT ON conversations_share FOR EACH ROW EXECUTE FUNCTION guard_share()",
    "CREATE POLICY mine ON conversations_message USING (true)",
    "DROP POLICY one_organization ON conversations_message",
    "ALTER POLICY one_organization ON conversations_message USING (true)",
    "CREATE OR REPLACE FUNCTION guard_share() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
    "ALTER FUNCTION guard_share() RESET search_path",
    "DROP FUNCTION guard_share() CASCADE",
    "GRANT switchboard_owner TO switchboard_app",
    "ALTER ROLE switchboard_app BYPASSRLS",
    "TRUNCATE organizations_auditevent",
    "DROP TABLE organizations_auditevent",
    "CREATE TEMPORARY TABLE conversations_provenance (kind text)",
    "CREATE TEMPORARY VIEW organizations_organization AS SELECT 1",
    "SELECT 1 AS id INTO TEMPORARY organizations_user",
    "CREATE TABLE mine (id int)",
    "CREATE SCHEMA mine",
    "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
]
BY_NOBODY_HERE = [
    "UPDATE organizations_user SET is_superuser = true",
    "UPDATE organizations_user SET id = gen_random_uuid()",
    "UPDATE organizations_user SET date_joined = now()",
    "DELETE FROM organizations_user",
    "UPDATE organizations_organization SET slug = 'stolen'",
    "UPDATE organizations_organization SET id = gen_random_uuid()",
    "UPDATE organizations_organization SET closed_at = NULL",
    "DELETE FROM organizations_organization",
    "DELETE FROM connectors_listing",
    "DELETE FROM organizations_membership",
    "DELETE FROM organizations_accesstoken",
    "UPDATE organizations_accesstoken SET user_id = gen_random_uuid()",
    "UPDATE organizations_accesstoken SET token_hash = 'known'",
    "UPDATE organizations_membership SET user_id = gen_random_uuid()",
    "UPDATE organizations_invitation SET email = 'mine@example.com'",
    "UPDATE organizations_invitation SET token_hash = 'known'",
    "UPDATE organizations_invitation SET role = 'owner'",
    "UPDATE organizations_auditevent SET action = 'x'",
    "DELETE FROM organizations_auditevent",
    "DELETE FROM conversations_provenance",
    "UPDATE conversations_provenance SET kind = 'tool'",
    "UPDATE conversations_share SET snapshot = '{}'",
    "UPDATE conversations_share SET audience = 'public'",
    "UPDATE conversations_step SET blocks = '[]'",
    "DELETE FROM conversations_toolcall",
    "INSERT INTO auth_group (name) VALUES ('operators')",
    "INSERT INTO auth_permission (name) VALUES ('x')",
    "INSERT INTO organizations_user_groups (user_id) VALUES (gen_random_uuid())",
    "INSERT INTO organizations_user_user_permissions (user_id) VALUES (gen_random_uuid())",
    "UPDATE django_content_type SET model = 'x'",
    "DELETE FROM django_migrations",
    "UPDATE django_admin_log SET change_message = ''",
    "DELETE FROM django_admin_log",
]
BY_OPERATORS_ONLY = [
    "UPDATE organizations_user SET is_staff = true",
    "UPDATE organizations_user SET is_active = false",
    "UPDATE organizations_organization SET plan = 'enterprise'",
    "UPDATE organizations_organization SET country = 'US'",
    "UPDATE organizations_organization SET name = 'Mine', plan = 'enterprise'",
    "INSERT INTO organizations_organization (slug) VALUES ('acme') ON CONFLICT (slug) DO UPDATE SET plan = 'max'",
    "MERGE INTO organizations_organization o USING (SELECT 1) s ON true WHEN MATCHED THEN UPDATE SET plan = 'max'",
    "UPDATE connectors_listing SET review_status = 'listed'",
    "UPDATE connectors_listing SET server_url = 'https://mine.example/mcp'",
    "INSERT INTO connectors_listing (slug) VALUES ('mine')",
    "SELECT slug FROM connectors_listing FOR UPDATE",
    "INSERT INTO django_admin_log (object_repr) VALUES ('x')",
]


def refused(statement: str) -> None:
    """The role that is taken now may not run this."""
    with pytest.raises(Error, match=r"permission denied|must be owner|must be able to"), transaction.atomic():
        connection.cursor().execute(statement)


@contextmanager
def _plainly() -> Iterator[None]:
    yield


SCOPES = {"app": _plainly, EVERYWHERE: lambda: everywhere("a test"), OPERATOR: lambda: as_operator("a test")}


@pytest.mark.parametrize("statement", [*STRUCTURE, *BY_NOBODY_HERE])
@pytest.mark.parametrize("role", SCOPES)
def test_no_serving_role_changes_the_wall_or_what_only_the_owner_writes(db: None, role: str, statement: str) -> None:
    with SCOPES[role]():
        refused(statement)


def test_the_application_grants_itself_nothing(cast: Cast) -> None:
    for role in ("switchboard_app", "PUBLIC"):  # PostgreSQL warns, and does nothing
        connection.cursor().execute(f"GRANT UPDATE ON organizations_organization TO {role}")
    refused("UPDATE organizations_organization SET plan = 'max'")


@pytest.mark.parametrize("statement", BY_OPERATORS_ONLY)
def test_the_application_writes_nothing_of_the_operators(cast: Cast, statement: str) -> None:
    refused(statement)
    with tenant(cast.acme.id):
        refused(statement)
    with everywhere("a test"):
        refused(statement)


@pytest.mark.parametrize("columns", [{"plan": "team"}, {"country": "US"}, {"closed_at": "2026-01-01T00:00:00Z"}])
def test_a_new_organization_is_free_and_nowhere(cast: Cast, columns: dict[str, str]) -> None:
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        Organization.objects.create(slug="mine", name="Mine", **columns)
    assert Organization.objects.create(slug="mine", name="Mine").plan == "free"


@pytest.mark.parametrize("powers", [{"is_staff": True}, {"is_superuser": True}])
def test_a_new_person_is_no_operator(db: None, powers: dict[str, bool]) -> None:
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        User.objects.create_user("mine@example.com", "x", **powers)
    assert not User.objects.create_user("mine@example.com", "x").is_staff


@pytest.mark.parametrize("powers", [{"is_staff": True}, {"is_superuser": True}, {"is_active": False}])
def test_saving_a_person_writes_no_power_and_says_so(cast: Cast, powers: dict[str, bool]) -> None:
    user = User.objects.get(pk=cast.mia.user.pk)
    user.name = "Mia"
    user.save()
    for name, value in powers.items():
        setattr(user, name, value)
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        user.save()
    user.refresh_from_db()
    user.time_zone = "Europe/Berlin"
    user.save()
    assert (user.name, user.is_staff, user.is_superuser, user.is_active) == ("Mia", False, False, True)


def test_an_organization_writes_its_own_row_only_and_only_in_its_tenant(cast: Cast) -> None:
    everyones = Organization.objects.all()
    assert everyones.update(name="Stolen") == 0
    with tenant(cast.globex.id):
        assert everyones.update(name="Ours", external_sharing=True) == 1
    assert {o.slug: o.name for o in everyones} == {"acme": "Acme", "globex": "Ours", "finn": "Finn's space"}


def test_an_organization_is_locked_in_its_tenant_only(cast: Cast) -> None:
    with tenant(cast.globex.id):
        locked = Organization.objects.select_for_update(no_key=True)
        assert [o.slug for o in locked] == ["globex"]
