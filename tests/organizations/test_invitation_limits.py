"""How many invitations may be pending, and how many somebody sends in a day."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from organizations import policy
from organizations.models import Invitation, Membership
from organizations.policy.members import MOST_INVITATIONS_A_DAY, MOST_PENDING_INVITATIONS
from organizations.tenancy import tenant
from tests.cast import Cast
from tests.organizations.together import at_once
from tests.owner import set_as_owner

URL = "/api/v1/organizations/acme/invitations"
YESTERDAY = timedelta(hours=25)


def sent(cast: Cast, count: int, by: Membership, ago: timedelta = timedelta(), **fields: Any) -> None:
    """So many invitations that this member has sent, in the database."""
    at = timezone.now() - ago
    with tenant(cast.acme.id):
        known = Invitation.objects.count()
        rows = [
            Invitation(
                organization=cast.acme,
                email=f"n{known + number}@x.example",
                token_hash=f"{known + number}",
                invited_by=by,
                **fields,
            )
            for number in range(count)
        ]
        made = Invitation.objects.bulk_create(rows)
    for row in made:
        set_as_owner(row, created_at=at)


def invite(cast: Cast, by: Membership, email: str = "one-more@x.example") -> Any:
    return cast.client(by).post(URL, {"email": email}, format="json")


@pytest.mark.parametrize(
    ("pending", "today", "allowed"),
    [
        (0, 0, True),
        (MOST_PENDING_INVITATIONS - 1, MOST_INVITATIONS_A_DAY - 1, True),
        (MOST_PENDING_INVITATIONS, 0, False),
        (0, MOST_INVITATIONS_A_DAY, False),
    ],
)
def test_the_rule_is_the_two_numbers(pending: int, today: int, allowed: bool) -> None:
    decision = policy.may_send_another_invitation(pending, today)
    assert (decision.allowed, decision.code) == (allowed, "" if allowed else "too_many_invitations")


def test_the_numbers_are_those_that_operators_read() -> None:
    assert (MOST_PENDING_INVITATIONS, MOST_INVITATIONS_A_DAY) == (200, 50)


def test_too_many_pending_ones_wait_for_answers(cast: Cast) -> None:
    sent(cast, MOST_PENDING_INVITATIONS - 1, cast.omar, YESTERDAY)
    assert invite(cast, cast.ada).status_code == 201
    refused = invite(cast, cast.ada, "two-more@x.example")
    assert (refused.status_code, refused.json()["code"]) == (429, "too_many_invitations")
    assert "Withdraw some" in refused.json()["detail"]
    # Asking the same person again takes no further place.
    assert invite(cast, cast.ada).status_code == 201


def test_used_withdrawn_and_old_ones_are_not_pending(cast: Cast) -> None:
    now = timezone.now()
    for ended in ({"accepted_at": now}, {"revoked_at": now}, {"expires_at": now}):
        sent(cast, MOST_PENDING_INVITATIONS // 2, cast.omar, YESTERDAY, **ended)
    assert invite(cast, cast.ada).status_code == 201


def test_one_member_sends_so_many_a_day_withdrawn_ones_included(cast: Cast) -> None:
    sent(cast, MOST_INVITATIONS_A_DAY - 1, cast.ada, revoked_at=timezone.now())
    assert invite(cast, cast.ada).status_code == 201
    mail.outbox.clear()
    for email in ("one-more@x.example", "two-more@x.example"):
        refused = invite(cast, cast.ada, email)
        assert (refused.status_code, refused.json()["code"]) == (429, "too_many_invitations")
    assert mail.outbox == []
    assert invite(cast, cast.omar, "two-more@x.example").status_code == 201


def test_the_next_day_goes_on(cast: Cast) -> None:
    sent(cast, MOST_INVITATIONS_A_DAY, cast.ada, YESTERDAY, revoked_at=timezone.now())
    assert invite(cast, cast.ada).status_code == 201


def test_a_refused_invitation_leaves_the_earlier_one_alone(cast: Cast) -> None:
    assert invite(cast, cast.omar).status_code == 201
    sent(cast, MOST_INVITATIONS_A_DAY, cast.ada, revoked_at=timezone.now())
    assert invite(cast, cast.ada).status_code == 429
    with tenant(cast.acme.id):
        assert Invitation.objects.filter(email="one-more@x.example", revoked_at=None).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_at_once_do_not_both_take_the_last_place(cast: Cast) -> None:
    sent(cast, MOST_PENDING_INVITATIONS - 1, cast.omar, YESTERDAY)
    answers = at_once(*[lambda n=n: invite(cast, cast.ada, f"last{n}@x.example") for n in range(3)])
    assert sorted(answer.status_code for answer in answers) == [201, 429, 429]
