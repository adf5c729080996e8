"""Enable, connect, consent, come back: the main way, through the API and the demo servers."""

import logging
from typing import Any

import pytest
from django.test import Client

from connectors.models import Connection, ConnectionStatus, OAuthAttempt, OAuthClient, ToolDefinition
from connectors.signals import connection_ended
from organizations.models import AuditEvent
from organizations.sealing import open_secret
from organizations.tenancy import tenant
from tests.cast import Cast
from tests.connectors.browser import Browser, consent, query_of
from tests.connectors.rows import change_listings, statuses
from tests.fakes.demo_servers import DemoServers

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


def test_a_member_cannot_connect_before_an_owner_enables(
    cast: Cast, adas: Browser, mias: Browser, tracker: str
) -> None:
    adas.delete(f"connectors/{tracker}")
    assert mias.post(f"connectors/{tracker}/connections").json()["code"] == "not_found"
    assert statuses(cast.acme) == []


def test_while_it_waits_the_connection_is_pending(mias: Browser, tracker: str) -> None:
    started = mias.start(tracker, label="work")
    assert (started["status"], started["label"]) == ("pending", "work")
    shown = mias.get(f"connectors/{tracker}/connections/{started['id']}").json()
    assert shown["status"] == "pending" and "authorization_url" not in shown
    query = query_of(started["authorization_url"])
    assert query["code_challenge_method"] == "S256" and query["resource"].endswith("/tracker/mcp")
    assert query["login_hint"] == "mia@acme.example"


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
    assert statuses(cast.acme) == ["connected", "connected"]
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
    ours = "/oauth/callback/acme-tracker/"
    assert sorted(address.partition(ours)[0] for address in addresses) == [
        "http://localhost:8000",
        "http://localhost:9000",
    ]


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
    settings.EGRESS_ALLOW = ["127.0.0.1:9"]
    change_listings(server_url="http://127.0.0.1:9/mcp")
    failed = mias.post(f"connectors/{tracker}/connections")
    assert (failed.status_code, failed.json()["code"]) == (502, "server_unreachable")
    assert statuses(cast.acme) == []


def test_the_client_metadata_document_is_public(client: Client, settings: Any) -> None:
    settings.PUBLIC_URL = "https://switchboard.example"
    document = client.get("/oauth/client-metadata.json").json()
    assert document["client_id"] == "https://switchboard.example/oauth/client-metadata.json"
    assert document["redirect_uris"] == ["https://switchboard.example/oauth/callback"]
    assert document["token_endpoint_auth_method"] == "none"
