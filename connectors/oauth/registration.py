"""Getting a client id: preregistered, then our metadata document's address, then dynamic registration."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from mcp.client.auth.utils import is_valid_client_metadata_url, issuers_match

from connectors.network import GuardedClient
from connectors.oauth.dynamic_registration import client_metadata, register_dynamically, secret_method
from connectors.oauth.errors import IssuerChanged, RegistrationUnsupported
from connectors.oauth.metadata import origin_of
from connectors.oauth.records import AuthorizationServer, ClientIdentity, RegisteredClient, TokenAuthMethod
from connectors.oauth.scopes import covers, scope_to_register

# A secret that ends during the sign-in is of no use.
_LEAST_SECRET_LIFE = timedelta(minutes=15)


async def register(
    client: GuardedClient,
    server: AuthorizationServer,
    identity: ClientIdentity,
    *,
    preregistered: RegisteredClient | None = None,
    stored: Sequence[RegisteredClient] = (),
    scopes: Sequence[str] = (),
) -> RegisteredClient:
    """Our client at this server, which may ask for `scopes` too; keep it per (connector, issuer).

    Raises IssuerChanged, RegistrationUnsupported, RegistrationFailed, AuthorizationServerUnavailable.
    """
    if preregistered:
        return _bound(preregistered, server, identity)
    scope = scope_to_register(server, scopes, _asked_before(stored, server))
    if known := next((one for one in stored if _still_fits(one, server, identity, scope)), None):
        return known
    if _takes_document(server, identity):
        return _by_document(server, identity)
    if server.registration_endpoint:
        own = replace(identity, redirect_uri=identity.redirect_uri_at(server.issuer))
        registered = await register_dynamically(client, server, server.registration_endpoint, own, scope)
        return replace(registered, token_origin=origin_of(server.token_endpoint))
    raise RegistrationUnsupported("This service accepts only applications that were registered by hand.")


def preregistered_client(
    client_id: str,
    client_secret: str | None,
    redirect_uri: str,
    *,
    issuer: str | None = None,
    token_origin: str | None = None,
) -> RegisteredClient:
    """The client id that an operator or owner typed in; without an issuer it is bound at first use."""
    method: TokenAuthMethod = secret_method(()) if client_secret else "none"
    return RegisteredClient(client_id, redirect_uri, "preregistered", client_secret, method, issuer, token_origin)


def client_metadata_document(identity: ClientIdentity) -> dict[str, Any]:
    """The public JSON document whose URL is our client id."""
    return {"client_id": identity.client_metadata_url, **client_metadata(identity, "none")}


def _bound(client: RegisteredClient, server: AuthorizationServer, identity: ClientIdentity) -> RegisteredClient:
    token_origin = origin_of(server.token_endpoint)
    if client.issuer and not issuers_match(client.issuer, server.issuer):
        raise IssuerChanged(client.issuer, server.issuer)
    # A server that keeps its name and takes tokens' requests elsewhere would take the secret along.
    if client.token_origin and client.token_origin != token_origin:
        raise IssuerChanged(client.token_origin, token_origin)
    return replace(
        client,
        issuer=client.issuer or server.issuer,
        token_origin=token_origin,
        redirect_uri=identity.entered_redirect_uri,
        token_auth_method=_method_of(client, server),
    )


def _method_of(client: RegisteredClient, server: AuthorizationServer) -> TokenAuthMethod:
    if client.client_secret is None:
        return "none"
    return client.token_auth_method if client.method_is_proven else secret_method(server.token_auth_methods)


def _asked_before(stored: Sequence[RegisteredClient], server: AuthorizationServer) -> str | None:
    """What a registration there asked for, so that a new one is never narrower than the old."""
    here = (one for one in stored if one.issuer and issuers_match(one.issuer, server.issuer))
    return next((one.asked_scope for one in here if one.asked_scope), None)


def _takes_document(server: AuthorizationServer, identity: ClientIdentity) -> bool:
    """Only where answers name their server: the document is public, so its address proves nothing."""
    readable = is_valid_client_metadata_url(identity.client_metadata_url)
    return server.accepts_client_metadata_url and server.sends_iss and readable


def _still_fits(
    client: RegisteredClient, server: AuthorizationServer, identity: ClientIdentity, scope: str | None
) -> bool:
    if client.issuer is None or not issuers_match(client.issuer, server.issuer):
        return False
    if client.source == "metadata_document":
        document = _by_document(server, identity)
        same = (client.client_id, client.redirect_uri) == (document.client_id, document.redirect_uri)
        return same and _takes_document(server, identity)
    if client.redirect_uri != identity.redirect_uri_at(server.issuer):
        return False
    if client.token_origin != origin_of(server.token_endpoint):
        return False
    if not _may_ask_for(client, scope):
        return False
    expires = client.secret_expires_at
    return expires is None or expires > datetime.now(UTC) + _LEAST_SECRET_LIFE


def _may_ask_for(client: RegisteredClient, scope: str | None) -> bool:
    """The registration asked for all of it, whatever came of that; one that did not say may be tried once."""
    if client.asked_scope is None:
        return not client.refused_scopes
    return covers(client.asked_scope, scope)


def _by_document(server: AuthorizationServer, identity: ClientIdentity) -> RegisteredClient:
    assert identity.client_metadata_url is not None
    return RegisteredClient(
        identity.client_metadata_url, identity.redirect_uri, "metadata_document", issuer=server.issuer
    )
