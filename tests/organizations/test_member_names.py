"""accounts-A3: an address that nobody has confirmed gives no name in anybody's list of people."""

from typing import Any

import pytest
from django.test import Client

from organizations.models import Project, ProjectMember, User
from organizations.tenancy import tenant
from tests.cast import Cast, unconfirm
from tests.signed_in import sign_in_as

ACME = "/api/v1/organizations/acme"


@pytest.fixture
def posing(cast: Cast) -> Cast:
    """Max calls himself like Ada, and his address is not confirmed."""
    User.objects.filter(pk=cast.max.user.pk).update(name="Ada Byron")
    unconfirm(cast.max)
    return cast


def of_max(cast: Cast, rows: list[dict[str, Any]]) -> dict[str, Any]:
    [row] = [row for row in rows if row["id"] == str(cast.max.id)]
    return row


def shown_in_members(cast: Cast) -> dict[str, Any]:
    return of_max(cast, cast.client(cast.mia).get(f"{ACME}/members").json()["results"])


def shown_alone(cast: Cast) -> dict[str, Any]:
    return dict(cast.client(cast.mia).get(f"{ACME}/members/{cast.max.id}").json())


def shown_after_a_new_role(cast: Cast) -> dict[str, Any]:
    return dict(cast.client(cast.ada).patch(f"{ACME}/members/{cast.max.id}", {"role": "admin"}, format="json").json())


def shown_in_a_project(cast: Cast) -> dict[str, Any]:
    with tenant(cast.acme.id):
        project = Project.objects.create(organization=cast.acme, name="P", visibility="public", created_by=cast.mia)
        ProjectMember.objects.create(organization=cast.acme, project=project, member=cast.max)
    return of_max(cast, cast.client(cast.mia).get(f"{ACME}/projects/{project.id}/members").json()["results"])


@pytest.mark.parametrize(
    "shown", [shown_in_members, shown_alone, shown_after_a_new_role, shown_in_a_project], ids=lambda f: f.__name__
)
def test_neither_name_nor_address_is_shown_before_the_address_is_confirmed(posing: Cast, shown: Any) -> None:
    row = shown(posing)
    assert (row["name"], row["email"]) == ("Unverified member", "m***@acme.example")
    posing.max.user.emailaddress_set.update(verified=True)
    row = shown_alone(posing)
    assert (row["name"], row["email"]) == ("Ada Byron", "max@acme.example")


def test_the_owners_site_shows_neither(posing: Cast) -> None:
    client = Client()
    sign_in_as(client, posing.ada.user)
    page = client.get("/owner/organizations/membership/").content.decode()
    assert "Unverified member" in page and "max@acme.example" not in page
    assert page.count("Ada Byron") == 1


def test_the_owners_site_names_nobody_unconfirmed_as_maker_of_a_project(posing: Cast) -> None:
    with tenant(posing.acme.id):
        Project.objects.create(organization=posing.acme, name="P", visibility="public", created_by=posing.max)
    client = Client()
    sign_in_as(client, posing.ada.user)
    assert "Ada Byron" not in client.get("/owner/organizations/project/").content.decode()


def test_the_audit_log_does_not_carry_the_name_of_somebody_unconfirmed(posing: Cast) -> None:
    sign_in = {"email": "max@acme.example", "password": "switchboard-demo"}
    Client().post("/_allauth/browser/v1/auth/login", sign_in, content_type="application/json")
    events = posing.client(posing.ada).get(f"{ACME}/audit-events?action=login.succeeded").json()["results"]
    assert [event["actor"]["name"] for event in events] == ["Unverified member"]


def test_a_list_of_members_asks_for_all_addresses_at_once(cast: Cast, django_assert_max_num_queries: Any) -> None:
    client = cast.client(cast.mia)
    with django_assert_max_num_queries(8):
        assert len(client.get(f"{ACME}/members").json()["results"]) == 4


def test_an_invitation_does_not_carry_the_name_of_an_unconfirmed_inviter(cast: Cast) -> None:
    sent = cast.client(cast.ada).post(f"{ACME}/invitations", {"email": "finn@example.com"}, format="json").json()
    unconfirm(cast.ada)
    received = cast.client(cast.finn).get("/api/v1/invitations/" + sent["url"].rsplit("/", 1)[1])
    assert received.json()["invited_by"] == "Unverified member"
