"""The way back from a service: every way in which it can be wrong, and the two in which it goes on."""

from typing import Any

import pytest
from django.test import Client

from connectors.models import Connection, OAuthAttempt
from organizations.tenancy import tenant
from tests.cast import Cast, unconfirm
from tests.connectors.browser import Browser, consent, query_of
from tests.connectors.rows import statuses
from tests.owner import as_owner
from tests.signed_in import sign_in_as

pytestmark = pytest.mark.usefixtures("directory")


def error_of(response: Any) -> str:
    assert response.status_code == 302, response.content
    query = query_of(response["Location"])
    assert len(query["reference"]) == 12 and "connected" not in query
    return query["connect_error"]


def test_denied_consent_connects_nothing_and_says_so(cast: Cast, mias: Browser, tracker: str) -> None:
    started = mias.start(tracker, return_to="/customize")
    back = mias.come_back(consent(started["authorization_url"], "mia@acme.example", "cancel"))
    assert error_of(back) == "consent_denied" and back["Location"].startswith("/customize?")
    assert statuses(cast.acme) == []
    # And the way is free for another try.
    assert "connected" in mias.connect(tracker)


def test_a_state_works_once(cast: Cast, mias: Browser, tracker: str) -> None:
    started = mias.start(tracker)
    callback = consent(started["authorization_url"], "mia@acme.example")
    assert mias.come_back(callback).status_code == 302
    again = mias.come_back(callback)
    assert again.status_code == 400 and b"was used already" in again.content
    assert statuses(cast.acme) == ["connected"]


def test_an_unknown_state_is_refused(mias: Browser) -> None:
    for callback in ("/oauth/callback?state=made-up&code=1", "/oauth/callback"):
        refused = mias.come_back(f"http://localhost{callback}")
        assert refused.status_code == 400 and b"not started here" in refused.content
    unreadable = mias.come_back("http://localhost/oauth/callback?state=%00%ED%A0%80")
    assert unreadable.status_code == 400 and b"cannot be read" in unreadable.content


def test_another_persons_callback_is_refused_and_harms_nobody(
    cast: Cast, adas: Browser, mias: Browser, tracker: str
) -> None:
    started = mias.start(tracker)
    callback = consent(started["authorization_url"], "mia@acme.example")
    foreign = adas.come_back(callback)
    assert foreign.status_code == 400 and b"Somebody else" in foreign.content
    assert statuses(cast.acme) == ["pending"]
    assert "connected" in query_of(mias.come_back(callback)["Location"])
    with tenant(cast.acme.id):
        assert Connection.objects.get().member_id == cast.mia.id


def test_the_same_person_in_another_browser_is_refused(cast: Cast, mias: Browser, tracker: str) -> None:
    started = mias.start(tracker)
    callback = consent(started["authorization_url"], "mia@acme.example")
    elsewhere = Browser.of(cast.mia).come_back(callback)
    assert elsewhere.status_code == 400 and b"another browser" in elsewhere.content
    assert statuses(cast.acme) == ["pending"]


def test_a_callback_connects_nothing_to_an_account_whose_address_is_unconfirmed(
    cast: Cast, mias: Browser, tracker: str
) -> None:
    started = mias.start(tracker, return_to="/customize")
    callback = consent(started["authorization_url"], "mia@acme.example")
    unconfirm(cast.mia)
    assert error_of(mias.come_back(callback)) == "email_not_verified"
    assert statuses(cast.acme) == ["pending"]


def test_a_sign_in_takes_ten_minutes_at_most(cast: Cast, mias: Browser, tracker: str) -> None:
    started = mias.start(tracker)
    callback = consent(started["authorization_url"], "mia@acme.example")
    with tenant(cast.acme.id):
        attempt = OAuthAttempt.objects.get()
        lifetime = (attempt.expires_at - attempt.created_at).total_seconds()
    as_owner("UPDATE connectors_oauthattempt SET expires_at = now()")
    assert 595 < lifetime <= 601
    assert error_of(mias.come_back(callback)) == "state_expired"
    assert statuses(cast.acme) == ["pending"]


def test_without_a_session_one_signs_in_and_goes_on(cast: Cast, mias: Browser, tracker: str) -> None:
    started = mias.start(tracker)
    callback = consent(started["authorization_url"], "mia@acme.example")
    del mias.client.cookies[next(name for name in mias.client.cookies if name.startswith("sessionid"))]
    sent = mias.come_back(callback)
    assert sent.status_code == 302 and sent["Location"].startswith(
        "/sign-in?next=%2Foauth%2Fcallback%2Facme-tracker%2F"
    )
    following = query_of(sent["Location"])["next"]
    sign_in_as(mias.client, cast.mia.user)
    assert "connected" in query_of(mias.client.get(following)["Location"])


def test_a_client_with_a_token_starts_and_a_browser_finishes(cast: Cast, mias: Browser, tracker: str) -> None:
    token = Client().post  # a client of its own, without any cookie
    made = mias.client.post("/api/v1/me/tokens", {"name": "script"}, format="json").json()["token"]
    started = token(
        mias.url(f"connectors/{tracker}/connections"),
        {"return_to": "/"},
        content_type="application/json",
        headers={"Authorization": f"Bearer {made}"},
    ).json()
    callback = consent(started["authorization_url"], "mia@acme.example")
    assert "connected" in query_of(mias.come_back(callback)["Location"])


def test_an_answer_of_another_issuer_is_refused(cast: Cast, mias: Browser, tracker: str) -> None:
    started = mias.start(tracker)
    callback = consent(started["authorization_url"], "mia@acme.example")
    wrong = callback.replace("iss=http", "iss=https")
    assert wrong != callback
    assert error_of(mias.come_back(wrong)) == "issuer_mismatch"
    assert statuses(cast.acme) == []


def test_a_wrong_code_connects_nothing(cast: Cast, mias: Browser, tracker: str) -> None:
    started = mias.start(tracker)
    callback = consent(started["authorization_url"], "mia@acme.example")
    code = query_of(callback)["code"]
    assert error_of(mias.come_back(callback.replace(code, "guessed"))) == "invalid_grant"
    assert statuses(cast.acme) == []


def test_disabled_while_the_member_consents(cast: Cast, adas: Browser, mias: Browser, tracker: str) -> None:
    started = mias.start(tracker)
    callback = consent(started["authorization_url"], "mia@acme.example")
    adas.delete(f"connectors/{tracker}")
    refused = mias.come_back(callback)
    assert refused.status_code == 400
    assert statuses(cast.acme) == ["revoked"]
