"""Getting a client id: preregistered, then our metadata document's address, then dynamic registration."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from mcp.client.auth.utils import is_valid_client_metadata_url, issuers_match

from connectors.network import GuardedClient
from connectors.oauth.dynamic_registration import client_metadata, register_dynamically, secret_method
from connectors.oauth.errors import IssuerMismatch, RegistrationUnsupported
from connectors.oauth.records import AuthorizationServer, ClientIdentity, RegisteredClient, TokenAuthMethod

# A secret that ends during the sign-in is of no use.
_LEAST_SECRET_LIFE = timedelta(minutes=15)


async def register(
    client: GuardedClient,
    server: AuthorizationServer,
    identity: ClientIdentity,
    *,
    preregistered: RegisteredClient | None = None,
    stored: RegisteredClient | None = None,
) -> RegisteredClient:
    """Our client at this server; keep it per (connector, issuer). At most one request.

    Raises IssuerMismatch, RegistrationUnsupported, RegistrationFailed, AuthorizationServerUnavailable.
    """
    if preregistered:
        return _bound(preregistered, server, identity)
    if stored and _still_fits(stored, server, identity):
        return stored
    if server.accepts_client_metadata_url and is_valid_client_metadata_url(identity.client_metadata_url):
        return _by_document(server, identity)
    if server.registration_endpoint:
        return await register_dynamically(client, server, server.registration_endpoint, identity)
    raise RegistrationUnsupported(
        "This service accepts only applications that were registered by hand. "
        "An owner or the operator has to enter a client id for it."
    )


def preregistered_client(
    client_id: str, client_secret: str | None, redirect_uri: str, *, issuer: str | None = None
) -> RegisteredClient:
    """The client id that an operator or owner typed in; without an issuer it is bound at first use."""
    method: TokenAuthMethod = "client_secret_basic" if client_secret else "none"
    return RegisteredClient(client_id, redirect_uri, "preregistered", client_secret, method, issuer)


def client_metadata_document(identity: ClientIdentity) -> dict[str, Any]:
    """The public JSON document whose URL is our client id."""
    return {"client_id": identity.client_metadata_url, **client_metadata(identity, "none")}


def _bound(client: RegisteredClient, server: AuthorizationServer, identity: ClientIdentity) -> RegisteredClient:
    if client.issuer is not None and not issuers_match(client.issuer, server.issuer):
        raise IssuerMismatch(
            "The service now signs in at another server than the one this connector's client id belongs to. "
            "The client id has to be checked by whoever entered it."
        )
    method = secret_method(server.token_auth_methods) if client.client_secret else "none"
    return replace(client, issuer=server.issuer, redirect_uri=identity.redirect_uri, token_auth_method=method)


def _still_fits(client: RegisteredClient, server: AuthorizationServer, identity: ClientIdentity) -> bool:
    if client.issuer is None or not issuers_match(client.issuer, server.issuer):
        return False
    if client.redirect_uri != identity.redirect_uri:
        return False
    if client.source == "metadata_document":
        return server.accepts_client_metadata_url and client.client_id == identity.client_metadata_url
    expires = client.secret_expires_at
    return expires is None or expires > datetime.now(UTC) + _LEAST_SECRET_LIFE


def _by_document(server: AuthorizationServer, identity: ClientIdentity) -> RegisteredClient:
    assert identity.client_metadata_url is not None
    return RegisteredClient(
        identity.client_metadata_url, identity.redirect_uri, "metadata_document", issuer=server.issuer
    )
