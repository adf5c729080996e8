"""Calls of the tools for Google, as the product makes them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from connectors.mcp import Credential, ServerAddress, ToolClient, open_client
from connectors.mcp.results import ToolOutcome
from connectors.network import EgressPolicy


@dataclass
class Tools:
    """One member's tools of a service."""

    client: ToolClient

    async def __call__(self, tool: str, **arguments: Any) -> dict[str, Any]:
        """The data of a call that succeeds."""
        outcome = await self.outcome(tool, **arguments)
        assert outcome.status == "succeeded", said(outcome)
        assert "[Note:" not in said(outcome), said(outcome)
        data: dict[str, Any] = outcome.structured
        return data

    async def text(self, tool: str, **arguments: Any) -> str:
        """What the model reads of a call that succeeds."""
        outcome = await self.outcome(tool, **arguments)
        assert outcome.status == "succeeded", said(outcome)
        return said(outcome)

    async def refused(self, tool: str, **arguments: Any) -> str:
        """Why a call fails, in words."""
        outcome = await self.outcome(tool, **arguments)
        assert outcome.status == "failed", said(outcome)
        return said(outcome)

    async def outcome(self, tool: str, **arguments: Any) -> ToolOutcome:
        """How a call ends."""
        return await self.client.call_tool(tool, arguments, deadline_seconds=10)


@asynccontextmanager
async def tools_of(service: str, origin: str, token: str) -> AsyncIterator[Tools]:
    """The service's tools with this token."""
    policy = EgressPolicy.parse(origin.removeprefix("http://"))
    address = ServerAddress(origin, builtin=service)
    async with open_client(address, credential=Credential.bearer(token), policy=policy) as client:
        yield Tools(client)


def said(outcome: ToolOutcome) -> str:
    """The text of an outcome."""
    return "\n".join(str(block.get("text", "")) for block in outcome.blocks)
