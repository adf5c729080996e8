"""allauth's own pages: the way back for people who lost a password, without JavaScript."""

import re

import pytest
from django.core import mail
from django.test import Client

from tests.cast import Cast


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["login", "signup", "password/reset", "confirm-email/none", "logout"])
def test_each_page_stands_in_the_workspaces_frame(page: str) -> None:
    answer = Client().get(f"/accounts/{page}/", follow=True)
    assert answer.status_code == 200
    assert "Back to the workspace" in answer.content.decode() or answer.redirect_chain


def test_a_lost_password_is_reset_by_mail(cast: Cast) -> None:
    client = Client()
    client.post("/accounts/password/reset/", {"email": "mia@acme.example"})
    link = re.search(r"/accounts/password/reset/key/\S+", str(mail.outbox[0].body))
    assert link is not None
    page = client.get(link[0], follow=True)
    address = page.redirect_chain[-1][0]
    client.post(address, {"password1": "another long phrase", "password2": "another long phrase"})
    cast.mia.user.refresh_from_db()
    assert cast.mia.user.check_password("another long phrase")


def test_an_unknown_address_gets_the_same_answer(cast: Cast) -> None:
    known = Client().post("/accounts/password/reset/", {"email": "mia@acme.example"})
    unknown = Client().post("/accounts/password/reset/", {"email": "nobody@acme.example"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
