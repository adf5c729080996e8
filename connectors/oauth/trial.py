"""Asking a sign-in server whether it knows our client id and secret, before any person is sent there."""

import secrets

from connectors.network import GuardedClient
from connectors.oauth.errors import AuthorizationServerUnavailable
from connectors.oauth.fetching import send
from connectors.oauth.records import AuthorizationServer, RegisteredClient
from connectors.oauth.tokens import error_word, for_resource, is_unknown_client, post

# What servers answer to a code that they never gave; the client is looked at first (RFC 6749, 4.1.3). Beside the
# standard's word GitHub's and Slack's.
_CODE_ERRORS = frozenset({"invalid_grant", "bad_verification_code", "invalid_code", "bad_code"})

# A gateway says so of the server behind it; every other status is an answer.
_NOBODY_THERE = frozenset({502, 503, 504})


async def knows_client(client: GuardedClient, server: AuthorizationServer, registered: RegisteredClient) -> bool | None:
    """Whether the token endpoint takes this client with its secret; None when its answer does not tell.

    It is asked for tokens with a code that cannot be valid. Raises OAuthFailed when it cannot be asked.
    """
    form = {
        "grant_type": "authorization_code",
        "code": f"test-{secrets.token_urlsafe(16)}",
        "redirect_uri": registered.redirect_uri,
        "code_verifier": secrets.token_urlsafe(48),
        **for_resource(server),
    }
    answered = await post(client, server, registered, server.token_endpoint, form)
    if answered.response.status_code >= 500 or answered.response.status_code == 429:
        raise AuthorizationServerUnavailable(f"The sign-in server answered {answered.response.status_code}.")
    word = error_word(answered.response)
    if word in _CODE_ERRORS:
        return True
    return False if is_unknown_client(word) else None


async def answers(client: GuardedClient, url: str) -> None:
    """Make sure that a server answers there, whatever it says. Raises OAuthFailed when none does."""
    response = await send(client, "GET", url, headers={"accept": "application/json"})
    if response.status_code in _NOBODY_THERE:
        raise AuthorizationServerUnavailable(f"It answered {response.status_code}. Try again later.")
