"""One's organizations: what a member sees of them, and what owners change."""

from typing import Any

from organizations.models import AuditEvent, Organization
from organizations.organization import change_by_operator
from organizations.plans import Plan
from organizations.signals import organization_changed
from organizations.tenancy import tenant
from tests.cast import Cast
from tests.owner import set_as_owner

URL = "/api/v1/organizations/acme"


def test_a_member_sees_the_organization_and_what_they_may_do(cast: Cast) -> None:
    shown = cast.client(cast.mia).get(URL).json()
    assert (shown["slug"], shown["plan"], shown["personal"], shown["country"]) == ("acme", "team", False, "")
    assert shown["settings"] == {
        "external_sharing": False,
        "public_projects": True,
        "organization_shares": True,
        "connectors_in_shared_projects": False,
    }
    assert shown["permissions"]["enable_connectors"]["code"] == "owner_required"
    assert shown["permissions"]["read_audit"]["code"] == "auditor_required"


def test_an_owner_may_everything(cast: Cast) -> None:
    permissions = cast.client(cast.omar).get(URL).json()["permissions"]
    assert all(decision["allowed"] for decision in permissions.values())


def test_an_owner_changes_name_and_settings_and_the_apps_above_hear(cast: Cast) -> None:
    heard: list[Organization] = []

    def listen(organization: Organization, **_: Any) -> None:
        heard.append(organization)

    body = {"name": "Acme Inc.", "settings": {"external_sharing": True}}
    organization_changed.connect(listen)
    try:
        answer = cast.client(cast.ada).patch(URL, body, format="json")
    finally:
        organization_changed.disconnect(listen)
    assert (answer.json()["name"], answer.json()["settings"]["external_sharing"]) == ("Acme Inc.", True)
    assert [o.slug for o in heard] == ["acme"]
    with tenant(cast.acme.id):
        event = AuditEvent.objects.get(action="organization.updated")
    assert event.data == {"changed": ["external_sharing", "name"], "external_sharing": True}


def test_a_change_that_changes_nothing_leaves_no_trace(cast: Cast) -> None:
    cast.client(cast.ada).patch(URL, {"settings": {"public_projects": True}}, format="json")
    with tenant(cast.acme.id):
        assert not AuditEvent.objects.exists()


def test_a_member_cannot_change_the_organization(cast: Cast) -> None:
    answer = cast.client(cast.mia).patch(URL, {"name": "Mine"}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (403, "owner_required")
    with tenant(cast.acme.id):
        assert AuditEvent.objects.get().data == {"code": "owner_required"}


def test_nobody_gives_themself_a_plan_or_a_country(cast: Cast) -> None:
    body = {"plan": "enterprise", "country": "US", "slug": "other"}
    assert cast.client(cast.ada).patch(URL, body, format="json").status_code == 422
    shown = cast.client(cast.ada).get(URL).json()
    assert (shown["plan"], shown["country"], shown["slug"]) == ("team", "", "acme")


def test_a_free_person_cannot_allow_external_sharing(cast: Cast) -> None:
    body = {"settings": {"external_sharing": True}}
    answer = cast.client(cast.finn).patch("/api/v1/organizations/finn", body, format="json")
    assert (answer.status_code, answer.json()["code"]) == (403, "plan_not_eligible")


def test_the_list_shows_ones_own_organizations_only(cast: Cast) -> None:
    listed = cast.client(cast.mia).get("/api/v1/organizations").json()["results"]
    assert [o["slug"] for o in listed] == ["acme"]


def test_a_person_without_a_personal_space_makes_one(cast: Cast) -> None:
    client = cast.client(cast.mia)
    answer = client.post("/api/v1/organizations", {"name": "Mia's corner"}, format="json")
    assert (answer.status_code, answer.json()["slug"]) == (201, "mias-corner")
    assert (answer.json()["plan"], answer.json()["personal"]) == ("free", True)
    again = client.post("/api/v1/organizations", {"name": "Another"}, format="json")
    assert (again.status_code, again.json()["code"]) == (403, "personal_organization_exists")


def test_an_operators_change_of_plan_is_audited_as_theirs(cast: Cast) -> None:
    change_by_operator(organization=cast.finns, actor=cast.actor(cast.finn), plan=Plan.PRO, country="US")
    with tenant(cast.finns.id):
        event = AuditEvent.objects.get()
    assert event.data == {"changed": ["country", "plan"], "plan": "pro", "country": "US"}


def test_a_closed_organization_is_gone_for_its_members(cast: Cast) -> None:
    client = cast.client(cast.mia)
    set_as_owner(cast.acme, closed_at=cast.acme.created_at)
    assert client.get(URL).status_code == 404
    assert client.get("/api/v1/me").json()["memberships"] == []
