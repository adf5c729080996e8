"""Inviting: who may, what the link does, and for whom (PL1)."""

from typing import Any

import pytest
from django.core import mail

from organizations.models import AuditEvent, Invitation
from organizations.organization import change_by_operator
from organizations.plans import Plan
from organizations.tenancy import tenant
from tests.cast import Cast
from tests.owner import as_owner

URL = "/api/v1/organizations/acme/invitations"


def send(cast: Cast, email: str = "finn@example.com", role: str = "member") -> Any:
    return cast.client(cast.ada).post(URL, {"email": email, "role": role}, format="json")


def link(answer: Any) -> str:
    return "/api/v1/invitations/" + answer.json()["url"].rsplit("/", 1)[1]


def test_the_invited_person_sees_who_invites_and_joins_with_the_role(cast: Cast) -> None:
    received = link(send(cast, email="Finn@Example.com", role="auditor"))
    client = cast.client(cast.finn)
    assert client.get(received).json() == {
        "organization": {"name": "Acme"},
        "email": "finn@example.com",
        "role": "auditor",
        "invited_by": "Ada Byron",
    }
    joined = client.post(received)
    assert (joined.status_code, joined.json()["organization"]["slug"]) == (201, "acme")
    assert client.get("/api/v1/organizations/acme/audit-events").status_code == 200
    with tenant(cast.acme.id):
        event = AuditEvent.objects.get(action="member.joined")
    assert (event.actor_name, event.address) == ("Finn Frey", "127.0.0.1")


def test_a_link_works_once(cast: Cast) -> None:
    received = link(send(cast))
    client = cast.client(cast.finn)
    assert client.post(received).status_code == 201
    assert client.post(received).status_code == 404
    assert client.get(received).status_code == 404


def test_a_link_of_somebody_else_is_a_404(cast: Cast) -> None:
    received = link(send(cast))
    for method in ("get", "post"):
        assert getattr(cast.client(cast.gus), method)(received).status_code == 404


def test_a_new_invitation_ends_the_earlier_one(cast: Cast) -> None:
    old, new = link(send(cast)), link(send(cast))
    client = cast.client(cast.finn)
    assert client.post(old).status_code == 404
    assert client.post(new).status_code == 201


def test_an_expired_or_revoked_invitation_is_a_404(cast: Cast) -> None:
    expired = link(send(cast))
    as_owner("UPDATE organizations_invitation SET expires_at = now()")
    answer = send(cast)
    assert cast.client(cast.ada).delete(f"{URL}/{answer.json()['id']}").status_code == 204
    client = cast.client(cast.finn)
    assert [client.post(url).status_code for url in (expired, link(answer))] == [404, 404]


def test_the_link_is_mailed_and_not_stored(cast: Cast, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        answer = send(cast)
    [message] = mail.outbox
    assert message.to == ["finn@example.com"]
    assert answer.json()["url"] in message.body
    with tenant(cast.acme.id):
        stored = Invitation.objects.get()
    assert stored.token_hash not in answer.json()["url"]
    assert "url" not in cast.client(cast.ada).get(URL).json()["results"][0]


def test_a_members_link_is_not_offered_to_members(cast: Cast) -> None:
    send(cast)
    client = cast.client(cast.mia)
    for answer in (client.get(URL), client.post(URL, {"email": "x@x.example"}, format="json")):
        assert (answer.status_code, answer.json()["code"]) == (403, "admin_required")


def test_a_member_is_not_invited_again(cast: Cast) -> None:
    answer = send(cast, email="Mia@acme.example")
    assert (answer.status_code, answer.json()["code"]) == (409, "already_member")


def test_pl1_a_personal_plan_takes_nobody_in(cast: Cast) -> None:
    answer = cast.client(cast.finn).post(
        "/api/v1/organizations/finn/invitations", {"email": "x@x.example"}, format="json"
    )
    assert (answer.status_code, answer.json()["code"]) == (403, "plan_single_member")


def test_pl1_is_asked_again_when_the_invitation_is_accepted(cast: Cast) -> None:
    received = link(send(cast))
    change_by_operator(organization=cast.acme, actor=cast.actor(cast.ada), plan=Plan.PRO)
    answer = cast.client(cast.finn).post(received)
    assert (answer.status_code, answer.json()["code"]) == (403, "plan_single_member")


def test_a_removed_member_can_come_back(cast: Cast) -> None:
    cast.client(cast.ada).delete(f"/api/v1/organizations/acme/members/{cast.max.id}")
    received = link(send(cast, email="max@acme.example"))
    assert cast.client(cast.max).post(received).status_code == 201


@pytest.mark.parametrize("token", ["x", "a" * 500, "%00", "%ed%a0%80", "' OR 1=1"])
def test_an_unknown_link_is_a_404(cast: Cast, token: str) -> None:
    assert cast.client(cast.finn).get(f"/api/v1/invitations/{token}").status_code == 404


@pytest.mark.parametrize(
    "body",
    [{}, {"email": "no"}, {"email": "x@x.example", "role": "king"}, {"email": "a" * 250 + "@x.example"}, {"email": []}],
)
def test_a_wrong_invitation_is_a_400(cast: Cast, body: Any) -> None:
    assert cast.client(cast.ada).post(URL, body, format="json").status_code == 400
