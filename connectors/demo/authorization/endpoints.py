"""The protocol's endpoints: the SDK's handlers, and what this server adds to them."""

from urllib.parse import quote

from anyio import to_thread
from mcp.server.auth.handlers.authorize import AuthorizationHandler
from mcp.server.auth.handlers.token import TokenHandler
from mcp.server.auth.middleware.client_auth import AuthenticationError, ClientAuthenticator
from mcp.server.auth.provider import construct_redirect_uri
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from connectors.demo.authorization.provider import CONSENT_PATH, DemoProvider
from connectors.demo.pages import message_page
from connectors.demo.people import person_by_email

_NO_STORE = {"Cache-Control": "no-store", "Pragma": "no-cache"}
_MAX_HINT = 320


class Endpoints:
    """authorize, token, revoke and userinfo."""

    def __init__(self, provider: DemoProvider) -> None:
        self._provider = provider
        self._authenticator = ClientAuthenticator(provider)
        self._authorization = AuthorizationHandler(provider)
        self._token = TokenHandler(provider, self._authenticator)

    async def authorize(self, request: Request) -> Response:
        """Start: to the consent page; with `iss` on errors too (RFC 9207), and `login_hint` passed on."""
        response = await self._authorization.handle(request)
        location = response.headers.get("location")
        if location is None:
            return _not_understood()
        if location.startswith(self._provider.site.url(CONSENT_PATH)):
            hint = request.query_params.get("login_hint", "")[:_MAX_HINT]
            target = f"{location}&login_hint={quote(hint)}" if hint else location
        else:
            target = construct_redirect_uri(location, iss=self._provider.site.base_url)
        return RedirectResponse(target, status_code=302, headers={"Cache-Control": "no-store"})

    async def token(self, request: Request) -> Response:
        """Exchange a code or refresh; a `resource` other than the grant's is refused (RFC 8707)."""
        form = await request.form()
        resource, code, refresh = (str(form.get(name) or "") for name in ("resource", "code", "refresh_token"))
        granted = await to_thread.run_sync(self._provider.resource_granted, code, refresh)
        if resource and granted and resource.removesuffix("/") != granted:
            return _error("invalid_target", "The resource is not the one that was consented to")
        response: Response = await self._token.handle(request)
        return response

    async def revoke(self, request: Request) -> Response:
        """End the grant behind a token of this client (RFC 7009); unknown tokens are answered the same.

        The SDK's handler refuses clients without a secret, so this one is ours.
        """
        try:
            client = await self._authenticator.authenticate_request(request)
        except AuthenticationError as error:
            return _error("invalid_client", error.message, status=401)
        token = (await request.form()).get("token")
        if not isinstance(token, str) or not token:
            return _error("invalid_request", "token is missing")
        await to_thread.run_sync(self._provider.revoke_for_client, token, client.client_id)
        return Response(status_code=200, headers=_NO_STORE)

    async def userinfo(self, request: Request) -> Response:
        """The person behind an access token of any service (OpenID Connect Core, 5.3)."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        access = await self._provider.load_access_token(token.strip()) if scheme.lower() == "bearer" else None
        person = person_by_email(access.subject or "") if access else None
        if person is None:
            refused = _error("invalid_token", "The access token is missing, unknown or expired", status=401)
            refused.headers["WWW-Authenticate"] = 'Bearer error="invalid_token"'
            return refused
        claims = {"sub": person.email, "name": person.name, "email": person.email}
        return JSONResponse(claims, headers=_NO_STORE)


def _error(code: str, description: str, *, status: int = 400) -> Response:
    return JSONResponse({"error": code, "error_description": description}, status_code=status, headers=_NO_STORE)


def _not_understood() -> Response:
    return message_page(
        "This link does not work",
        "The app that sent you here is not registered, or asked in a way that is not allowed. "
        "Go back to it and connect again.",
        status=400,
    )
