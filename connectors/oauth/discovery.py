"""Finds a connector's authorization server from its URL and its 401: RFC 9728, then RFC 8414 or OpenID."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urljoin

from mcp.client.auth.utils import get_client_metadata_scopes
from mcp.shared.auth import ProtectedResourceMetadata
from mcp.shared.auth_utils import check_resource_allowed, resource_url_from_server_url

from connectors.network import EgressPolicy, GuardedClient
from connectors.oauth.errors import (
    AnswerUnusable,
    AuthorizationServerUnavailable,
    DiscoveryFailed,
    EndpointRefused,
    MetadataUnavailable,
    OAuthFailed,
    PkceUndeclared,
    PkceUnsupported,
    ResourceMismatch,
)
from connectors.oauth.fetching import (
    ServerMetadata,
    check_endpoint,
    json_object,
    origin_of,
    protected_resource_metadata,
    send,
    server_metadata,
)
from connectors.oauth.records import AuthorizationServer
from connectors.oauth.scopes import challenge_parameters, challenged_scope
from organizations.text import clean_text

GRANT_TYPES = ["authorization_code", "refresh_token"]
_MAX_NAMES = 500
# The most servers of a resource that are tried: a person waits.
_MOST_SERVERS = 3


async def discover(
    client: GuardedClient,
    server_url: str,
    *,
    challenges: Sequence[str] = (),
    require_declared_pkce: bool = True,
) -> AuthorizationServer:
    """How to sign in at `server_url`; `challenges` are the WWW-Authenticate values of its 401.

    `require_declared_pkce=False` is for servers that support S256 without saying so; S256 is sent in any case.
    Raises OAuthFailed; MetadataUnavailable and AuthorizationServerUnavailable are worth another try.
    """
    check_endpoint(client.policy, server_url)
    asked = challenge_parameters(challenges)
    named = _absolute(server_url, asked.get("resource_metadata"))
    resource = await protected_resource_metadata(client, server_url, named)
    issuers = [str(one) for one in resource.authorization_servers[:_MOST_SERVERS]] if resource else []
    metadata = await _first_alive(client, issuers, server_url)
    scope = get_client_metadata_scopes(challenged_scope(challenges), resource, metadata, GRANT_TYPES)
    if metadata is None:
        return _legacy_server(server_url, scope)
    _check_pkce(metadata.code_challenge_methods_supported or [], require_declared=require_declared_pkce)
    return _described(client.policy, metadata, _resource_for(server_url, resource), scope)


def _absolute(server_url: str, named: str | None) -> str | None:
    """Where the description is, for servers that name only the path; None for what is no address."""
    try:
        return urljoin(server_url, named) if named else None
    except ValueError:
        return None


async def _first_alive(client: GuardedClient, issuers: Sequence[str], server_url: str) -> ServerMetadata | None:
    """The first of the sign-in servers that describes itself: any of those that a resource names will do (RFC 9728, 2).

    Where none does, what is wrong with the first. One that describes another server is never passed over.
    """
    first: OAuthFailed | None = None
    for issuer in issuers:
        try:
            if (metadata := await server_metadata(client, issuer, server_url)) is not None:
                return metadata
        except (MetadataUnavailable, AuthorizationServerUnavailable, EndpointRefused, AnswerUnusable) as failed:
            first = first or failed
        first = first or DiscoveryFailed("The service names a sign-in server that does not describe itself.")
    if first is not None:
        raise first
    return await server_metadata(client, None, server_url)


async def describes_sign_in(client: GuardedClient, server_url: str) -> bool:
    """Whether a server that answers anybody says nevertheless where to sign in (RFC 9728). Raises nothing."""
    try:
        return await protected_resource_metadata(client, server_url, None) is not None
    except OAuthFailed:
        return False


def _check_pkce(declared: Sequence[str], *, require_declared: bool) -> None:
    """Silence may be accepted, another way of PKCE never (RFC 9700, 2.1.1)."""
    if "S256" in map(str.upper, declared):
        return
    if declared:
        raise PkceUnsupported("This service's sign-in does not support PKCE (S256), which Switchboard requires.")
    if require_declared:
        raise PkceUndeclared(
            "This service's sign-in does not say that it supports PKCE (S256), "
            "which keeps others from using a stolen answer."
        )


def _resource_for(server_url: str, resource: ProtectedResourceMetadata | None) -> str:
    own = _own_resource(server_url)
    if resource is None:
        return own
    named = str(resource.resource)
    if not check_resource_allowed(requested_resource=own, configured_resource=named):
        raise ResourceMismatch("The service's sign-in description is meant for another address than this connector's.")
    return named


def _own_resource(server_url: str) -> str:
    """Without a query (RFC 8707, 2): it can hold an owner's key, and the browser of whoever signs in sees it."""
    return resource_url_from_server_url(server_url).partition("?")[0]


def _described(policy: EgressPolicy, found: ServerMetadata, resource: str, scope: str | None) -> AuthorizationServer:
    optional = [found.registration_endpoint, found.revocation_endpoint]
    for endpoint in (found.authorization_endpoint, found.token_endpoint, *filter(None, optional)):
        check_endpoint(policy, str(endpoint))
    return AuthorizationServer(
        issuer=str(found.issuer),
        authorization_endpoint=str(found.authorization_endpoint),
        token_endpoint=str(found.token_endpoint),
        resource=resource,
        registration_endpoint=str(found.registration_endpoint) if found.registration_endpoint else None,
        revocation_endpoint=str(found.revocation_endpoint) if found.revocation_endpoint else None,
        userinfo_endpoint=_userinfo(policy, found.userinfo_endpoint),
        default_scope=scope,
        scopes_supported=tuple(found.scopes_supported or ())[:_MAX_NAMES],
        # Only our own names are looked for among them, and some write them in capitals.
        token_auth_methods=tuple(map(str.lower, found.token_endpoint_auth_methods_supported or ()))[:_MAX_NAMES],
        accepts_client_metadata_url=found.client_id_metadata_document_supported is True,
        sends_iss=found.authorization_response_iss_parameter_supported is True,
    )


def _userinfo(policy: EgressPolicy, named: object) -> str | None:
    """The checked userinfo endpoint; an address that is refused counts as none, because a sign-in works without it."""
    if not isinstance(named, str):
        return None
    try:
        check_endpoint(policy, named)
    except EndpointRefused:
        return None
    return named


def _legacy_server(server_url: str, scope: str | None) -> AuthorizationServer:
    """Servers of 2025-03-26 publish no metadata: the endpoints have fixed paths at the server's own origin."""
    origin = origin_of(server_url)
    return AuthorizationServer(
        issuer=origin,
        authorization_endpoint=urljoin(origin, "/authorize"),
        token_endpoint=urljoin(origin, "/token"),
        resource=_own_resource(server_url),
        registration_endpoint=urljoin(origin, "/register"),
        default_scope=scope,
        from_metadata=False,
    )


# Whose account was connected, in the provider's words (OpenID Connect userinfo).

MAX_NAME_CHARACTERS = 200
# First the claim that distinguishes two accounts of one person.
_CLAIMS = ("email", "preferred_username", "name")


async def account_name(client: GuardedClient, server: AuthorizationServer, access_token: str) -> str:
    """The account's e-mail address, user name or name, in one line of at most 200 characters.

    Empty when the service does not say, whatever the reason. Raises nothing: the name is optional.
    """
    if server.userinfo_endpoint is None:
        return ""
    headers = {"accept": "application/json", "authorization": f"Bearer {access_token}"}
    try:
        response = await send(client, "GET", server.userinfo_endpoint, headers=headers)
    except OAuthFailed:
        return ""
    return _named_by(json_object(response)) if response.status_code == 200 else ""


def _named_by(claims: dict[str, Any]) -> str:
    names = (_one_line(claims.get(claim)) for claim in _CLAIMS)
    return next(filter(None, names), "")


def _one_line(claim: object) -> str:
    return " ".join(clean_text(claim, MAX_NAME_CHARACTERS).split()) if isinstance(claim, str) else ""
