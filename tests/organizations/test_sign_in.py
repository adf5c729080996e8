"""Signing in: right, wrong, malformed, too often; each with its trace in the audit log."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client, override_settings

from organizations.models import AuditEvent
from organizations.tenancy import tenant
from tests.cast import PASSWORD, Cast
from tests.organizations.signing_in import AUTH, Browser
from tests.owner import set_as_owner


def _actions(cast: Cast) -> list[str]:
    with tenant(cast.acme.id):
        return list(AuditEvent.objects.values_list("action", flat=True))


def test_the_right_password_opens_the_api_and_is_audited(cast: Cast) -> None:
    browser = Browser()
    assert browser.sign_in("Mia@acme.example", PASSWORD).status_code == 200
    assert browser.client.get("/api/v1/me").json()["name"] == "Mia Kern"
    assert _actions(cast) == ["login.succeeded"]


def test_a_wrong_password_is_refused_in_json_and_audited(cast: Cast) -> None:
    answer = Browser().sign_in("mia@acme.example", "wrong")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["code"] == "email_password_mismatch"
    with tenant(cast.acme.id):
        event = AuditEvent.objects.get()
    assert (event.action, event.actor_name, event.address) == ("login.failed", "Mia Kern", "127.0.0.1")


def test_an_unknown_person_gets_the_same_answer_as_a_wrong_password(cast: Cast) -> None:
    wrong = Browser().sign_in("mia@acme.example", "wrong")
    unknown = Browser().sign_in("nobody@acme.example", "wrong")
    assert (wrong.status_code, wrong.content) == (unknown.status_code, unknown.content)


def test_signing_out_closes_the_api(cast: Cast) -> None:
    browser = Browser()
    browser.sign_in("mia@acme.example", PASSWORD)
    browser.send("DELETE", f"{AUTH}/session")
    assert browser.client.get("/api/v1/me").status_code == 401


def test_a_session_without_the_csrf_token_changes_nothing(cast: Cast) -> None:
    browser = Browser()
    browser.sign_in("mia@acme.example", PASSWORD)
    answer = browser.client.patch("/api/v1/me", {"name": "X"}, content_type="application/json")
    assert answer.status_code == 403
    assert answer["Content-Type"] == "application/problem+json"
    assert browser.client.get("/api/v1/me").json()["name"] == "Mia Kern"


@pytest.mark.parametrize(
    "body",
    [b"{", b"[1]", b"\xff\xfe", b'"x"', b"null", b'{"email":"a\\u0000b@x.y","password":"\\ud800"}', b"[" * 100_000],
)
def test_a_malformed_sign_in_is_a_clear_400(cast: Cast, body: bytes) -> None:
    answer = Browser().send("POST", f"{AUTH}/login", body)
    assert answer.status_code == 400
    assert answer.json()["status"] == 400


@override_settings(ACCOUNT_RATE_LIMITS={"login_failed": "3/5m/key"})
def test_too_many_wrong_passwords_are_slowed_down(cast: Cast) -> None:
    answers: list[Any] = [Browser().sign_in("mia@acme.example", "wrong") for _ in range(4)]
    assert [a.json()["errors"][0]["code"] for a in answers][-1] == "too_many_login_attempts"
    assert Browser().sign_in("mia@acme.example", PASSWORD).status_code == 400
    assert Browser().sign_in("ada@acme.example", PASSWORD).status_code == 200


def test_a_disabled_person_cannot_go_on(cast: Cast) -> None:
    browser = Browser()
    browser.sign_in("mia@acme.example", PASSWORD)
    set_as_owner(cast.mia.user, is_active=False)
    assert browser.client.get("/api/v1/me").status_code == 401


@override_settings(ACCOUNT_RATE_LIMITS={"login": "2/m/ip", "signup": "2/m/ip"})
@pytest.mark.parametrize("path", ["login", "signup"])
def test_too_many_requests_from_one_address_are_a_429_with_words(cast: Cast, path: str) -> None:
    body = {"email": "someone@x.example", "password": "a long pass phrase"}
    answers: list[Any] = [
        Browser().send("POST", f"{AUTH}/{path}", body | {"email": f"p{n}@x.example"}) for n in range(3)
    ]
    assert answers[-1].status_code == 429
    assert answers[-1].json()["status"] == 429
    assert answers[-1].json()["errors"][0]["code"] == "too_many_requests"


@pytest.mark.django_db
@pytest.mark.parametrize("cookie", ["", "x", "a" * 32, "a" * 5000, "é", "\x00"])
def test_an_unknown_or_broken_session_is_a_401(cookie: str) -> None:
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = cookie
    answer = client.get("/api/v1/me")
    assert (answer.status_code, answer.json()["code"]) == (401, "not_authenticated")


@pytest.mark.django_db
def test_there_are_no_phone_numbers(cast: Cast) -> None:
    client = cast.client(cast.mia)
    for client_kind in ("browser", "app"):
        url = f"/_allauth/{client_kind}/v1/account/phone"
        assert client.get(url).status_code == 404
        assert client.post(url, {"phone": "+4112345678"}, format="json").status_code == 404
