"""The MCP client: the only part of Switchboard that speaks to MCP servers."""

from connectors.mcp.builtin import BuiltinClient
from connectors.mcp.client import ToolClient
from connectors.mcp.errors import (
    AccessRefused,
    AddressRedirected,
    AddressRefused,
    AuthorizationRequired,
    ConnectionLost,
    InsufficientScope,
    McpFailed,
    NotAnMcpServer,
    OlderTransport,
    ProtocolBroken,
    RateLimited,
    RequestRefused,
    ServerFailed,
    ServerUnreachable,
    StaleConnection,
    ToolTimedOut,
    UnknownVersion,
)
from connectors.mcp.listing import LeftOut, OfferedTool, ToolListing
from connectors.mcp.opening import open_client
from connectors.mcp.pool import ClientPool, Target
from connectors.mcp.questions import Asked, Given, Question
from connectors.mcp.raw_answers import OnProgress
from connectors.mcp.records import Credential, Negotiated, Progress, ServerAddress, ToolSchemas
from connectors.mcp.results import ToolOutcome

__all__ = [
    "AccessRefused",
    "AddressRedirected",
    "AddressRefused",
    "Asked",
    "AuthorizationRequired",
    "BuiltinClient",
    "ClientPool",
    "ConnectionLost",
    "Credential",
    "Given",
    "InsufficientScope",
    "LeftOut",
    "McpFailed",
    "Negotiated",
    "NotAnMcpServer",
    "OfferedTool",
    "OlderTransport",
    "OnProgress",
    "Progress",
    "ProtocolBroken",
    "Question",
    "RateLimited",
    "RequestRefused",
    "ServerAddress",
    "ServerFailed",
    "ServerUnreachable",
    "StaleConnection",
    "Target",
    "ToolClient",
    "ToolListing",
    "ToolOutcome",
    "ToolSchemas",
    "ToolTimedOut",
    "UnknownVersion",
    "open_client",
]
