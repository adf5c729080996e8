"""A new access token for a refresh token."""

from dataclasses import replace

from connectors.network import GuardedClient
from connectors.oauth.errors import GrantInvalid
from connectors.oauth.records import AuthorizationServer, RegisteredClient, TokenSet
from connectors.oauth.token_endpoint import ask_token


async def refresh(
    client: GuardedClient, server: AuthorizationServer, registered: RegisteredClient, tokens: TokenSet
) -> TokenSet:
    """The next tokens; what the answer leaves out is kept from the old ones. Exactly one request.

    The caller makes sure that nobody else refreshes the same token meanwhile. Raises GrantInvalid when the
    person has to connect again; an OAuthFailed with `transient` leaves the old tokens as good as they were.
    """
    if tokens.refresh_token is None:
        raise GrantInvalid("The service gave no way to renew this sign-in. Connect again.")
    form = {"grant_type": "refresh_token", "refresh_token": tokens.refresh_token, "resource": server.resource}
    renewed = await ask_token(client, server, registered, form)
    return replace(
        renewed,
        refresh_token=renewed.refresh_token or tokens.refresh_token,
        scope=renewed.scope or tokens.scope,
    )
