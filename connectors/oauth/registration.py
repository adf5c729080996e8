"""Getting a client id: preregistered, then our metadata document's address, then dynamic registration."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
from mcp.client.auth import OAuthRegistrationError
from mcp.client.auth.oauth2 import check_registration_usable
from mcp.client.auth.utils import is_valid_client_metadata_url, issuers_match
from mcp.shared.auth import OAuthClientInformationFull
from pydantic import ValidationError

from connectors.network import GuardedClient
from connectors.network.limits import reason_in
from connectors.oauth.discovery import GRANT_TYPES
from connectors.oauth.errors import IssuerChanged, RegistrationFailed, RegistrationUnsupported
from connectors.oauth.fetching import is_unavailable, json_object, origin_of, send, unavailable
from connectors.oauth.records import AuthorizationServer, ClientIdentity, RegisteredClient, TokenAuthMethod
from connectors.oauth.scopes import covers, limited, scope_to_register

# Dynamic registration (RFC 7591): asking an authorization server for a client id.

# A later expiry becomes this one, in the year 6325: Python's datetime ends in 9999.
_LAST_TIMESTAMP = 2**37
# In the form first: some servers always want the client id there, and some refuse it together with the header.
_SECRET_METHODS: tuple[TokenAuthMethod, ...] = ("client_secret_post", "client_secret_basic")
# Fields that every server of RFC 7591 knows; some servers refuse others instead of ignoring them.
_BARE_FIELDS = frozenset(
    {"client_name", "redirect_uris", "grant_types", "response_types", "token_endpoint_auth_method"}
)
NOT_IMPLEMENTED = 501


async def register_dynamically(
    client: GuardedClient, server: AuthorizationServer, endpoint: str, identity: ClientIdentity, scope: str | None
) -> RegisteredClient:
    """A new client at `endpoint` that may ask for `scope`, with three requests at most.

    A server that refuses what we say is told less. Raises RegistrationUnsupported, RegistrationFailed,
    AuthorizationServerUnavailable.
    """
    full = client_metadata(identity, _wanted_method(server.token_auth_methods), scope)
    first: httpx2.Response | None = None
    for wanted in _ever_less(full, server.scopes_supported):
        response = await send(client, "POST", endpoint, json=wanted)
        if is_unavailable(response.status_code) and response.status_code != NOT_IMPLEMENTED:
            raise unavailable(response)
        if response.status_code in (200, 201):
            return _registered(response, server, identity, wanted.get("scope"), scope)
        first = first or response
        if response.status_code not in (400, 422):
            break
    assert first is not None
    # The reason for the full request; the one for a reduced request would mislead.
    raise _turned_down(first)


def _ever_less(full: dict[str, Any], supported: Sequence[str]) -> Iterator[dict[str, Any]]:
    yield full
    bare = {name: value for name, value in full.items() if name in _BARE_FIELDS}
    if scope := full.get("scope"):
        yield {**bare, "scope": limited(scope, supported)}
    yield bare


def _registered(
    response: httpx2.Response,
    server: AuthorizationServer,
    identity: ClientIdentity,
    sent: str | None,
    asked: str | None,
) -> RegisteredClient:
    try:
        answer = OAuthClientInformationFull.model_validate(_what_matters(json_object(response)))
        check_registration_usable(answer)
    except (ValidationError, OAuthRegistrationError):
        words = "The service registered Switchboard in a way that cannot be used."
        # Only the fields with words: another one may be a client secret.
        reason = reason_in(response.content, _kind(response)) if json_object(response) else ""
        raise RegistrationFailed(words, reason=reason) from None
    expires = answer.client_secret_expires_at
    return RegisteredClient(
        client_id=answer.client_id,
        redirect_uri=identity.redirect_uri,
        source="dynamic",
        client_secret=answer.client_secret,
        token_auth_method=_answered_method(answer, server.token_auth_methods),
        issuer=server.issuer,
        secret_expires_at=datetime.fromtimestamp(min(expires, _LAST_TIMESTAMP), UTC) if expires else None,
        asked_scope=asked,
        scope=answer.scope or sent,
    )


def _what_matters(body: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a registration that are read, with valid types; servers add others as they like.

    `issuer` is not among them: it is our own binding.
    """
    client_id, scope, method = body.get("client_id"), body.get("scope"), body.get("token_endpoint_auth_method")
    is_number = isinstance(client_id, int) and not isinstance(client_id, bool)
    return {
        "client_id": str(client_id) if is_number else client_id,
        "client_secret": body.get("client_secret"),
        "client_secret_expires_at": _moment(body.get("client_secret_expires_at")),
        "token_endpoint_auth_method": method.lower() if isinstance(method, str) else method,
        "scope": " ".join(map(str, scope)) if isinstance(scope, list) else scope,
    }


def _moment(said: Any) -> int | None:
    """Seconds since 1970; None where a secret does not end, or the server does not say it in numbers."""
    try:
        return max(0, int(float(said))) or None
    except (TypeError, ValueError, OverflowError):
        return None


def _turned_down(response: httpx2.Response) -> RegistrationFailed | RegistrationUnsupported:
    reason = reason_in(response.content, _kind(response))
    if response.status_code in (401, 403, 404, 405, 410, NOT_IMPLEMENTED):
        return RegistrationUnsupported("This service does not let Switchboard register by itself.", reason=reason)
    words = f"The service refused to register Switchboard ({response.status_code})."
    return RegistrationFailed(words, reason=reason)


def _kind(response: httpx2.Response) -> str:
    return str(response.headers.get("content-type", ""))


def client_metadata(identity: ClientIdentity, method: str | None, scope: str | None = None) -> dict[str, Any]:
    """Our client metadata, the same in a registration and in our metadata document."""
    document = {
        "client_name": identity.client_name,
        "client_uri": identity.client_uri,
        "redirect_uris": [identity.redirect_uri],
        "grant_types": GRANT_TYPES,
        "response_types": ["code"],
        "token_endpoint_auth_method": method,
        # A loopback redirect is only accepted from "native" clients (OpenID registration, section 2).
        "application_type": "native" if httpx2.URL(identity.redirect_uri).scheme == "http" else "web",
        "scope": scope,
    }
    return {key: value for key, value in document.items() if value is not None}


def _wanted_method(supported: Sequence[str]) -> TokenAuthMethod | None:
    """A method with a secret where the server supports one; None when it does not say, so that its default applies."""
    candidates: tuple[TokenAuthMethod, ...] = (*_SECRET_METHODS, "none")
    return next((method for method in candidates if method in supported), None)


def _answered_method(answer: OAuthClientInformationFull, supported: Sequence[str]) -> TokenAuthMethod:
    if answer.client_secret is None or answer.token_endpoint_auth_method == "none":
        return "none"
    named = next((method for method in _SECRET_METHODS if method == answer.token_endpoint_auth_method), None)
    return named or secret_method(supported)


def secret_method(supported: Sequence[str]) -> TokenAuthMethod:
    """How to send a secret; basic where the server does not say (RFC 8414, 2)."""
    return next((method for method in _SECRET_METHODS if method in supported), "client_secret_basic")


# A secret must not expire during the sign-in.
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
    # A server that keeps its issuer but moves its token endpoint would get the secret.
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
    """The scope of an earlier registration there, so that a new one is never narrower."""
    here = (one for one in stored if one.issuer and issuers_match(one.issuer, server.issuer))
    return next((one.asked_scope for one in here if one.asked_scope), None)


def _takes_document(server: AuthorizationServer, identity: ClientIdentity) -> bool:
    """Only where answers name their issuer: the metadata document is public, so the client id proves nothing."""
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
    """Whether the registration asked for all of the scope; one without a scope may be tried once."""
    if client.asked_scope is None:
        return not client.refused_scopes
    return covers(client.asked_scope, scope)


def _by_document(server: AuthorizationServer, identity: ClientIdentity) -> RegisteredClient:
    assert identity.client_metadata_url is not None
    return RegisteredClient(
        identity.client_metadata_url, identity.redirect_uri, "metadata_document", issuer=server.issuer
    )
