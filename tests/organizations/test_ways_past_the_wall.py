"""The two ways past the wall: what each reads and writes, and nothing else."""

import pytest
from django.db import connection, transaction

from connectors.models import Connection, Listing
from conversations.models import Conversation, Message, Share
from organizations.models import AccessToken, Membership, Organization, User
from organizations.operators_login import EVERYWHERE
from organizations.tenancy import as_operator, back_inside, everywhere, tenant
from tests import factories
from tests.cast import Cast
from tests.connectors.rows import a_listing
from tests.organizations.test_grants import ON_TABLES
from tests.organizations.test_roles_of_the_database import refused

READS_OF_CONTENTS = [
    "SELECT content FROM conversations_message",
    "SELECT title FROM conversations_conversation",
    "SELECT arguments FROM conversations_toolcall",
    "SELECT result FROM conversations_toolcall",
    "SELECT blocks FROM conversations_step",
    "SELECT snapshot FROM conversations_share",
    "SELECT instructions FROM organizations_project",
    "SELECT data FROM organizations_auditevent",
    "SELECT token_hash FROM organizations_accesstoken",
    "SELECT body FROM organizations_idempotentanswer",
    "SELECT client_secret FROM connectors_oauthclient",
    "SELECT verifier FROM connectors_oauthattempt",
    "SELECT session_data FROM django_session",
    "SELECT * FROM conversations_turn",
]


@pytest.mark.parametrize("statement", READS_OF_CONTENTS)
def test_no_way_past_the_wall_reads_contents(cast: Cast, statement: str) -> None:
    with everywhere("a test"):
        refused(statement)
    with as_operator("a test"):
        refused(statement)


def test_finding_rows_needs_no_people_and_no_listings(db: None) -> None:
    with everywhere("a test"):
        refused("SELECT password FROM organizations_user")
        refused("SELECT email FROM account_emailaddress")
        refused("SELECT slug FROM connectors_listing")


def test_finding_rows_reads_every_organization_and_writes_nothing(cast: Cast) -> None:
    connector = factories.make_connector(cast.ada)
    factories.make_connection(connector, cast.mia)
    with everywhere("a test"):
        assert Membership.objects.count() == 6
        assert [str(o) for o in Connection.objects.values_list("organization_id", flat=True)] == [str(cast.acme.id)]
        for table in (Membership, Connection, Organization, Share):
            name = table._meta.db_table
            refused(f"DELETE FROM {name}")
            refused(f"UPDATE {name} SET id = id")
            refused(f"INSERT INTO {name} (id) VALUES (gen_random_uuid())")
            refused(f"SELECT id FROM {name} FOR UPDATE")


def test_the_role_that_finds_rows_has_no_right_but_reading(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT DISTINCT what FROM ({ON_TABLES}) t(a, role, what) WHERE role = %s", [EVERYWHERE])
        assert cursor.fetchall() == [("SELECT",)]


def test_operators_write_plans_countries_powers_and_listings(cast: Cast) -> None:
    with as_operator("a test"):
        Organization.objects.filter(pk=cast.acme.pk).update(plan="enterprise", country="US")
        User.objects.filter(pk=cast.mia.user.pk).update(is_staff=True, is_active=False)
        a_listing().save()
        Listing.objects.update(review_status="delisted")
    cast.acme.refresh_from_db()
    cast.mia.user.refresh_from_db()
    assert (cast.acme.plan, cast.acme.country, cast.mia.user.is_staff) == ("enterprise", "US", True)
    assert Listing.objects.get().review_status == "delisted"


def test_operators_see_no_row_inside_an_organization(cast: Cast) -> None:
    factories.make_conversation(cast.mia)
    with as_operator("a test"), tenant(cast.acme.id):
        for model in (Membership, Conversation, Message, AccessToken, Connection):
            refused(f"SELECT id FROM {model._meta.db_table}")


def test_whoever_fails_inside_is_an_operator_again(cast: Cast) -> None:
    with as_operator("a test"):
        with pytest.raises(KeyError), back_inside(cast.acme.id):
            raise KeyError
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user")
            assert cursor.fetchone() == ("switchboard_operator",)


@pytest.mark.parametrize("scope", [everywhere, as_operator])
def test_a_scope_ends_with_its_block(cast: Cast, scope: type) -> None:
    def role() -> str:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user")
            return str(cursor.fetchone()[0])

    with transaction.atomic():
        with scope("a test"), everywhere("inside it"):
            assert role() == EVERYWHERE
        assert role() == "switchboard_app"
    with pytest.raises(ValueError, match="reason"), scope(""):
        pass
