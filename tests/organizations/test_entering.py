"""Entering an organization brings along whether the person's address is confirmed, by the rule of `User`."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from organizations.audit import Actor
from organizations.models import User
from organizations.selectors import entered
from tests.cast import Cast
from tests.organizations.confirmed_addresses import CASES, OWN, Addresses


@pytest.mark.parametrize(("addresses", "confirmed"), CASES)
def test_it_says_what_the_person_would_say(cast: Cast, addresses: Addresses, confirmed: bool) -> None:
    person = cast.mia.user
    person.emailaddress_set.all().delete()
    User.objects.filter(pk=person.pk).update(email=OWN)
    for email, primary, verified in addresses:
        person.emailaddress_set.create(email=email, primary=primary, verified=verified)
    assert User.objects.get(pk=person.pk).has_verified_email is confirmed
    with entered(User.objects.get(pk=person.pk), slug="acme") as membership:
        assert membership.user.has_verified_email is confirmed


def test_another_persons_address_confirms_nobody(cast: Cast) -> None:
    cast.mia.user.emailaddress_set.all().delete()
    with entered(User.objects.get(pk=cast.mia.user_id), slug="acme") as membership:
        assert not membership.user.has_verified_email


def test_who_has_entered_is_named_without_another_question(cast: Cast) -> None:
    with entered(User.objects.get(pk=cast.mia.user_id), slug="acme") as membership:
        with CaptureQueriesContext(connection) as asked:
            assert Actor.of(membership).name == cast.mia.user.name
        assert len(asked) == 0


def test_who_is_read_again_is_asked_about_again(cast: Cast) -> None:
    with entered(User.objects.get(pk=cast.mia.user_id), slug="acme") as membership:
        person = membership.user
    person.emailaddress_set.update(verified=False)
    person.refresh_from_db()
    assert not person.has_verified_email
