"""Telling the service that its tokens are no longer ours to use (RFC 7009)."""

from connectors.network import GuardedClient
from connectors.oauth.records import AuthorizationServer, RegisteredClient, TokenSet
from connectors.oauth.token_endpoint import post, refusal


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
