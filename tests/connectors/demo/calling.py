"""Calls a demo service as a person, through the SDK's client."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx2
from mcp import Client
from mcp.client.streamable_http import streamable_http_client
from mcp_types import CallToolResult, TextContent

from connectors.demo.services import Service
from tests.connectors.demo.oauth_flow import OAuthFlow


@asynccontextmanager
async def signed_in(flow: OAuthFlow, person: str, service: Service, **changes: str | None) -> AsyncIterator[Client]:
    """An MCP client with a token of the person's own."""
    headers = {"Authorization": f"Bearer {flow.tokens(person, service, **changes)['access_token']}"}
    async with (
        httpx2.AsyncClient(headers=headers, trust_env=False, verify=False) as http,
        Client(streamable_http_client(flow.servers.url_of(service), http_client=http)) as client,
    ):
        yield client


async def call(client: Client, tool: str, **arguments: Any) -> dict[str, Any]:
    """The structured result of a call that works."""
    result = await client.call_tool(tool, arguments)
    assert not result.is_error, text_of(result)
    assert isinstance(result.structured_content, dict)
    return result.structured_content


async def refusal(client: Client, tool: str, **arguments: Any) -> str:
    """The sentence with which a call is refused."""
    result = await client.call_tool(tool, arguments)
    assert result.is_error
    return text_of(result)


def text_of(result: CallToolResult) -> str:
    assert isinstance(result.content[0], TextContent)
    return result.content[0].text
