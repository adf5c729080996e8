"""An MCP server whose failures are sentences, and which asks for the write scope where a tool writes."""

from typing import Any

from mcp.server.auth.middleware.auth_context import get_access_token
from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ToolError, UnexpectedToolError
from mcp_types import CallToolResult, InputRequiredResult, TextContent
from pydantic import BaseModel, ValidationError

from connectors.demo.people import Person, person_by_email
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
