"""Where the authorization server answers, and what it says about itself."""

from collections.abc import Awaitable, Callable
from urllib.parse import quote

from anyio import to_thread
from mcp.server.auth.handlers.authorize import AuthorizationHandler
from mcp.server.auth.handlers.metadata import MetadataHandler
from mcp.server.auth.handlers.register import RegistrationHandler
from mcp.server.auth.handlers.token import TokenHandler
from mcp.server.auth.middleware.client_auth import AuthenticationError, ClientAuthenticator
from mcp.server.auth.provider import construct_redirect_uri
from mcp.server.auth.routes import (
    AUTHORIZATION_PATH,
    REGISTRATION_PATH,
    REVOCATION_PATH,
    TOKEN_PATH,
    build_metadata,
    create_protected_resource_routes,
)
from mcp.server.auth.settings import AuthSettings, ClientRegistrationOptions, RevocationOptions
from mcp.server.transport_security import RequestBodyLimitMiddleware
from mcp.shared.auth import OAuthMetadata
from pydantic import AnyHttpUrl
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route, request_response

from connectors.demo.authorization.consent import ConsentEndpoint
from connectors.demo.authorization.provider import CONSENT_PATH, DemoProvider
from connectors.demo.database import person_by_email
from connectors.demo.pages import message_page
from connectors.demo.services import ALL_SCOPES, SERVICES, Service, Site

# The protocol's endpoints: the SDK's handlers, and what this server adds to them.

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


METADATA_PATH = "/.well-known/oauth-authorization-server"
USERINFO_PATH = "/userinfo"
MAX_BODY_BYTES = 64 * 1024
_AUTH_METHODS = ["none", "client_secret_post", "client_secret_basic"]
_REGISTRATION = ClientRegistrationOptions(enabled=True, valid_scopes=ALL_SCOPES, default_scopes=ALL_SCOPES)


class Metadata(OAuthMetadata):
    """The SDK's record knows no OpenID Connect: here is where a client reads whose account it is."""

    userinfo_endpoint: AnyHttpUrl


def auth_settings(site: Site, service: Service) -> AuthSettings:
    """How a service's MCP server checks tokens: issued here, for this very resource, at least for reading."""
    return AuthSettings.model_validate(
        {
            "issuer_url": site.base_url,
            "resource_server_url": site.resource(service),
            "required_scopes": [service.read_scope],
            "validate_token_resource": True,
        }
    )


def authorization_routes(provider: DemoProvider) -> list[Route]:
    """Metadata (RFC 8414, 9728), registration, authorize, consent, token, revoke and userinfo."""
    endpoints, consent = Endpoints(provider), ConsentEndpoint(provider)
    registration = RegistrationHandler(provider, options=_REGISTRATION)
    routes = [
        Route(METADATA_PATH, MetadataHandler(_metadata(provider.site)).handle, methods=["GET"]),
        Route(AUTHORIZATION_PATH, endpoints.authorize, methods=["GET"]),
        Route(CONSENT_PATH, consent.show, methods=["GET"]),
        _posted(CONSENT_PATH, consent.answer),
        _posted(TOKEN_PATH, endpoints.token),
        _posted(REGISTRATION_PATH, registration.handle),
        _posted(REVOCATION_PATH, endpoints.revoke),
        Route(USERINFO_PATH, endpoints.userinfo, methods=["GET"]),
    ]
    for service in SERVICES:
        routes += _resource_routes(provider.site, service)
    return routes


def _posted(path: str, handler: Callable[[Request], Awaitable[Response]]) -> Route:
    limited = RequestBodyLimitMiddleware(request_response(handler), MAX_BODY_BYTES)
    return Route(path, limited, methods=["POST"])


def _resource_routes(site: Site, service: Service) -> list[Route]:
    settings = auth_settings(site, service)
    return create_protected_resource_routes(
        AnyHttpUrl(site.resource(service)),
        [settings.issuer_url],
        scopes_supported=service.scopes,
        resource_name=service.title,
    )


def _metadata(site: Site) -> Metadata:
    metadata = build_metadata(
        auth_settings(site, SERVICES[0]).issuer_url, None, _REGISTRATION, RevocationOptions(enabled=True)
    )
    return Metadata.model_validate(
        {
            **metadata.model_dump(),
            "userinfo_endpoint": site.url(USERINFO_PATH),
            "authorization_response_iss_parameter_supported": True,
            "token_endpoint_auth_methods_supported": _AUTH_METHODS,
            "revocation_endpoint_auth_methods_supported": _AUTH_METHODS,
        }
    )
