"""`make operator`: the database's owner says who the first operator is; nobody's password is asked, said or changed."""

import re
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from organizations.models import User
from tests.cast import PASSWORD, Cast, unconfirm
from tests.logins import LOGIN, OWNER, log_in
from tests.organizations.signing_in import Browser
from tests.owner import set_as_owner

pytestmark = pytest.mark.django_db(transaction=True)
NEW = "root@instance.example"
CHOSEN = "a long pass phrase"


@pytest.fixture
def owners(cast: Cast) -> Iterator[None]:
    """This process logs in as the database's owner; what the cast is was made before."""
    tests = {key: connection.settings_dict[key] for key in LOGIN}
    log_in(OWNER)
    yield
    log_in(tests)


def make(email: str) -> str:
    said = StringIO()
    call_command("make_operator", *filter(None, [email]), stdout=said)
    return said.getvalue()


def link_in(said: str) -> str:
    found = re.search(r"http\S+/accounts/password/reset/key/\S+", said)
    assert found is not None, said
    return found[0]


def choose_password(link: str) -> Client:
    """Follow the link as a browser does."""
    client = Client()
    page: Any = client.get(link, follow=True)
    client.post(page.redirect_chain[-1][0] if page.redirect_chain else link, {"password1": CHOSEN, "password2": CHOSEN})
    return client


def test_a_new_operator_chooses_a_password_by_a_link_that_is_good_once_and_opens_the_site(owners: None) -> None:
    said = make(NEW)
    assert f"{NEW} is an operator now" in said and "/admin/" in said and "/sign-in" in said
    person = User.objects.get(email=NEW)
    assert (person.is_staff, person.is_superuser, person.has_verified_email) == (True, True, True)
    assert not person.has_usable_password()
    choose_password(link_in(said))
    browser = Browser()
    assert browser.sign_in(NEW, CHOSEN).status_code == 200
    assert browser.client.get("/admin/").status_code == 200
    before = User.objects.get(email=NEW).password
    choose_password(link_in(said))
    assert User.objects.get(email=NEW).password == before


@pytest.mark.parametrize("spelling", ["ada@acme.example", "  Ada@ACME.example "])
def test_somebody_with_a_confirmed_address_gets_the_rights_and_keeps_the_password(
    cast: Cast, owners: None, spelling: str
) -> None:
    said = make(spelling)
    person = User.objects.get(pk=cast.ada.user.pk)
    assert (person.is_staff, person.is_superuser, person.check_password(PASSWORD)) == (True, True, True)
    assert "ada@acme.example is an operator now" in said and "password" not in said
    assert person.password not in said
    assert User.objects.filter(email__iexact="ada@acme.example").count() == 1


def test_it_may_run_twice_and_says_so(cast: Cast, owners: None) -> None:
    make("ada@acme.example")
    assert "was an operator already" in make("ada@acme.example")
    first = link_in(make(NEW))
    again = make(NEW)
    assert "was an operator already" in again
    choose_password(link_in(again))
    assert "password" not in make(NEW)
    password = User.objects.get(email=NEW).password
    choose_password(first)
    assert User.objects.get(email=NEW).password == password


def test_an_operator_without_the_right_to_make_others_gets_it(cast: Cast, owners: None) -> None:
    set_as_owner(cast.mia.user, is_staff=True)
    assert "is an operator now" in make("mia@acme.example")
    assert User.objects.get(pk=cast.mia.user.pk).is_superuser


def test_an_account_that_may_be_somebody_elses_gets_nothing(cast: Cast, owners: None) -> None:
    unconfirm(cast.mia)
    with pytest.raises(CommandError, match="has not confirmed the address"):
        make("mia@acme.example")
    assert not User.objects.get(pk=cast.mia.user.pk).is_staff


def test_an_operator_who_is_locked_out_is_told_so(cast: Cast, owners: None) -> None:
    make(NEW)
    set_as_owner(User.objects.get(email=NEW), is_active=False)
    with pytest.raises(CommandError, match="is locked out"):
        make(NEW)


def test_a_locked_account_gets_nothing(cast: Cast, owners: None) -> None:
    set_as_owner(cast.mia.user, is_active=False)
    with pytest.raises(CommandError, match="is locked out"):
        make("mia@acme.example")
    assert not User.objects.get(pk=cast.mia.user.pk).is_staff


@pytest.mark.parametrize("email", ["nobody", "a@b", "two@x.example three@x.example", "a@b.example\nbcc: c@d.example"])
def test_what_is_no_address_is_refused(cast: Cast, owners: None, email: str) -> None:
    count = User.objects.count()
    with pytest.raises(CommandError, match="no e-mail address"):
        make(email)
    assert User.objects.count() == count


def test_without_an_address_and_nobody_to_ask_it_says_what_to_give(owners: None) -> None:
    with pytest.raises(CommandError, match=r"EMAIL=you@example\.com make operator"):
        make("")


@pytest.mark.parametrize("email", [NEW, "ada@acme.example"])
def test_whoever_serves_makes_no_operator_and_is_told_who_does(cast: Cast, email: str) -> None:
    with pytest.raises(CommandError, match="SWITCHBOARD_DATABASE_ROLE=owner"):
        make(email)
    assert not User.objects.filter(is_staff=True).exists()
