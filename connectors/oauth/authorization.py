"""Sending the person to the authorization page, and checking what their browser brings back."""

import re
import secrets
from collections.abc import Mapping
from urllib.parse import urlencode, urlsplit

import httpx2
from mcp.client.auth import PKCEParameters
from mcp.client.auth.utils import union_scopes as _union_scopes

from connectors.oauth.errors import (
    AuthorizationFailed,
    ClientRejected,
    ConsentDenied,
    IssuerMismatch,
    OAuthFailed,
    ScopeRefused,
    StateMismatch,
    WrongCallback,
)
from connectors.oauth.records import AuthorizationServer, PendingAuthorization, RegisteredClient

_DENIALS = frozenset({"access_denied", "consent_required", "interaction_required", "login_required"})
_MAX_CODE_CHARACTERS = 8192


def start_authorization(
    server: AuthorizationServer, registered: RegisteredClient, *, scope: str | None = None
) -> PendingAuthorization:
    """A new one-use sign-in; without `scope` the server's default is asked for."""
    pkce = PKCEParameters.generate()
    state = secrets.token_urlsafe(32)
    asked = scope if scope is not None else server.default_scope
    parameters = {
        "response_type": "code",
        "client_id": registered.client_id,
        "redirect_uri": registered.redirect_uri,
        "state": state,
        "code_challenge": pkce.code_challenge,
        "code_challenge_method": "S256",
        **({"resource": server.resource} if server.resource else {}),
        **_scope_parameters(server, asked),
    }
    url = _with_query(server.authorization_endpoint, parameters)
    return PendingAuthorization(server, registered, registered.redirect_uri, asked, state, pkce.code_verifier, url)


def check_callback(pending: PendingAuthorization, query: Mapping[str, str], *, path: str) -> str:
    """The authorization code in the query that came to `path`.

    Checks first where the answer comes from (RFC 9700, RFC 9207), then the state, and only then reads an error. Raises
    WrongCallback, IssuerMismatch, StateMismatch, ConsentDenied, ClientRejected, ScopeRefused, AuthorizationFailed.
    """
    if path != urlsplit(pending.redirect_uri).path:
        raise WrongCallback("The answer came from another service than the one where you started to sign in.")
    _check_issuer(pending.server, query.get("iss"))
    if not secrets.compare_digest(query.get("state", "").encode("utf-8", "replace"), pending.state.encode()):
        raise StateMismatch("This sign-in was not started here, or was used already. Start it again.")
    if error := query.get("error"):
        raise _ended_with(error)
    code = query.get("code", "")
    if not code or len(code) > _MAX_CODE_CHARACTERS:
        raise AuthorizationFailed("The service sent no authorization code. Start the connection again.")
    return code


def union_scopes(granted: str | None, asked: str | None) -> str | None:
    """Both scopes in order, without duplicates: a step-up must not lose what was granted before."""
    return _union_scopes(granted, asked)


def _check_issuer(server: AuthorizationServer, named: str | None) -> None:
    if named is None and not server.sends_iss:
        return
    if named != server.issuer:
        raise IssuerMismatch("The answer came from another sign-in server than the one that was asked.")


def _ended_with(error: str) -> OAuthFailed:
    if error in _DENIALS:
        return ConsentDenied("The access was not granted, so nothing was connected.")
    if error in ("invalid_client", "unauthorized_client"):
        return ClientRejected("The service no longer knows Switchboard's registration. Connect again.")
    if error == "invalid_scope":
        return ScopeRefused("The service does not give the access that was asked for. Connect again.")
    # The code is a fixed word of the protocol; the description is the server's text and is not repeated.
    word = re.sub(r"[^a-z_]", "", error[:40])
    return AuthorizationFailed(f"The service ended the sign-in with an error ({word}). Start the connection again.")


def _scope_parameters(server: AuthorizationServer, scope: str | None) -> dict[str, str]:
    if not scope:
        return {}
    # OpenID servers give a refresh token only when consent is asked for explicitly.
    is_explicit = "offline_access" in scope.split() and "prompt=" not in server.authorization_endpoint
    consent = {"prompt": "consent"} if is_explicit else {}
    return {server.scope_parameter: server.scope_separator.join(scope.split()), **consent}


def _with_query(endpoint: str, parameters: Mapping[str, str]) -> str:
    url = httpx2.URL(endpoint)
    kept = url.query.decode("ascii")
    query = "&".join(part for part in (kept, urlencode(parameters)) if part)
    return str(url.copy_with(query=query.encode("ascii"), fragment=None))
