"""A workspace on https, as in production: its client id is the address of its own metadata document."""

from typing import Any
from urllib.parse import urlsplit

import pytest

from connectors.models import Connection, ConnectionStatus, OAuthClient
from organizations.tenancy import tenant
from tests.cast import Cast
from tests.connectors.browser import Browser, query_of
from tests.connectors.fake_sign_in import READ, add, allow, browse
from tests.fakes.authorization_server import authorization_server

pytestmark = pytest.mark.django_db(transaction=True)
PUBLIC = "https://switchboard.example"


@pytest.mark.parametrize("registration", ["{origin}/register", None])
def test_the_whole_sign_in_with_the_metadata_document(
    cast: Cast, adas: Browser, mias: Browser, settings: Any, registration: str | None
) -> None:
    settings.PUBLIC_URL = PUBLIC
    settings.SESSION_COOKIE_SECURE = True
    takes = {"client_id_metadata_document_supported": True}
    with authorization_server(tools=[READ], metadata=takes) as server:
        allow(settings, server)
        server.behaviour.metadata["registration_endpoint"] = registration and registration.format(origin=server.origin)
        connector = add(adas, server)["id"]
        started = mias.start(connector)
        asked = query_of(started["authorization_url"])
        # As the service does: it reads the document at the client id.
        document = mias.client.get(urlsplit(asked["client_id"]).path, secure=True).json()
        assert asked["client_id"] == document["client_id"] == f"{PUBLIC}/oauth/client-metadata.json"
        assert asked["redirect_uri"] in document["redirect_uris"]
        assert all(uri.startswith(f"{PUBLIC}/") for uri in document["redirect_uris"])
        assert (document["token_endpoint_auth_method"], document["application_type"]) == ("none", "web")
        assert "authorization_code" in document["grant_types"] and document["response_types"] == ["code"]
        assert document["client_name"] and document["client_uri"] == PUBLIC
        callback = browse(started["authorization_url"])
        back = mias.client.get(callback.removeprefix(PUBLIC), secure=True)
        assert query_of(back["Location"])["connected"] == connector
        (sent,) = server.asked("/token")
        assert sent["client_id"] == document["client_id"] and "client_secret" not in sent
        assert server.asked("/register") == []
        # And once more with what is stored now.
        assert query_of(mias.start(connector, label="again")["authorization_url"])["client_id"] == asked["client_id"]
    with tenant(cast.acme.id):
        assert OAuthClient.objects.get().kind == "metadata_document"
        assert Connection.objects.get(label="").status == ConnectionStatus.CONNECTED
