"""Two sign-in servers, one of them an attacker's: a code of the honest one never reaches the other (RFC 9700, 4.4)."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest

from connectors.models import OAuthClient
from organizations.tenancy import tenant
from tests.cast import Cast
from tests.connectors.browser import Browser, query_of
from tests.connectors.fake_sign_in import add, allow, browse, sign_in
from tests.connectors.rows import statuses
from tests.fakes.authorization_server import FakeAuthorizationServer, authorization_server

pytestmark = pytest.mark.django_db
SILENT = {"authorization_response_iss_parameter_supported": None}


@pytest.fixture
def honest(settings: Any) -> Iterator[FakeAuthorizationServer]:
    """Modern in everything, except that its answers do not say whose they are."""
    with authorization_server(metadata=dict(SILENT), callback_iss=None) as server:
        yield server


@pytest.fixture
def attacker(settings: Any, honest: FakeAuthorizationServer) -> Iterator[FakeAuthorizationServer]:
    with authorization_server(metadata=dict(SILENT), callback_iss=None) as server:
        allow(settings, honest, server)
        yield server


def relay(attacker: FakeAuthorizationServer, honest: FakeAuthorizationServer, client: OAuthClient | None) -> None:
    """The attacker's authorization page sends the browser on to the honest one, with our client id there."""
    known = {"client_id": client.details["client_id"], "redirect_uri": client.redirect_uri} if client else {}
    fixed = urlencode({"response_type": "code", "resource": honest.server_url, **known})
    attacker.behaviour.sends_to = f"{honest.origin}/authorize?{fixed}&state={{state}}&code_challenge={{code_challenge}}"


def client_at(cast: Cast, fake: FakeAuthorizationServer) -> OAuthClient:
    with tenant(cast.acme.id):
        return OAuthClient.objects.get(issuer=fake.origin)


def refused(response: Any) -> str:
    assert response.status_code == 302, response.content
    return query_of(response["Location"])["connect_error"]


@pytest.mark.parametrize("says_iss", [False, True])
def test_a_code_that_an_attacker_had_made_elsewhere_is_not_brought_to_them(
    cast: Cast,
    adas: Browser,
    mias: Browser,
    honest: FakeAuthorizationServer,
    attacker: FakeAuthorizationServer,
    says_iss: bool,
) -> None:
    if says_iss:
        honest.behaviour.callback_iss = "own"
    good, evil = add(adas, honest, "Good")["id"], add(adas, attacker, "Evil")["id"]
    assert sign_in(mias, good)["connected"] == good
    relay(attacker, honest, client_at(cast, honest))
    asked = len(honest.asked("/token"))

    callback = browse(mias.start(evil)["authorization_url"])

    assert "code" in query_of(callback)
    assert refused(mias.come_back(callback)) == "wrong_callback"
    assert attacker.asked("/token") == [] and len(honest.asked("/token")) == asked
    assert statuses(cast.acme) == ["connected"]


def test_also_when_one_connector_is_moved_to_the_attackers_sign_in_server(
    cast: Cast, adas: Browser, mias: Browser, honest: FakeAuthorizationServer, attacker: FakeAuthorizationServer
) -> None:
    connector = add(adas, honest)["id"]
    assert sign_in(mias, connector)["connected"] == connector
    first = client_at(cast, honest)
    honest.behaviour.authorization_servers = [attacker.origin]
    relay(attacker, honest, first)

    callback = browse(mias.start(connector, label="again")["authorization_url"])

    assert refused(mias.come_back(callback)) == "wrong_callback"
    assert attacker.asked("/token") == []
    assert client_at(cast, attacker).redirect_uri != first.redirect_uri


@pytest.mark.parametrize("path", ["/oauth/callback", "{own}/", "{own}/more", "/oauth/callback/x"])
def test_an_answer_at_any_other_address_of_ours_is_refused(
    cast: Cast, adas: Browser, mias: Browser, honest: FakeAuthorizationServer, settings: Any, path: str
) -> None:
    allow(settings, honest)
    callback = browse(mias.start(add(adas, honest)["id"])["authorization_url"])
    own = urlsplit(callback).path
    elsewhere = callback.replace(own, path.format(own=own), 1)
    assert refused(mias.come_back(elsewhere)) == "wrong_callback"
    assert honest.asked("/token") == [] and statuses(cast.acme) == []


def test_every_connector_registers_an_address_of_its_own(
    cast: Cast, adas: Browser, mias: Browser, honest: FakeAuthorizationServer, attacker: FakeAuthorizationServer
) -> None:
    for server, name in ((honest, "Good"), (attacker, "Evil")):
        connector = add(adas, server, name)["id"]
        mias.start(connector)
        (registered,) = server.asked("/register")
        (address,) = registered["redirect_uris"]
        assert address.startswith(f"http://localhost:8000/oauth/callback/{connector}/")
        assert server.asked("/authorize") == []


def test_a_server_that_promised_to_name_itself_and_does_not_is_refused(
    cast: Cast, adas: Browser, mias: Browser, settings: Any
) -> None:
    with authorization_server(callback_iss=None) as server:
        allow(settings, server)
        connector = add(adas, server)["id"]
        callback = browse(mias.start(connector)["authorization_url"])
        assert refused(mias.come_back(callback)) == "issuer_mismatch"
        assert server.asked("/token") == []
    assert statuses(cast.acme) == []


def test_a_server_that_reads_our_document_answers_at_the_shared_address_and_names_itself(
    cast: Cast, adas: Browser, mias: Browser, settings: Any
) -> None:
    settings.PUBLIC_URL = "https://switchboard.example"
    with authorization_server(metadata={"client_id_metadata_document_supported": True}) as server:
        allow(settings, server)
        connector = add(adas, server)["id"]
        assert sign_in(mias, connector)["connected"] == connector
        (asked,) = server.asked("/authorize")
        server.behaviour.callback_iss = None
        callback = browse(mias.start(connector, label="again")["authorization_url"])
        assert refused(mias.come_back(callback)) == "issuer_mismatch"
        assert len(server.asked("/token")) == 1 and server.asked("/register") == []
    assert asked["client_id"] == "https://switchboard.example/oauth/client-metadata.json"
    assert asked["redirect_uri"] == "https://switchboard.example/oauth/callback"
    assert client_at(cast, server).kind == "metadata_document"
