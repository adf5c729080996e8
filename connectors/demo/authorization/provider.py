"""The SDK's authorization server, filled in: who may ask, where a person is sent, what a grant yields."""

from functools import partial

from anyio import to_thread
from mcp.server.auth.provider import (
    AccessToken,
    AuthorizationCode,
    AuthorizationParams,
    AuthorizeError,
    OAuthAuthorizationServerProvider,
    RefreshToken,
    TokenError,
)
from mcp.shared.auth import OAuthClientInformationFull, OAuthToken

from connectors.demo.authorization.records import Clients, ConsentRequest, ConsentRequests, Grants, Keys
from connectors.demo.authorization.tokens import ACCESS_SECONDS, Codes, Tokens
from connectors.demo.database import Database
from connectors.demo.services import Service, Site

CONSENT_PATH = "/consent"
_CHALLENGE_LENGTH = 43  # base64url of a SHA-256, without padding (RFC 7636)
_MAX_STATE = 2_000


class DemoProvider(OAuthAuthorizationServerProvider[AuthorizationCode, RefreshToken, AccessToken]):
    """Authorization code with S256 and a resource indicator; tokens carry the person's e-mail as subject."""

    def __init__(self, database: Database, keys: Keys, site: Site, access_seconds: int = ACCESS_SECONDS) -> None:
        self.site = site
        self.clients = Clients(database, keys)
        self.requests = ConsentRequests(database, keys)
        self.grants = Grants(database)
        self.codes = Codes(database, self.grants)
        self.tokens = Tokens(database, self.grants, site.base_url, access_seconds)

    async def get_client(self, client_id: str) -> OAuthClientInformationFull | None:
        return await to_thread.run_sync(self.clients.get, client_id)

    async def register_client(self, client_info: OAuthClientInformationFull) -> None:
        await to_thread.run_sync(self.clients.add, client_info)

    async def authorize(self, client: OAuthClientInformationFull, params: AuthorizationParams) -> str:
        """Where to send the person: our consent page, with the request's signed id."""
        service = self.site.service_for(params.resource)
        if service is None:
            raise AuthorizeError("invalid_target", "resource must be the address of one of the MCP servers here")
        _check_lengths(params)
        params = params.model_copy(update={"resource": self.site.resource(service), "scopes": _scopes(params, service)})
        request = ConsentRequest(client.client_id, service.slug, params)
        signed_id = await to_thread.run_sync(self.requests.add, request)
        return self.site.url(f"{CONSENT_PATH}?request={signed_id}")

    async def load_authorization_code(
        self, client: OAuthClientInformationFull, authorization_code: str
    ) -> AuthorizationCode | None:
        return await to_thread.run_sync(self.codes.load, authorization_code, client.client_id)

    async def exchange_authorization_code(
        self, client: OAuthClientInformationFull, authorization_code: AuthorizationCode
    ) -> OAuthToken:
        grant = await to_thread.run_sync(self.codes.take, authorization_code.code)
        if grant is None:
            raise TokenError("invalid_grant", "authorization code does not exist")
        return await to_thread.run_sync(partial(self.tokens.issue, grant, authorization_code.scopes))

    async def load_refresh_token(self, client: OAuthClientInformationFull, refresh_token: str) -> RefreshToken | None:
        return await to_thread.run_sync(self.tokens.load_refresh, refresh_token, client.client_id)

    async def exchange_refresh_token(
        self, client: OAuthClientInformationFull, refresh_token: RefreshToken, scopes: list[str]
    ) -> OAuthToken:
        grant = await to_thread.run_sync(self.tokens.take_refresh, refresh_token.token)
        if grant is None:
            raise TokenError("invalid_grant", "refresh token does not exist")
        return await to_thread.run_sync(partial(self.tokens.issue, grant, scopes))

    async def load_access_token(self, token: str) -> AccessToken | None:
        return await to_thread.run_sync(self.tokens.load_access, token)

    async def revoke_token(self, token: AccessToken | RefreshToken) -> None:
        await to_thread.run_sync(self.tokens.revoke, token.token)

    def resource_granted(self, code: str, refresh_token: str) -> str | None:
        """The resource that a code or refresh token was granted for."""
        return self.codes.resource_of(code) or self.tokens.resource_of(refresh_token)

    def revoke_for_client(self, token: str, client_id: str) -> None:
        """End the grant behind a token, when this client holds it."""
        if self.tokens.client_of(token) == client_id:
            self.tokens.revoke(token)


def _check_lengths(params: AuthorizationParams) -> None:
    if len(params.code_challenge) != _CHALLENGE_LENGTH:
        raise AuthorizeError("invalid_request", "code_challenge must be the base64url of a SHA-256 (S256)")
    if len(params.state or "") > _MAX_STATE:
        raise AuthorizeError("invalid_request", f"state must have at most {_MAX_STATE} characters")


def _scopes(params: AuthorizationParams, service: Service) -> list[str]:
    asked = params.scopes or service.scopes
    if not set(asked) <= set(service.scopes):
        raise AuthorizeError("invalid_scope", f"{service.title} knows the scopes {' '.join(service.scopes)}")
    return [scope for scope in service.scopes if scope in asked]
