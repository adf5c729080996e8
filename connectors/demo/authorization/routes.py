"""Where the authorization server answers, and what it says about itself."""

from collections.abc import Awaitable, Callable

from mcp.server.auth.handlers.metadata import MetadataHandler
from mcp.server.auth.handlers.register import RegistrationHandler
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
from starlette.responses import Response
from starlette.routing import Route, request_response

from connectors.demo.authorization.consent import ConsentEndpoint
from connectors.demo.authorization.endpoints import Endpoints
from connectors.demo.authorization.provider import CONSENT_PATH, DemoProvider
from connectors.demo.services import ALL_SCOPES, SERVICES, Service
from connectors.demo.site import Site

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
