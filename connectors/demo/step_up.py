"""The answer to a call that needs more scopes: 403 `insufficient_scope`, so that a client can ask."""

import json
from typing import Any

from mcp.server.auth.middleware.bearer_auth import AuthenticatedUser
from mcp.server.auth.routes import build_resource_metadata_url
from pydantic import AnyHttpUrl
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from connectors.demo.speaking_server import SpeakingServer


class StepUp:
    """Stands before one MCP server, behind its authentication and its limit on body sizes."""

    def __init__(self, app: ASGIApp, server: SpeakingServer, resource: str) -> None:
        self._app = app
        self._server = server
        self._metadata_url = build_resource_metadata_url(AnyHttpUrl(resource))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        user = scope.get("user")
        if scope["type"] != "http" or scope["method"] != "POST" or not isinstance(user, AuthenticatedUser):
            await self._app(scope, receive, send)
            return
        body = await Request(scope, receive).body()
        needed = {self._server.scope_for(name) for name in _tools_called(body)}
        if needed <= set(user.scopes):
            await self._app(scope, _replayed(body, receive), send)
            return
        await self._challenge(sorted(needed | set(user.scopes)))(scope, receive, send)

    def _challenge(self, scopes: list[str]) -> JSONResponse:
        description = "This needs more access than was granted"
        challenge = (
            f'Bearer error="insufficient_scope", error_description="{description}",'
            f' scope="{" ".join(scopes)}", resource_metadata="{self._metadata_url}"'
        )
        body = {"error": "insufficient_scope", "error_description": description}
        return JSONResponse(body, status_code=403, headers={"WWW-Authenticate": challenge})


def _tools_called(body: bytes) -> list[str]:
    """Names of the tools that a request (or batch) calls; none when it is not JSON-RPC."""
    try:
        parsed = json.loads(body)
    except (ValueError, RecursionError):
        return []
    messages: list[Any] = parsed if isinstance(parsed, list) else [parsed]
    calls = [message for message in messages if isinstance(message, dict) and message.get("method") == "tools/call"]
    return [str(call["params"].get("name")) for call in calls if isinstance(call.get("params"), dict)]


def _replayed(body: bytes, receive: Receive) -> Receive:
    pending: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return pending.pop() if pending else await receive()

    return replay
