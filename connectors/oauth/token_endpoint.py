"""Asking the token endpoint, for exchange, refresh and revocation alike."""

import base64
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import httpx2
from mcp.client.auth.utils import issuers_match
from mcp.shared.auth import OAuthToken
from pydantic import ValidationError

from connectors.network import GuardedClient
from connectors.oauth.errors import ClientRejected, GrantInvalid, IssuerMismatch, OAuthFailed, TokenRefused
from connectors.oauth.fetching import is_unavailable, json_object, send, unavailable
from connectors.oauth.metadata import origin_of
from connectors.oauth.records import AuthorizationServer, RegisteredClient, TokenSet

_MAX_TOKEN_CHARACTERS = 16_384
_MAX_LIFE_SECONDS = 10 * 365 * 24 * 3600
_BUSY_ERRORS = frozenset({"temporarily_unavailable", "server_error", "slow_down"})


async def post(
    client: GuardedClient,
    server: AuthorizationServer,
    registered: RegisteredClient,
    url: str,
    form: Mapping[str, str],
) -> httpx2.Response:
    """One form, with our client's own authentication. Raises what `send` raises, and IssuerMismatch."""
    if not _is_meant_for(registered, server, url):
        raise IssuerMismatch("The client id belongs to another sign-in server. Connect again.")
    identified, headers = _authenticated(registered, form)
    return await send(client, "POST", url, data=identified, headers={"accept": "application/json", **headers})


async def ask_token(
    client: GuardedClient, server: AuthorizationServer, registered: RegisteredClient, form: Mapping[str, str]
) -> TokenSet:
    """The tokens for a grant. Raises OAuthFailed by what the server's error means for us."""
    response = await post(client, server, registered, server.token_endpoint, form)
    body = json_object(response)
    if response.status_code not in (200, 201) or "access_token" not in body:
        raise refusal(response)
    return _token_set(body)


def refusal(response: httpx2.Response) -> OAuthFailed:
    """What an answer without a token means; some servers say it with status 200."""
    error = json_object(response).get("error")
    if is_unavailable(response.status_code) or error in _BUSY_ERRORS:
        return unavailable(response)
    if error == "invalid_grant":
        return GrantInvalid("The service no longer accepts this sign-in. Connect again.")
    if error in ("invalid_client", "unauthorized_client"):
        return ClientRejected("The service no longer knows Switchboard's registration. Connect again.")
    return TokenRefused(f"The service gave no access token ({response.status_code}). Connect again.")


def _is_meant_for(registered: RegisteredClient, server: AuthorizationServer, url: str) -> bool:
    """A client id, and above all its secret, goes to its own issuer's endpoints only."""
    if registered.issuer is None:
        return True
    if not issuers_match(registered.issuer, server.issuer):
        return False
    known = registered.token_origin
    return known is None or origin_of(url) in (known, origin_of(registered.issuer))


def _authenticated(registered: RegisteredClient, form: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    identified = {**form, "client_id": registered.client_id}
    secret = registered.client_secret
    if secret is None or registered.token_auth_method == "none":
        return identified, {}
    if registered.token_auth_method == "client_secret_post":
        return {**identified, "client_secret": secret}, {}
    pair = f"{quote(registered.client_id, safe='')}:{quote(secret, safe='')}"
    return identified, {"authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}


def _token_set(body: dict[str, Any]) -> TokenSet:
    body["expires_in"] = _seconds(body.get("expires_in"))
    try:
        token = OAuthToken.model_validate(body)
    except ValidationError:
        raise TokenRefused("The service answered with a token of an unknown kind.") from None
    for value in filter(None, (token.access_token, token.refresh_token)):
        _check_usable(value)
    life = token.expires_in
    expires_at = None if life is None else datetime.now(UTC) + timedelta(seconds=life)
    return TokenSet(token.access_token, token.refresh_token or None, token.scope or None, expires_at)


def _check_usable(token: str) -> None:
    # A token goes into a header, where a line break would be a second header.
    if len(token) > _MAX_TOKEN_CHARACTERS or not token.isascii() or not token.isprintable() or " " in token:
        raise TokenRefused("The service answered with a token that cannot be used.")


def _seconds(value: object) -> int | None:
    try:
        return max(0, min(int(float(str(value))), _MAX_LIFE_SECONDS))
    except (ValueError, OverflowError):
        return None
