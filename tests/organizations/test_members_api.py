"""Members: list, change roles, hand over, remove, leave."""

from typing import Any

import pytest

from organizations.models import AuditEvent, Invitation, Membership, ProjectMember
from organizations.organization import invite
from organizations.projects import create_project
from organizations.signals import member_removed
from organizations.tenancy import tenant
from tests.cast import Cast

URL = "/api/v1/organizations/acme/members"


def last_action(cast: Cast) -> str:
    with tenant(cast.acme.id):
        return AuditEvent.objects.values_list("action", flat=True)[0]


def test_every_member_sees_who_is_in_the_organization(cast: Cast) -> None:
    listed = cast.client(cast.mia).get(URL).json()
    assert [m["email"] for m in listed["results"]] == [
        "ada@acme.example",
        "omar@acme.example",
        "mia@acme.example",
        "max@acme.example",
    ]
    assert set(listed["results"][0]) == {"id", "name", "email", "role", "joined_at"}
    assert (listed["next"], listed["previous"]) == (None, None)


def test_pages_follow_their_cursor(cast: Cast) -> None:
    client = cast.client(cast.mia)
    first = client.get(f"{URL}?page_size=3").json()
    second = client.get(first["next"]).json()
    assert len(first["results"]) == 3
    assert [m["name"] for m in second["results"]] == ["Max Moor"]


def test_an_owner_changes_a_role(cast: Cast) -> None:
    answer = cast.client(cast.omar).patch(f"{URL}/{cast.mia.id}", {"role": "admin"}, format="json")
    assert (answer.status_code, answer.json()["role"]) == (200, "admin")
    assert last_action(cast) == "member.role_changed"


def test_a_member_cannot_change_a_role_and_the_attempt_is_audited(cast: Cast) -> None:
    answer = cast.client(cast.mia).patch(f"{URL}/{cast.max.id}", {"role": "admin"}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (403, "admin_required")
    assert last_action(cast) == "member.role_denied"


def test_the_primary_owner_hands_over_and_stays_owner(cast: Cast) -> None:
    body = {"role": "primary_owner", "confirm_email": "omar@acme.example"}
    answer = cast.client(cast.ada).patch(f"{URL}/{cast.omar.id}", body, format="json")
    assert (answer.status_code, answer.json()["role"]) == (200, "primary_owner")
    assert cast.client(cast.omar).get(f"{URL}/{cast.ada.id}").json()["role"] == "owner"
    assert last_action(cast) == "owner.transferred"


def test_handing_over_without_the_typed_address_changes_nothing(cast: Cast) -> None:
    answer = cast.client(cast.ada).patch(f"{URL}/{cast.omar.id}", {"role": "primary_owner"}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (403, "email_mismatch")
    assert cast.client(cast.ada).get(f"{URL}/{cast.ada.id}").json()["role"] == "primary_owner"


def test_a_removed_member_loses_everything_at_once(cast: Cast) -> None:
    heard: list[Membership] = []

    def listen(membership: Membership, **_: Any) -> None:
        heard.append(membership)

    with tenant(cast.acme.id):
        cast.mia.change_role("admin")
        create_project(organization=cast.acme, actor=cast.actor(cast.mia), name="Mine")
        invite(organization=cast.acme, email="new@x.example", role="member", actor=cast.actor(cast.mia))
    client = cast.client(cast.mia)
    member_removed.connect(listen)
    try:
        assert cast.client(cast.ada).delete(f"{URL}/{cast.mia.id}").status_code == 204
    finally:
        member_removed.disconnect(listen)
    assert [m.id for m in heard] == [cast.mia.id]
    assert client.get(URL).status_code == 404
    with tenant(cast.acme.id):
        assert not ProjectMember.objects.filter(member=cast.mia).exists()
        assert Invitation.objects.get().revoked_at is not None
    assert last_action(cast) == "member.removed"


def test_a_removed_member_is_gone_for_the_second_request(cast: Cast) -> None:
    client = cast.client(cast.ada)
    assert client.delete(f"{URL}/{cast.mia.id}").status_code == 204
    assert client.delete(f"{URL}/{cast.mia.id}").status_code == 404


def test_a_member_leaves_and_an_owner_cannot(cast: Cast) -> None:
    assert cast.client(cast.mia).delete(f"{URL}/{cast.mia.id}").status_code == 204
    answer = cast.client(cast.omar).delete(f"{URL}/{cast.omar.id}")
    assert (answer.status_code, answer.json()["code"]) == (403, "owner_cannot_leave")


@pytest.mark.parametrize("body", [{}, {"role": "king"}, {"role": None}, [], "x", None])
def test_a_wrong_role_is_a_400(cast: Cast, body: Any) -> None:
    answer = cast.client(cast.ada).patch(f"{URL}/{cast.mia.id}", body, format="json")
    assert answer.status_code == 400
    assert answer.json()["code"] == "invalid"
