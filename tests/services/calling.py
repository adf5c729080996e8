"""Calls of a built-in service's tools as the engine makes them, at a peer's address."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

from connectors.mcp import Credential, ServerAddress, ToolClient, ToolOutcome, open_client
from connectors.network import EgressPolicy


@asynccontextmanager
async def service_at(builtin: str, url: str, token: str, *also: str) -> AsyncIterator[ToolClient]:
    """A client of the service with this person's token; only the API's host is let through, and `also`."""
    policy = EgressPolicy.parse(",".join([urlsplit(url).netloc, *also]))
    async with open_client(ServerAddress(url, builtin=builtin), credential=Credential.bearer(token), policy=policy) as (
        client
    ):
        yield client


async def call(client: ToolClient, tool: str, **arguments: Any) -> ToolOutcome:
    """One call, with the time that a test has."""
    return await client.call_tool(tool, arguments, deadline_seconds=20)


def text_of(outcome: ToolOutcome) -> str:
    """What the model reads."""
    return "\n".join(block["text"] for block in outcome.blocks if block.get("type") == "text")


def data_of(outcome: ToolOutcome) -> dict[str, Any]:
    """The data of a call that went well."""
    assert not outcome.is_error, text_of(outcome)
    assert isinstance(outcome.structured, dict)
    return outcome.structured
