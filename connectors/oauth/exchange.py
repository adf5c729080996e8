"""The authorization code becomes tokens."""

from dataclasses import replace

from connectors.network import GuardedClient
from connectors.oauth.records import PendingAuthorization, TokenSet
from connectors.oauth.token_endpoint import ask_token


async def exchange_code(client: GuardedClient, pending: PendingAuthorization, code: str) -> TokenSet:
    """The tokens for the code that `check_callback` let through. One request: a code is good for one use.

    Raises OAuthFailed; GrantInvalid when the code is used or too old.
    """
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": pending.redirect_uri,
        "code_verifier": pending.code_verifier,
        "resource": pending.server.resource,
    }
    tokens = await ask_token(client, pending.server, pending.registered, form)
    # An omitted scope means that all that was asked for is granted (RFC 6749, 5.1).
    return tokens if tokens.scope else replace(tokens, scope=pending.scope)
