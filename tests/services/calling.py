"""Calling a built-in service's tools as the product does: the same client, a member's token, an API at loopback."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

from connectors.mcp import BuiltinClient, Credential, ServerAddress, ToolClient, ToolOutcome, open_client
from connectors.network import EgressPolicy

SECONDS = 20.0


@asynccontextmanager
async def connected(service: str, api_url: str, token: str, *also: str) -> AsyncIterator[BuiltinClient]:
    """A client of the service's tools for whom this token belongs to; the API's host is let through, and `also`."""
    address = ServerAddress(api_url, builtin=service)
    allowed = policy(api_url, *also)
    async with open_client(address, credential=Credential.bearer(token), policy=allowed) as client:
        assert isinstance(client, BuiltinClient)
        yield client


def policy(api_url: str, *also: str) -> EgressPolicy:
    """What lets the API's host through, also under its other name."""
    port = urlsplit(api_url).port
    return EgressPolicy.parse(",".join([f"127.0.0.1:{port}", f"localhost:{port}", *also]))


async def called(
    service: str, api_url: str, tool: str, arguments: Mapping[str, Any], *, token: str, **more: Any
) -> ToolOutcome:
    """One call's end, whichever. Raises McpFailed."""
    async with connected(service, api_url, token) as client:
        return await client.call_tool(tool, arguments, **{"deadline_seconds": SECONDS, **more})


async def account_of(service: str, api_url: str, *, token: str) -> str:
    """Whose token it is. Raises McpFailed."""
    async with connected(service, api_url, token) as client:
        return await client.account()


async def outcome(service: str, api_url: str, token: str, tool: str, **arguments: Any) -> ToolOutcome:
    """One call's end, whichever. Raises McpFailed."""
    return await called(service, api_url, tool, arguments, token=token)


async def result(service: str, api_url: str, token: str, tool: str, **arguments: Any) -> tuple[Any, str]:
    """What a call that succeeds gives: its data, and what the model reads."""
    done = await outcome(service, api_url, token, tool, **arguments)
    text = text_of(done)
    assert "[Note:" not in text, text
    return data_of(done), text


async def refusal(service: str, api_url: str, token: str, tool: str, **arguments: Any) -> str:
    """The words of a call that the tool itself refuses."""
    done = await outcome(service, api_url, token, tool, **arguments)
    assert (done.status, done.is_error) == ("failed", True), done
    return text_of(done)


async def call(client: ToolClient, tool: str, **arguments: Any) -> ToolOutcome:
    """One call on an open client."""
    return await client.call_tool(tool, arguments, deadline_seconds=SECONDS)


def text_of(done: ToolOutcome) -> str:
    """The text that the model reads."""
    return "\n".join(block["text"] for block in done.blocks if block.get("type") == "text")


def data_of(done: ToolOutcome) -> Any:
    """The data of a call that went well."""
    assert done.status == "succeeded", text_of(done)
    return done.structured
