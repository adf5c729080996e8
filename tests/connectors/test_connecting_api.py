"""Enable, connect, consent, come back: the main way, through the API and the demo servers."""

import logging
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from connectors.demo.serving import DemoServers
from connectors.models import Connection, ConnectionStatus, Connector, OAuthAttempt, OAuthClient, ToolDefinition
from connectors.signals import connection_ended
from organizations.models import AuditEvent
from organizations.sealing import open_secret
from organizations.tenancy import tenant
from tests.cast import Cast
from tests.connectors.browser import Browser, consent, query_of

pytestmark = pytest.mark.usefixtures("directory")


def test_an_owner_enables_and_then_a_member_connects(cast: Cast, adas: Browser, mias: Browser) -> None:
    card = mias.get("directory/acme-tracker").json()
    assert (card["state"], card["availability"]["code"]) == ("not_enabled", "connector_not_enabled")
    connector = adas.enable("acme-tracker")
    assert mias.get("directory/acme-tracker").json()["state"] == "enabled"

    came_back = mias.connect(connector, return_to="/chat/7?draft=1")

    assert came_back["connected"] == connector and came_back["draft"] == "1"
    shown = mias.get(f"connectors/{connector}").json()
    assert [(c["id"], c["status"]) for c in shown["connections"]] == [(came_back["connection"], "connected")]
    assert mias.get("directory/acme-tracker").json()["state"] == "connected"
    assert adas.get("directory/acme-tracker").json()["state"] == "enabled"
    tools = {tool["name"]: tool for tool in mias.get(f"connectors/{connector}/tools").json()["results"]}
    assert tools["list_issues"]["effect"] == "read" and tools["list_issues"]["policy"]["effective"] == "allow"
    assert tools["create_issue"]["effect"] == "write" and tools["create_issue"]["policy"]["effective"] == "ask"
    assert all(tool["accepted"] for tool in tools.values()) and len(tools) == 6
    with tenant(cast.acme.id):
        assert ToolDefinition.objects.count() == 6
        row = Connection.objects.get()
        assert row.member_id == cast.mia.id and row.connector.negotiated
        actions = list(AuditEvent.objects.order_by("at").values_list("action", "actor_name"))
    assert actions == [("connector.enabled", "Ada Byron"), ("connection.connected", "Mia Kern")]


@pytest.fixture
def tracker(adas: Browser) -> str:
    """Acme Tracker, enabled."""
    return adas.enable("acme-tracker")


def error_of(response: Any) -> str:
    assert response.status_code == 302, response.content
    query = query_of(response["Location"])
    assert len(query["reference"]) == 12 and "connected" not in query
    return query["connect_error"]


def statuses(cast: Cast) -> list[str]:
    with tenant(cast.acme.id):
        return sorted(Connection.objects.values_list("status", flat=True))


def test_a_member_cannot_connect_before_an_owner_enables(
    cast: Cast, adas: Browser, mias: Browser, tracker: str
) -> None:
    adas.delete(f"connectors/{tracker}")
    assert mias.post(f"connectors/{tracker}/connections").json()["code"] == "not_found"
    assert statuses(cast) == []


def test_while_it_waits_the_connection_is_pending(mias: Browser, tracker: str) -> None:
    started = mias.start(tracker, label="work")
    assert (started["status"], started["label"]) == ("pending", "work")
    shown = mias.get(f"connectors/{tracker}/connections/{started['id']}").json()
    assert shown["status"] == "pending" and "authorization_url" not in shown
    query = query_of(started["authorization_url"])
    assert query["code_challenge_method"] == "S256" and query["resource"].endswith("/tracker/mcp")
    assert query["login_hint"] == "mia@acme.example"


def test_denied_consent_connects_nothing_and_says_so(cast: Cast, mias: Browser, tracker: str) -> None:
    started = mias.start(tracker, return_to="/customize")
    back = mias.come_back(consent(started["authorization_url"], "mia@acme.example", "cancel"))
    assert error_of(back) == "consent_denied" and back["Location"].startswith("/customize?")
    assert statuses(cast) == []
    # And the way is free for another try.
    assert "connected" in mias.connect(tracker)


def test_a_state_works_once(cast: Cast, mias: Browser, tracker: str) -> None:
    started = mias.start(tracker)
    callback = consent(started["authorization_url"], "mia@acme.example")
    assert mias.come_back(callback).status_code == 302
    again = mias.come_back(callback)
    assert again.status_code == 400 and b"was used already" in again.content
    assert statuses(cast) == ["connected"]


def test_an_unknown_state_is_refused(mias: Browser) -> None:
    for callback in ("/oauth/callback?state=made-up&code=1", "/oauth/callback", "/oauth/callback?state=%00%ED%A0%80"):
        refused = mias.come_back(f"http://localhost{callback}")
        assert refused.status_code == 400 and b"not started here" in refused.content


def test_another_persons_callback_is_refused_and_harms_nobody(
    cast: Cast, adas: Browser, mias: Browser, tracker: str
) -> None:
    started = mias.start(tracker)
    callback = consent(started["authorization_url"], "mia@acme.example")
    foreign = adas.come_back(callback)
    assert foreign.status_code == 400 and b"Somebody else" in foreign.content
    assert statuses(cast) == ["pending"]
    assert "connected" in query_of(mias.come_back(callback)["Location"])
    with tenant(cast.acme.id):
        assert Connection.objects.get().member_id == cast.mia.id


def test_the_same_person_in_another_browser_is_refused(cast: Cast, mias: Browser, tracker: str) -> None:
    started = mias.start(tracker)
    callback = consent(started["authorization_url"], "mia@acme.example")
    elsewhere = Browser.of(cast.mia).come_back(callback)
    assert elsewhere.status_code == 400 and b"another browser" in elsewhere.content
    assert statuses(cast) == ["pending"]


def test_a_sign_in_takes_ten_minutes_at_most(cast: Cast, mias: Browser, tracker: str) -> None:
    started = mias.start(tracker)
    callback = consent(started["authorization_url"], "mia@acme.example")
    with tenant(cast.acme.id):
        attempt = OAuthAttempt.objects.get()
        lifetime = (attempt.expires_at - attempt.created_at).total_seconds()
        OAuthAttempt.objects.update(expires_at=timezone.now())
    assert 595 < lifetime <= 601
    assert error_of(mias.come_back(callback)) == "state_expired"
    assert statuses(cast) == ["pending"]


def test_without_a_session_one_signs_in_and_goes_on(cast: Cast, mias: Browser, tracker: str) -> None:
    started = mias.start(tracker)
    callback = consent(started["authorization_url"], "mia@acme.example")
    del mias.client.cookies[next(name for name in mias.client.cookies if name.startswith("sessionid"))]
    sent = mias.come_back(callback)
    assert sent.status_code == 302 and sent["Location"].startswith("/sign-in?next=%2Foauth%2Fcallback%3F")
    following = query_of(sent["Location"])["next"]
    mias.client.force_login(cast.mia.user, backend="allauth.account.auth_backends.AuthenticationBackend")
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
    assert statuses(cast) == []


def test_a_wrong_code_connects_nothing(cast: Cast, mias: Browser, tracker: str) -> None:
    started = mias.start(tracker)
    callback = consent(started["authorization_url"], "mia@acme.example")
    code = query_of(callback)["code"]
    assert error_of(mias.come_back(callback.replace(code, "guessed"))) == "invalid_grant"
    assert statuses(cast) == []


def test_disabled_while_the_member_consents(cast: Cast, adas: Browser, mias: Browser, tracker: str) -> None:
    started = mias.start(tracker)
    callback = consent(started["authorization_url"], "mia@acme.example")
    adas.delete(f"connectors/{tracker}")
    refused = mias.come_back(callback)
    assert refused.status_code == 400
    assert statuses(cast) == ["revoked"]


@pytest.mark.parametrize(
    "path", ["https://evil.example/", "//evil.example", "/\\evil.example", "chat", "/\nevil", "javascript:alert(1)"]
)
def test_nobody_is_sent_to_another_site(mias: Browser, tracker: str, path: str) -> None:
    refused = mias.post(f"connectors/{tracker}/connections", return_to=path)
    assert (refused.status_code, refused.json()["code"]) == (400, "invalid_return_to")


def test_two_accounts_by_label_and_the_same_label_signs_in_again(cast: Cast, mias: Browser, tracker: str) -> None:
    first = mias.connect(tracker, label="work")
    second = mias.connect(tracker, label="home", person="ada@acme.example")
    again = mias.connect(tracker, label="work")
    assert first["connection"] == again["connection"] != second["connection"]
    assert statuses(cast) == ["connected", "connected"]
    renamed = mias.patch(f"connectors/{tracker}/connections/{second['connection']}", label="work")
    assert (renamed.status_code, renamed.json()["code"]) == (409, "label_taken")


def test_one_registration_serves_all_members_and_a_new_address_registers_again(
    cast: Cast, adas: Browser, mias: Browser, tracker: str, settings: Any
) -> None:
    mias.connect(tracker)
    adas.connect(tracker)
    with tenant(cast.acme.id):
        assert OAuthClient.objects.count() == 1
    settings.PUBLIC_URL = "http://localhost:9000"
    mias.start(tracker, label="more")
    with tenant(cast.acme.id):
        addresses = set(OAuthClient.objects.values_list("redirect_uri", flat=True))
    assert addresses == {"http://localhost:8000/oauth/callback", "http://localhost:9000/oauth/callback"}


def test_secrets_are_sealed_at_rest_and_never_shown(
    cast: Cast, mias: Browser, tracker: str, caplog: pytest.LogCaptureFixture, demo: DemoServers
) -> None:
    caplog.set_level(logging.DEBUG)
    started = mias.start(tracker)
    state = query_of(started["authorization_url"])["state"]
    with tenant(cast.acme.id):
        attempt = OAuthAttempt.objects.get()
        verifier = open_secret(attempt, "verifier")
        stored = repr(OAuthAttempt.objects.values().get())
    assert verifier and verifier not in stored and state not in stored
    callback = consent(started["authorization_url"], "mia@acme.example")
    code = query_of(callback)["code"]
    answers = [mias.come_back(callback).content.decode()]
    with tenant(cast.acme.id):
        row = Connection.objects.get()
        secrets = [open_secret(row, "access_token"), open_secret(row, "refresh_token")]
        stored = repr(list(Connection.objects.values())) + repr(list(AuditEvent.objects.values()))
    assert all(len(secret) > 20 for secret in secrets)
    for path in ("directory/acme-tracker", "connectors", f"connectors/{tracker}", f"connectors/{tracker}/connections"):
        answers.append(mias.get(path).content.decode())
    for secret in secrets:
        assert secret not in stored
        assert not any(secret in answer for answer in answers)
    ours = "\n".join(r.getMessage() for r in caplog.records if not r.name.startswith(("asyncio", "sse", "uvicorn")))
    assert not any(secret in ours for secret in [*secrets, verifier, state, code])


def test_disconnecting_makes_it_unusable_at_once(cast: Cast, mias: Browser, tracker: str) -> None:
    connection = mias.connect(tracker)["connection"]
    heard: list[Any] = []
    connection_ended.connect(lambda connection, **_: heard.append(connection.pk), weak=False, dispatch_uid="t")
    try:
        assert mias.delete(f"connectors/{tracker}/connections/{connection}").status_code == 204
    finally:
        connection_ended.disconnect(dispatch_uid="t")
    assert [str(pk) for pk in heard] == [connection]
    assert mias.get(f"connectors/{tracker}/connections/{connection}").status_code == 404
    assert mias.get("directory/acme-tracker").json()["state"] == "enabled"
    with tenant(cast.acme.id):
        assert Connection.objects.get().status == ConnectionStatus.REVOKED
        assert AuditEvent.objects.filter(action="connection.disconnected", actor_name="Mia Kern").exists()
    # A new account starts clean.
    assert mias.connect(tracker)["connection"] != connection


def test_a_server_that_does_not_answer_is_said_so(cast: Cast, mias: Browser, tracker: str, settings: Any) -> None:
    with tenant(cast.acme.id):
        listing = Connector.objects.select_related("listing").get().listing
    assert listing is not None
    settings.EGRESS_ALLOW = ["127.0.0.1:9"]
    listing.server_url = "http://127.0.0.1:9/mcp"
    listing.save()
    failed = mias.post(f"connectors/{tracker}/connections")
    assert (failed.status_code, failed.json()["code"]) == (502, "server_unreachable")
    assert statuses(cast) == []


def test_the_client_metadata_document_is_public(client: Client, settings: Any) -> None:
    settings.PUBLIC_URL = "https://switchboard.example"
    document = client.get("/oauth/client-metadata.json").json()
    assert document["client_id"] == "https://switchboard.example/oauth/client-metadata.json"
    assert document["redirect_uris"] == ["https://switchboard.example/oauth/callback"]
    assert document["token_endpoint_auth_method"] == "none"
