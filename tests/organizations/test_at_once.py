"""What holds when people act at the same moment."""

from typing import Any

import pytest

from organizations.models import IdempotentAnswer, Membership, Organization, Project, User
from organizations.tenancy import everywhere, tenant
from tests.cast import PASSWORD, Cast
from tests.organizations.signing_in import Browser
from tests.organizations.together import at_once

pytestmark = pytest.mark.django_db(transaction=True)

ACME = "/api/v1/organizations/acme"


def test_one_key_at_once_does_the_work_once(cast: Cast) -> None:
    def send() -> Any:
        client = cast.client(cast.mia)
        return client.post(f"{ACME}/projects", {"name": "Once"}, format="json", headers={"Idempotency-Key": "same"})

    answers = at_once(*[send] * 6)
    assert {a.status_code for a in answers} == {201}
    assert len({a.json()["id"] for a in answers}) == 1
    with tenant(cast.acme.id):
        assert Project.objects.count() == 1
        assert IdempotentAnswer.objects.count() == 1


def test_two_sign_ups_with_one_address_make_one_person() -> None:
    def sign_up() -> Any:
        return Browser().sign_up(email="nora@example.org", password="a long pass phrase", name="Nora")

    answers = at_once(sign_up, sign_up)
    assert sorted(a.status_code for a in answers) == [200, 400]
    assert (User.objects.count(), Organization.objects.count()) == (1, 1)


def test_namesakes_who_sign_up_at_once_get_a_space_each() -> None:
    def sign_up(number: int) -> Any:
        return lambda: Browser().sign_up(email=f"n{number}@x.example", password="a long pass phrase", name="Nora")

    answers = at_once(*[sign_up(number) for number in range(4)])
    assert [a.status_code for a in answers] == [200] * 4
    assert Organization.objects.filter(slug__startswith="nora").count() == 4


def test_an_address_invited_twice_at_once_gets_one_link(cast: Cast) -> None:
    body = {"email": "finn@example.com"}
    answers = at_once(*[lambda: cast.client(cast.ada).post(f"{ACME}/invitations", body, format="json")] * 3)
    assert {a.status_code for a in answers} <= {201, 409}
    assert len(cast.client(cast.ada).get(f"{ACME}/invitations").json()["results"]) == 1


def test_an_invitation_accepted_twice_at_once_makes_one_member(cast: Cast) -> None:
    body = {"email": "finn@example.com"}
    sent = cast.client(cast.ada).post(f"{ACME}/invitations", body, format="json").json()
    link = "/api/v1/invitations/" + sent["url"].rsplit("/", 1)[1]
    answers = at_once(*[lambda: cast.client(cast.finn).post(link)] * 3)
    assert sorted(a.status_code for a in answers)[0] == 201
    assert {a.status_code for a in answers} <= {201, 404, 409}
    with tenant(cast.acme.id):
        assert Membership.objects.filter(user=cast.finn.user).count() == 1


def test_handing_over_while_being_removed_leaves_exactly_one_primary_owner(cast: Cast) -> None:
    member = f"{ACME}/members/{cast.omar.id}"
    hand_over = {"role": "primary_owner", "confirm_email": cast.omar.user.email}
    for _ in range(3):
        answers = at_once(
            lambda: cast.client(cast.ada).patch(member, hand_over, format="json"),
            lambda: cast.client(cast.ada).delete(member),
        )
        assert 500 not in [a.status_code for a in answers]
        with everywhere("a test"):
            left = Membership.objects.filter(organization=cast.acme, role="primary_owner", removed_at=None)
            assert left.count() == 1


def test_many_sign_ins_at_once_are_all_audited(cast: Cast) -> None:
    answers = at_once(*[lambda: Browser().sign_in("mia@acme.example", PASSWORD)] * 5)
    assert [a.status_code for a in answers] == [200] * 5
    listed = cast.client(cast.ada).get(f"{ACME}/audit-events?action=login.succeeded").json()["results"]
    assert len(listed) == 5
