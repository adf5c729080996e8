"""Asking the token endpoint, for exchange, refresh and revocation alike."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, quote

import httpx2
from mcp.client.auth.utils import issuers_match
from mcp.shared.auth import OAuthToken
from pydantic import ValidationError

from connectors.network import GuardedClient
from connectors.oauth.errors import (
    ClientRejected,
    GrantInvalid,
    IssuerMismatch,
    OAuthFailed,
    ScopeRefused,
    TokenRefused,
)
from connectors.oauth.fetching import is_unavailable, json_object, origin_of, send, unavailable
from connectors.oauth.records import (
    AuthorizationServer,
    PendingAuthorization,
    RegisteredClient,
    TokenAuthMethod,
    TokenSet,
)
from connectors.oauth.scopes import short_names

_MAX_TOKEN_CHARACTERS = 16_384
_MAX_LIFE_SECONDS = 10 * 365 * 24 * 3600
_BUSY_ERRORS = frozenset({"temporarily_unavailable", "server_error", "slow_down"})
# Beside the standard's word, what GitHub (bad_refresh_token) and Slack (invalid_refresh_token) document for the same.
_ENDED_ERRORS = frozenset({"invalid_grant", "bad_refresh_token", "invalid_refresh_token"})
# Beside the standard's word GitHub's (incorrect_client_credentials) and Slack's (the last two).
_UNKNOWN_CLIENT = frozenset(
    {"invalid_client", "incorrect_client_credentials", "bad_client_secret", "invalid_client_id"}
)
_CLIENT_ERRORS = _UNKNOWN_CLIENT | {"unauthorized_client"}
# Token types that are not bearer tokens; any other word, such as Slack's "user" and "bot", is one.
_BOUND_TOKENS = frozenset({"mac", "dpop", "pop", "n_a"})
_FORM = "application/x-www-form-urlencoded"
_OTHER: Mapping[TokenAuthMethod, TokenAuthMethod] = {
    "client_secret_post": "client_secret_basic",
    "client_secret_basic": "client_secret_post",
}


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer, and the client authentication of its request."""

    response: httpx2.Response
    method: TokenAuthMethod


async def post(
    client: GuardedClient,
    server: AuthorizationServer,
    registered: RegisteredClient,
    url: str,
    form: Mapping[str, str],
) -> Answered:
    """One form, with our client's own authentication; once more in the other way when that one is not understood.

    A server looks at the client before it looks at the code or token (RFC 6749, 4.1.3 and 6), so what does not know
    the client has not used it up. Raises what `send` raises, and IssuerMismatch.
    """
    if not _is_meant_for(registered, server, url):
        raise IssuerMismatch("The client id belongs to another sign-in server. Connect again.")
    answered = await _posted(client, registered, url, form)
    other = _OTHER.get(answered.method)
    if other is None or not _may_not_know_us(answered.response):
        return answered
    again = await _posted(client, replace(registered, token_auth_method=other), url, form)
    return answered if _may_not_know_us(again.response) else again


async def _posted(client: GuardedClient, registered: RegisteredClient, url: str, form: Mapping[str, str]) -> Answered:
    method: TokenAuthMethod = registered.token_auth_method if registered.client_secret else "none"
    identified, headers = _authenticated(registered, method, form)
    headers = {"accept": "application/json", **headers}
    return Answered(await send(client, "POST", url, data=identified, headers=headers), method)


def _may_not_know_us(response: httpx2.Response) -> bool:
    """Whether the server may not have recognised us: any 401 (Auth0: access_denied), or a 400 that says so."""
    error = error_word(response)
    if error in _ENDED_ERRORS:
        return False
    return response.status_code == 401 or error in _UNKNOWN_CLIENT or error == "invalid_request"


async def ask_token(
    client: GuardedClient,
    server: AuthorizationServer,
    registered: RegisteredClient,
    form: Mapping[str, str],
    *,
    endpoint: str | None = None,
) -> TokenSet:
    """The tokens for a grant. Raises OAuthFailed by what the server's error means for us."""
    answered = await post(client, server, registered, endpoint or server.token_endpoint, form)
    body = fields_of(answered.response)
    if server.tokens_in:
        # Tokens beside it are somebody else's: a bot's at Slack.
        inner = body.get(server.tokens_in)
        body = inner if isinstance(inner, dict) else {}
    if answered.response.status_code not in (200, 201) or "access_token" not in body:
        raise refusal(answered.response)
    method = answered.method if registered.client_secret else None
    tokens = _token_set(body)
    return replace(tokens, scope=short_names(tokens.scope, server.scope_prefix), client_method=method)


def fields_of(response: httpx2.Response) -> dict[str, Any]:
    """An answer's fields; also of servers that send a form whatever was asked for."""
    if response.headers.get("content-type", "").partition(";")[0].strip().lower() == _FORM:
        return dict(parse_qsl(response.text))
    return json_object(response)


def error_word(response: httpx2.Response) -> str | None:
    """The error's word, in any case; some put it into an object of its own."""
    error = fields_of(response).get("error")
    if isinstance(error, dict):
        error = error.get("code") or error.get("type")
    return error.strip().lower() if isinstance(error, str) else None


def is_unknown_client(word: str | None) -> bool:
    """Whether an error's word says that client id or secret are wrong."""
    return word in _CLIENT_ERRORS


def refusal(response: httpx2.Response) -> OAuthFailed:
    """What an answer without a token means; some servers say it with status 200."""
    error = error_word(response)
    if is_unavailable(response.status_code) or error in _BUSY_ERRORS:
        return unavailable(response)
    if error in _ENDED_ERRORS:
        return GrantInvalid("The service no longer accepts this sign-in. Connect again.")
    if error in _CLIENT_ERRORS:
        return ClientRejected("The service no longer knows Switchboard's registration. Connect again.")
    if error == "invalid_scope":
        return ScopeRefused("The service does not give the access that was asked for. Connect again.")
    return TokenRefused(f"The service gave no access token ({response.status_code}). Connect again.")


def _is_meant_for(registered: RegisteredClient, server: AuthorizationServer, url: str) -> bool:
    """A client id, and above all its secret, goes to its own issuer's endpoints only."""
    if registered.issuer is None:
        return True
    if not issuers_match(registered.issuer, server.issuer):
        return False
    known = registered.token_origin
    return known is None or origin_of(url) in (known, origin_of(registered.issuer))


def _authenticated(
    registered: RegisteredClient, method: TokenAuthMethod, form: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, str]]:
    """The request with client authentication in the form or the header, never both, which some servers refuse."""
    identified = {**form, "client_id": registered.client_id}
    secret = registered.client_secret or ""
    if method == "none":
        return identified, {}
    if method == "client_secret_post":
        return {**identified, "client_secret": secret}, {}
    # Encoded first (RFC 6749, 2.3.1): a colon in the id would end it.
    pair = f"{quote(registered.client_id, safe='')}:{quote(secret, safe='')}"
    return dict(form), {"authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}


def _token_set(body: dict[str, Any]) -> TokenSet:
    body["expires_in"] = _seconds(body.get("expires_in"))
    body["scope"] = _scope(body.get("scope"))
    # A number counts as its text; anything else is no token.
    named = {name: body.get(name) for name in ("access_token", "refresh_token")}
    body |= {name: _text(value) or None for name, value in named.items()}
    if str(body.get("token_type") or "").lower() not in _BOUND_TOKENS:
        body["token_type"] = "Bearer"
    try:
        token = OAuthToken.model_validate(body)
    except ValidationError:
        raise TokenRefused("The service answered with a token of an unknown kind.") from None
    for value in filter(None, (token.access_token, token.refresh_token)):
        _check_usable(value)
    life = token.expires_in
    expires_at = None if life is None else datetime.now(UTC) + timedelta(seconds=life)
    subject = _text(body.get("patient"))
    return TokenSet(token.access_token, token.refresh_token or None, token.scope or None, expires_at, subject)


def _check_usable(token: str) -> None:
    # A token goes into a header, where a line break would be a second header.
    if len(token) > _MAX_TOKEN_CHARACTERS or not token.isascii() or not token.isprintable() or " " in token:
        raise TokenRefused("The service answered with a token that cannot be used.")


def _text(value: object) -> str | None:
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else None


def _scope(value: object) -> str | None:
    """The names with blanks between them; some send a list (Twitch), or commas (GitHub, Slack)."""
    if isinstance(value, list):
        return " ".join(name for name in value if isinstance(name, str))
    if not isinstance(value, str):
        return None
    return value if " " in value else " ".join(filter(None, value.split(",")))


def _seconds(value: object) -> int | None:
    """Seconds until the token ends; None when unknown. 0 and -1 mean unknown too: nobody issues an expired token."""
    try:
        seconds = int(float(str(value)))
    except (ValueError, OverflowError):
        return None
    return min(seconds, _MAX_LIFE_SECONDS) if seconds > 0 else None


def for_resource(server: AuthorizationServer) -> dict[str, str]:
    """The parameter that says what the token is for; none where the server knows only one thing."""
    return {"resource": server.resource} if server.resource else {}


# The authorization code becomes tokens.


async def exchange_code(client: GuardedClient, pending: PendingAuthorization, code: str) -> TokenSet:
    """The tokens for the code that `check_callback` let through. One request: a code is good for one use.

    Raises OAuthFailed; GrantInvalid when the code is used or too old.
    """
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": pending.redirect_uri,
        "code_verifier": pending.code_verifier,
        **for_resource(pending.server),
    }
    tokens = await ask_token(client, pending.server, pending.registered, form)
    # An omitted scope means that everything asked for is granted (RFC 6749, 5.1).
    return tokens if tokens.scope else replace(tokens, scope=pending.scope)


# A new access token for a refresh token.


async def refresh(
    client: GuardedClient, server: AuthorizationServer, registered: RegisteredClient, tokens: TokenSet
) -> TokenSet:
    """The next tokens; what the answer leaves out is kept from the old ones. Exactly one request.

    The caller makes sure that nobody else refreshes the same token meanwhile. Raises GrantInvalid when the
    person has to connect again; an OAuthFailed with `transient` leaves the old tokens as good as they were.
    """
    if tokens.refresh_token is None:
        raise GrantInvalid("The service gave no way to renew this sign-in. Connect again.")
    form = {"grant_type": "refresh_token", "refresh_token": tokens.refresh_token, **for_resource(server)}
    renewed = await ask_token(client, server, registered, form, endpoint=server.refresh_endpoint)
    return replace(
        renewed,
        refresh_token=renewed.refresh_token or tokens.refresh_token,
        scope=renewed.scope or tokens.scope,
        subject=renewed.subject or tokens.subject,
    )


# Revoking tokens at the service (RFC 7009).


async def revoke(
    client: GuardedClient, server: AuthorizationServer, registered: RegisteredClient, tokens: TokenSet
) -> bool:
    """Revoke the refresh token, then the access token. False when the server has no such endpoint.

    Raises OAuthFailed; a transient one is worth another try before the secrets are deleted.
    """
    if server.revocation_endpoint is None:
        return False
    for token, hint in ((tokens.refresh_token, "refresh_token"), (tokens.access_token, "access_token")):
        if token:
            form = {"token": token, "token_type_hint": hint}
            response = (await post(client, server, registered, server.revocation_endpoint, form)).response
            # An unknown token is a success there; 400 is a kind of token that the server does not revoke.
            if response.status_code not in (200, 204, 400):
                raise refusal(response)
    return True
