"""Signing up makes a person and their own space, whatever the input and the mail server do."""

import smtplib
from typing import Any

import pytest
from allauth.account.models import EmailAddress

from organizations.models import AuditEvent, Organization, User
from organizations.selectors import memberships_of
from organizations.tenancy import tenant
from tests.cast import Cast
from tests.organizations.signing_in import Browser

GOOD = {"email": "nora@example.org", "password": "a long pass phrase", "name": "Nora Nilsen"}


@pytest.mark.django_db
def test_signing_up_makes_a_personal_space_on_plan_free() -> None:
    answer = Browser().sign_up(**GOOD)
    assert answer.status_code == 200, answer.content
    user = User.objects.get(email="nora@example.org")
    [membership] = memberships_of(user)
    organization = membership.organization
    assert (user.name, membership.role) == ("Nora Nilsen", "primary_owner")
    assert (organization.slug, organization.name, organization.plan) == ("nora-nilsen", "Nora Nilsen's space", "free")
    with tenant(organization.id):
        actions = set(AuditEvent.objects.values_list("action", flat=True))
    assert actions == {"organization.created", "login.succeeded"}


@pytest.mark.django_db
def test_the_person_is_signed_in_after_signing_up() -> None:
    browser = Browser()
    browser.sign_up(**GOOD)
    me = browser.client.get("/api/v1/me").json()
    assert [m["organization"]["personal"] for m in me["memberships"]] == [True]


@pytest.mark.django_db
def test_two_people_of_one_name_get_different_slugs() -> None:
    Browser().sign_up(**GOOD)
    Browser().sign_up(**{**GOOD, "email": "other@example.org"})
    slugs = list(Organization.objects.order_by("created_at").values_list("slug", flat=True))
    assert slugs[0] == "nora-nilsen"
    assert slugs[1].startswith("nora-nilsen-")


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["", "李小龙", "Admin", "-- ''; --"])
def test_any_name_leads_to_a_usable_slug(name: str) -> None:
    assert Browser().sign_up(**{**GOOD, "name": name}).status_code == 200
    slug = Organization.objects.get().slug
    assert slug and slug.replace("-", "").isalnum() and slug != "admin"


def test_a_taken_address_is_refused_and_makes_nothing(cast: Cast) -> None:
    answer = Browser().sign_up(**{**GOOD, "email": "MIA@acme.example"})
    assert answer.status_code in {400, 401}
    assert not User.objects.filter(name="Nora Nilsen").exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [
        {"password": "short"},
        {"password": "password123"},
        {"email": "no address"},
        {"email": "x@" + "a" * 60 + "." + "b" * 60 + "." + "c" * 60 + "." + "d" * 60 + "." + "e" * 60 + ".example"},
        {"name": "n" * 121},
        {"email": {"a": 1}},
        {"password": None},
    ],
)
def test_a_wrong_field_is_named_and_makes_nobody(wrong: dict[str, Any]) -> None:
    answer = Browser().sign_up(**{**GOOD, **wrong})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["param"] == next(iter(wrong))
    assert not User.objects.exists()


@pytest.mark.django_db
def test_a_broken_mail_server_does_not_break_signing_up(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> int:
        raise smtplib.SMTPServerDisconnected("nobody there")

    monkeypatch.setattr("django.core.mail.message.EmailMessage.send", refuse)
    assert Browser().sign_up(**GOOD).status_code == 200
    assert EmailAddress.objects.filter(email="nora@example.org").exists()
