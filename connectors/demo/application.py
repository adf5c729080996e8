"""All demo servers as one ASGI application on one port."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from mcp.server.auth.provider import ProviderTokenVerifier
from mcp.server.transport_security import RequestBodyLimitMiddleware
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from connectors.demo.authorization.provider import DemoProvider
from connectors.demo.authorization.records import Keys
from connectors.demo.authorization.routes import auth_settings, authorization_routes
from connectors.demo.authorization.tokens import ACCESS_SECONDS
from connectors.demo.chat import Chat
from connectors.demo.database import Database
from connectors.demo.docs import Docs
from connectors.demo.pages import Html, fill, page
from connectors.demo.seeding import seed
from connectors.demo.services import CHAT, DOCS, SERVICES, TRACKER, Service, Site
from connectors.demo.speaking_server import SpeakingServer, StepUp
from connectors.demo.tracker.server import Tracker

VERSION = "1.0"
MAX_BODY_BYTES = 1024 * 1024
_TOOLS: dict[str, type[Tracker | Docs | Chat]] = {TRACKER.slug: Tracker, DOCS.slug: Docs, CHAT.slug: Chat}


def build_application(home: Path, base_url: str, *, access_seconds: int = ACCESS_SECONDS) -> Starlette:
    """The application over the data in `home`, which is made and seeded when missing.

    Args:
        home: the directory of `demo.sqlite3` and of the signing key.
        base_url: the address under which browsers and clients reach it, without a trailing slash.
        access_seconds: how long an access token is valid.
    """
    site, database = Site(base_url), Database(home)
    seed(database)
    provider = DemoProvider(database, Keys(home), site, access_seconds)
    servers = [_server(service, site, database, provider) for service in SERVICES]
    routes = [*authorization_routes(provider), Route("/", _index(site), methods=["GET"])]
    routes += [Route(server.service.path, _mcp_application(server, site)) for server in servers]
    return Starlette(routes=routes, lifespan=_lifespan(servers))


def _server(service: Service, site: Site, database: Database, provider: DemoProvider) -> SpeakingServer:
    server = SpeakingServer(
        name=f"acme-{service.slug}",
        title=service.title,
        description=service.summary,
        version=VERSION,
        token_verifier=ProviderTokenVerifier(provider),
        auth=auth_settings(site, service),
    )
    server.service = service
    _TOOLS[service.slug](database).add_to(server)
    return server


def _mcp_application(server: SpeakingServer, site: Site) -> Starlette:
    application = server.streamable_http_app(
        streamable_http_path=server.service.path,
        stateless_http=True,  # tokens name the person in every request, so there is no session to keep
        json_response=True,
        max_request_body_size=MAX_BODY_BYTES,
        transport_security=site.transport_security(),
    )
    # Last, so that they stand behind the authentication.
    application.user_middleware.append(Middleware(RequestBodyLimitMiddleware, max_body_size=MAX_BODY_BYTES))
    application.user_middleware.append(Middleware(StepUp, server=server, resource=site.resource(server.service)))
    return application


def _index(site: Site):  # type: ignore[no-untyped-def]
    services = Html(
        "".join(
            fill(
                "service.html",
                slug=service.slug,
                initial=service.slug[0].upper(),
                title=service.title,
                summary=service.summary,
                address=site.resource(service),
            )
            for service in SERVICES
        )
    )

    async def index(request: Request) -> Response:
        return page("Demo servers", fill("index.html", services=services))

    return index


def _lifespan(servers: list[SpeakingServer]):  # type: ignore[no-untyped-def]
    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with AsyncExitStack() as running:
            for server in servers:
                await running.enter_async_context(server.session_manager.run())
            yield

    return lifespan
