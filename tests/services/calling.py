"""Calling a built-in service's tools as the product does: the same client, a member's token, an API at loopback."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

from connectors.mcp import Credential, McpFailed, ServerAddress, ToolOutcome, open_client
from connectors.mcp.builtin import BuiltinClient
from connectors.network import EgressPolicy


@asynccontextmanager
async def connected(service: str, api_url: str, token: str) -> AsyncIterator[BuiltinClient]:
    """A client of the service's tools for whom this token belongs to."""
    policy = EgressPolicy.parse(urlsplit(api_url).netloc)
    address = ServerAddress(api_url, builtin=service)
    async with open_client(address, credential=Credential.bearer(token), policy=policy) as client:
        assert isinstance(client, BuiltinClient)
        yield client


async def outcome(service: str, api_url: str, token: str, tool: str, **arguments: Any) -> ToolOutcome:
    """One call's end, whichever."""
    failed: McpFailed
    async with connected(service, api_url, token) as client:
        try:
            return await client.call_tool(tool, arguments, deadline_seconds=20)
        except McpFailed as failure:
            failed = failure
    raise failed


async def result(service: str, api_url: str, token: str, tool: str, **arguments: Any) -> tuple[Any, str]:
    """What a call that succeeds gives: its data, and what the model reads."""
    done = await outcome(service, api_url, token, tool, **arguments)
    text = text_of(done)
    assert done.status == "succeeded", text
    assert "[Note:" not in text, text
    return done.structured, text


async def refusal(service: str, api_url: str, token: str, tool: str, **arguments: Any) -> str:
    """The words of a call that the tool itself refuses."""
    done = await outcome(service, api_url, token, tool, **arguments)
    assert (done.status, done.is_error) == ("failed", True), done
    return text_of(done)


def text_of(done: ToolOutcome) -> str:
    """The text that the model reads."""
    return "\n".join(block["text"] for block in done.blocks if block["type"] == "text")
