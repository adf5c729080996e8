"""An MCP server whose failures are sentences, and which asks for the write scope where a tool writes."""

import json
from typing import Any

from mcp.server.auth.middleware.auth_context import get_access_token
from mcp.server.auth.middleware.bearer_auth import AuthenticatedUser
from mcp.server.auth.routes import build_resource_metadata_url
from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ToolError, UnexpectedToolError
from mcp_types import CallToolResult, InputRequiredResult, TextContent
from pydantic import AnyHttpUrl, BaseModel, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from connectors.demo.database import Person, person_by_email
from connectors.demo.services import Service


class Refused(ToolError):
    """The tool cannot do what was asked; the message is for the person, in plain words."""


class SpeakingServer(MCPServer[Any]):
    """`MCPServer` with errors in plain words. `service` names the scopes that its tools need."""

    service: Service

    async def call_tool(
        self, name: str, arguments: dict[str, Any], context: Context[Any, Any] | None = None
    ) -> CallToolResult | InputRequiredResult:
        try:
            self.check_scope(name)
            return await super().call_tool(name, arguments, context)
        except UnexpectedToolError:
            raise
        except ToolError as error:
            return CallToolResult(content=[TextContent(text=_in_plain_words(error))], is_error=True)

    def scope_for(self, tool_name: str) -> str:
        """The scope that a call of this tool needs."""
        tool = self._tool_manager.get_tool(tool_name)
        reads = tool is None or bool(tool.annotations and tool.annotations.read_only_hint)
        return self.service.read_scope if reads else self.service.write_scope

    def check_scope(self, tool_name: str) -> None:
        """Refuse a call that the token's scopes do not cover."""
        token = get_access_token()
        if token is None or self.scope_for(tool_name) not in token.scopes:
            raise Refused(f"This connection may not do that: it lacks the scope {self.scope_for(tool_name)}.")


def asking_person() -> Person:
    """The person whose token came with the request."""
    token = get_access_token()
    person = person_by_email(token.subject or "") if token else None
    if person is None:
        raise Refused("The person behind this connection is not known here.")
    return person


def answer(text: str, structured: BaseModel) -> CallToolResult:
    """A result that a person can read and a program can use."""
    return CallToolResult(
        content=[TextContent(text=text)],
        structured_content=structured.model_dump(mode="json", exclude_none=False),
    )


def _in_plain_words(error: ToolError) -> str:
    cause = error.__cause__
    if isinstance(cause, ValidationError):
        return "The arguments do not fit. " + " ".join(_sentence(detail) for detail in cause.errors())
    return str(cause) if isinstance(cause, ToolError) else str(error)


def _sentence(detail: Any) -> str:
    field = ".".join(str(part) for part in detail["loc"])
    return f"{field}: {detail['msg']}."


# The answer to a call that needs more scopes: 403 `insufficient_scope`, so that a client can ask.


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
