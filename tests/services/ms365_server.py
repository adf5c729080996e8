"""Softeria's Microsoft 365 MCP server (npm): a remote server with OAuth, behind emulate's Entra, on Prism's Graph.

    def test_x(ms365_server: Ms365Server, settings):
        settings.EGRESS_ALLOW = ms365_server.hosts
        url = ms365_server.url              # 401, its own metadata, registration and PKCE lead to emulate's sign-in

It has no setting for Microsoft's addresses, so a copy reads them from its environment; the router at these addresses is
ours. The server takes any bearer and asks Graph at the call: a revoked token ends as a failed tool, not as a 401
(findings/microsoft_mcp_expired_sign_in.sh).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from tests.fakes.serving import served
from tests.services.emulate import AUTHORIZE, TOKEN, Emulate, client_of
from tests.services.node import installed, started_on_loopback
from tests.services.patched import Change, patched_copy
from tests.services.prism import Prism
from tests.services.remotes import REMOTES

PLACES = {"cloud-config.js": 1}
CHANGES = [
    Change(
        'authority: "https://login.microsoftonline.com"', "authority: process.env.MICROSOFT", {"cloud-config.js": 1}
    ),
    Change('graphApi: "https://graph.microsoft.com"', "graphApi: process.env.MICROSOFT", {"cloud-config.js": 1}),
]
TOOLS = ("list-mail-messages", "send-mail", "list-calendar-events", "list-drives", "list-chats")
START_SECONDS = 60
PASSED_ON = {"authorization", "content-type", "accept", "prefer"}


@dataclass(frozen=True)
class Ms365Server:
    """The MCP endpoint, the sign-in behind it, and what arrived at Graph."""

    url: str
    router: str
    emulate: Emulate
    prism: Prism

    @property
    def hosts(self) -> list[str]:
        """For `settings.EGRESS_ALLOW`."""
        return [urlsplit(self.url).netloc]


@contextmanager
def ms365_mcp_server(folder: Path, emulate: Emulate, prism: Prism) -> Iterator[Ms365Server]:
    """Run it on Prism until the block ends. Raises PeerMissing."""
    with ms365_server_on(folder, emulate, prism.origin) as (url, router):
        yield Ms365Server(url, router, emulate, prism)


@contextmanager
def ms365_server_on(folder: Path, emulate: Emulate, graph: str) -> Iterator[tuple[str, str]]:
    """Run it on the Graph at this origin; the addresses of its MCP endpoint and of the router. Raises PeerMissing."""
    script = patched_copy(installed(), "@softeria/ms-365-mcp-server", CHANGES) / "dist" / "index.js"
    client = client_of("microsoft")
    with served(_router(emulate, graph)) as router:
        environment = {
            "MICROSOFT": router,
            "MS365_MCP_CLIENT_ID": client["client_id"],
            "MS365_MCP_CLIENT_SECRET": client["client_secret"],
            "MS365_MCP_TENANT_ID": "common",
            "MS365_MCP_RATE_LIMIT_DISABLED": "true",
        }
        options = ["--http", "127.0.0.1:3000", "--org-mode", "--enabled-tools", f"^({'|'.join(TOOLS)})$"]
        log = folder / "ms365.log"
        with started_on_loopback(script, *options, log=log, seconds=START_SECONDS, **environment) as port:
            url = f"http://127.0.0.1:{port}/mcp"
            REMOTES[url] = "microsoft_365"
            yield url, router


def _router(emulate: Emulate, api: str) -> Starlette:
    """Microsoft's two hosts in one: the sign-in is emulate's, Graph is at `api` for tokens that emulate knows."""

    async def authorize(request: Request) -> Response:
        return RedirectResponse(f"{emulate.microsoft}{AUTHORIZE['microsoft']}?{request.url.query}", 302)

    async def token(request: Request) -> Response:
        return await _passed(request, emulate.microsoft + TOKEN["microsoft"])

    async def graph(request: Request) -> Response:
        me = await _passed(request, f"{emulate.microsoft}/v1.0/me", method="GET")
        if me.status_code != 200 or request.url.path == "/v1.0/me":
            return me
        return await _passed(request, f"{api}{request.url.path}?{request.url.query}".removesuffix("?"))

    async def nowhere(request: Request) -> Response:
        return JSONResponse({"error": f"{request.url.path} is not routed"}, 404)

    methods = ["GET", "POST", "PUT", "PATCH", "DELETE"]
    return Starlette(
        routes=[
            Route("/{tenant}/oauth2/v2.0/authorize", authorize),
            Route("/{tenant}/oauth2/v2.0/token", token, methods=["POST"]),
            Route("/v1.0/{path:path}", graph, methods=methods),
            Route("/{path:path}", nowhere, methods=methods),
        ]
    )


async def _passed(request: Request, url: str, method: str = "") -> Response:
    headers = {name: value for name, value in request.headers.items() if name in PASSED_ON}
    body = b"" if method else await request.body()
    async with httpx2.AsyncClient(trust_env=False, timeout=30) as client:
        said = await client.request(method or request.method, url, headers=headers, content=body)
    kept = {"content-type": said.headers["content-type"]} if "content-type" in said.headers else {}
    return Response(said.content, said.status_code, kept)
