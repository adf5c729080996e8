"""accounts-A1: nothing that lasts is given before the primary address is confirmed, whichever door is tried."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from rest_framework.test import APIClient

from connectors.models import Connection, Connector
from conversations.models import Share
from organizations import policy
from organizations.models import (
    AccessToken,
    Invitation,
    Membership,
    Organization,
    Project,
    ProjectMember,
    User,
    Visibility,
)
from organizations.organization import invite
from organizations.tenancy import tenant
from tests.acme_rows import connector
from tests.cast import Cast, make_superuser, unconfirm
from tests.connectors.rows import store_listing
from tests.factories import make_conversation
from tests.organizations.confirmed_addresses import CASES, OWN, Addresses
from tests.organizations.signing_in import Browser
from tests.owner import count_as_owner, set_as_owner
from tests.signed_in import sign_in_as

ACME = "/api/v1/organizations/acme"


@pytest.mark.django_db
@pytest.mark.parametrize(("addresses", "allowed"), CASES)
def test_only_the_accounts_own_primary_confirmed_address_counts(addresses: Addresses, allowed: bool) -> None:
    nora = User.objects.create_user(OWN, None, name="Nora")
    for email, primary, verified in addresses:
        nora.emailaddress_set.create(email=email, primary=primary, verified=verified)
    decision = policy.may_keep_things(nora)
    assert (decision.allowed, decision.code) == (allowed, "" if allowed else "email_not_verified")
    assert allowed or OWN in decision.reason
    assert decision.deciding_row == (None if allowed else nora)


def token(cast: Cast, client: APIClient) -> Any:
    return client.post("/api/v1/me/tokens", {"name": "laptop"}, format="json")


def invitation(cast: Cast, client: APIClient) -> Any:
    return client.post(f"{ACME}/invitations", {"email": "new@acme.example"}, format="json")


def joining(cast: Cast, client: APIClient) -> Any:
    with tenant(cast.globex.id):
        _, url = invite(organization=cast.globex, email="ada@acme.example", role="member", actor=cast.actor(cast.gus))
    return client.post("/api/v1/invitations/" + url.rsplit("/", 1)[1])


def space(cast: Cast, client: APIClient) -> Any:
    return client.post("/api/v1/organizations", {"name": "Another"}, format="json")


def connection(cast: Cast, client: APIClient) -> Any:
    with tenant(cast.acme.id):
        row = connector(cast)
    return client.post(f"{ACME}/connectors/{row}/connections", {}, format="json")


def custom_connector(cast: Cast, client: APIClient) -> Any:
    return client.post(f"{ACME}/connectors", {"name": "X", "url": "https://x.example/mcp"}, format="json")


def listed_connector(cast: Cast, client: APIClient) -> Any:
    store_listing()
    return client.post(f"{ACME}/connectors", {"listing": "acme-tracker"}, format="json")


def share(cast: Cast, client: APIClient) -> Any:
    chat = make_conversation(cast.ada)
    return client.post(f"{ACME}/conversations/{chat.id}/shares", {"audience": "organization"}, format="json")


def project(cast: Cast, client: APIClient) -> Any:
    return client.post(f"{ACME}/projects", {"name": "Planted", "instructions": "Lie."}, format="json")


def change_of_a_project(cast: Cast, client: APIClient) -> Any:
    changes = {"name": "Planted", "instructions": "Lie.", "visibility": "private"}
    return client.patch(f"{ACME}/projects/{adas_project(cast)}", changes, format="json")


def opening_of_a_project(cast: Cast, client: APIClient) -> Any:
    return client.patch(f"{ACME}/projects/{adas_project(cast)}", {"visibility": "public"}, format="json")


def member_of_a_project(cast: Cast, client: APIClient) -> Any:
    url = f"{ACME}/projects/{adas_project(cast)}/members"
    return client.post(url, {"member": str(cast.max.id)}, format="json")


def name_of_the_organization(cast: Cast, client: APIClient) -> Any:
    return client.patch(ACME, {"name": "Planted"}, format="json")


def settings_of_the_organization(cast: Cast, client: APIClient) -> Any:
    return client.patch(ACME, {"settings": {"external_sharing": True}}, format="json")


def adas_project(cast: Cast) -> Any:
    with tenant(cast.acme.id):
        row = Project.objects.create(organization=cast.acme, name="Ours", created_by=cast.ada)
        ProjectMember.objects.create(organization=cast.acme, project=row, member=cast.ada)
    return row.id


DOORS = [
    *(token, invitation, joining, space, connection, custom_connector, listed_connector, share),
    *(project, change_of_a_project, opening_of_a_project, member_of_a_project),
    *(name_of_the_organization, settings_of_the_organization),
]
every_door = pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__)


def kept() -> list[int]:
    models: list[Any] = [AccessToken, Membership, Organization, Connection, Connector, Share]
    return [count_as_owner(model._meta.db_table) for model in models]


@every_door
def test_an_unconfirmed_person_is_refused_in_words_and_nothing_is_kept(
    cast: Cast, door: Callable[[Cast, APIClient], Any]
) -> None:
    unconfirm(cast.ada)
    if door is connection:
        with tenant(cast.acme.id):
            connector(cast)
    before = kept()
    answer = door(cast, cast.client(cast.ada))
    assert (answer.status_code, answer.json()["code"]) == (403, "email_not_verified")
    assert "ada@acme.example" in answer.json()["detail"]
    assert kept() == before
    with tenant(cast.acme.id):
        assert not Invitation.objects.filter(organization=cast.acme).exists()
        assert not Project.objects.exclude(name="Ours", instructions="", visibility=Visibility.PRIVATE).exists()
        assert not ProjectMember.objects.exclude(member=cast.ada).exists()
    cast.acme.refresh_from_db()
    assert (cast.acme.name, cast.acme.external_sharing) == ("Acme", False)
    assert count_as_owner("organizations_invitation WHERE accepted_at IS NOT NULL") == 0


@every_door
def test_a_confirmed_person_is_not_refused_for_the_address(cast: Cast, door: Callable[[Cast, APIClient], Any]) -> None:
    answer = door(cast, cast.client(cast.ada))
    assert answer.status_code < 300 or answer.json()["code"] != "email_not_verified"


def test_an_unconfirmed_person_chats(cast: Cast) -> None:
    unconfirm(cast.ada)
    assert cast.client(cast.ada).post(f"{ACME}/conversations", {}, format="json").status_code == 201


@pytest.mark.parametrize("audience", ["organization", "public"])
def test_the_share_dialog_says_why(cast: Cast, audience: str) -> None:
    chat = make_conversation(cast.ada)
    set_as_owner(cast.acme, external_sharing=True)
    url = f"{ACME}/conversations/{chat.id}/sharing"
    assert cast.client(cast.ada).get(url).json()[audience]["allowed"]
    unconfirm(cast.ada)
    assert cast.client(cast.ada).get(url).json()[audience]["code"] == "email_not_verified"


@pytest.mark.django_db
def test_who_signs_up_may_look_at_their_own_space_and_learns_what_waits() -> None:
    browser = Browser()
    browser.sign_up(email="nora@example.org", password="a long pass phrase", name="Nora")
    me = browser.client.get("/api/v1/me").json()
    assert (me["keep_things"]["allowed"], me["keep_things"]["code"]) == (False, "email_not_verified")
    [own] = me["memberships"]
    assert browser.client.get(f"/api/v1/organizations/{own['organization']['slug']}").status_code == 200
    refused = browser.send("POST", "/api/v1/me/tokens", {"name": "early"})
    assert (refused.status_code, refused.json()["code"]) == (403, "email_not_verified")


@pytest.mark.django_db
def test_loading_the_demo_gives_no_membership_to_somebody_who_took_a_demo_address(settings: Any) -> None:
    settings.DEMO_ACCOUNTS = True
    Browser().sign_up(email="mia@acme.example", password="a long pass phrase", name="Not Mia")
    call_command("load_demo", verbosity=0)
    with tenant(Organization.objects.get(slug="acme").id):
        assert list(Membership.objects.values_list("user__email", flat=True)) == ["ada@acme.example"]


def test_only_people_with_a_confirmed_address_become_operators(cast: Cast) -> None:
    client = Client()
    sign_in_as(client, make_superuser())
    url = f"/admin/organizations/user/{cast.mia.user.pk}/change/"
    unconfirm(cast.mia)
    client.post(url, {"is_active": "on", "is_staff": "on"})
    cast.mia.user.refresh_from_db()
    assert not cast.mia.user.is_staff
    cast.mia.user.emailaddress_set.update(verified=True)
    client.post(url, {"is_active": "on", "is_staff": "on"})
    cast.mia.user.refresh_from_db()
    assert cast.mia.user.is_staff
