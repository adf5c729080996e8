"""Where one signs in to health records: SMART App Launch's discovery and standalone launch (HL7, version 2.2)."""

from typing import Any
from urllib.parse import urlencode

from connectors.network import GuardedClient
from connectors.oauth.errors import DiscoveryFailed, MetadataUnavailable, PkceUnsupported
from connectors.oauth.fetching import check_endpoint, is_unavailable, json_object, origin_of, send
from connectors.oauth.records import AuthorizationServer

WELL_KNOWN = "/.well-known/smart-configuration"
_MOST_NAMES = 500


async def smart_server(client: GuardedClient, base_url: str) -> AuthorizationServer:
    """The sign-in server of the FHIR API at `base_url`, which is named to it as the audience.

    S256 is required, as version 2 of the launch does. Raises OAuthFailed: DiscoveryFailed where there is no usable
    description, MetadataUnavailable where it cannot be had now, PkceUnsupported, EndpointRefused.
    """
    base = base_url.rstrip("/")
    response = await send(client, "GET", base + WELL_KNOWN, headers={"accept": "application/json"})
    if is_unavailable(response.status_code):
        raise MetadataUnavailable("The health service's sign-in description is not available now. Try again later.")
    said = json_object(response) if response.status_code == 200 else {}
    authorize, token = said.get("authorization_endpoint"), said.get("token_endpoint")
    if not isinstance(authorize, str) or not isinstance(token, str):
        raise DiscoveryFailed("This address does not say how to sign in to its records (SMART on FHIR).")
    for endpoint in (authorize, token):
        check_endpoint(client.policy, endpoint)
    if "S256" not in _names(said.get("code_challenge_methods_supported")):
        raise PkceUnsupported("This service's sign-in does not support PKCE (S256), which Switchboard requires.")
    return AuthorizationServer(
        issuer=said["issuer"] if isinstance(said.get("issuer"), str) else origin_of(authorize),
        authorization_endpoint=_with_audience(authorize, base),
        token_endpoint=token,
        resource="",
        registration_endpoint=_usable(client, said.get("registration_endpoint")),
        revocation_endpoint=_usable(client, said.get("revocation_endpoint")),
        userinfo_endpoint=None,
        scopes_supported=_asked_for_anyway(_names(said.get("scopes_supported"))),
        token_auth_methods=_names(said.get("token_endpoint_auth_methods_supported")),
    )


def _asked_for_anyway(supported: tuple[str, ...]) -> tuple[str, ...]:
    """None: the list "may" name what is supported, and wildcards in it stand for scopes that it does not name."""
    return () if any("*" in name for name in supported) else supported


def _with_audience(endpoint: str, base: str) -> str:
    """`aud` is what the token will be for; a server refuses another one (App Launch, 2.0.9)."""
    return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode({'aud': base})}"


def _usable(client: GuardedClient, endpoint: Any) -> str | None:
    if not isinstance(endpoint, str):
        return None
    check_endpoint(client.policy, endpoint)
    return endpoint


def _names(said: Any) -> tuple[str, ...]:
    return tuple(name for name in said[:_MOST_NAMES] if isinstance(name, str)) if isinstance(said, list) else ()
