"""Calls of the tools for Google, as the product makes them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from connectors.mcp import BuiltinClient, ToolOutcome
from tests.services.calling import call, connected, data_of, text_of


@dataclass
class Tools:
    """One member's tools of a service."""

    client: BuiltinClient

    async def __call__(self, tool: str, **arguments: Any) -> dict[str, Any]:
        """The data of a call that succeeds."""
        outcome = await self.outcome(tool, **arguments)
        data: dict[str, Any] = data_of(outcome)
        # The client notes where a result differs from what the tool announced.
        assert "[Note:" not in text_of(outcome)
        return data

    async def text(self, tool: str, **arguments: Any) -> str:
        """What the model reads of a call that succeeds."""
        outcome = await self.outcome(tool, **arguments)
        assert outcome.status == "succeeded", text_of(outcome)
        return text_of(outcome)

    async def refused(self, tool: str, **arguments: Any) -> str:
        """Why a call fails, in words."""
        outcome = await self.outcome(tool, **arguments)
        assert outcome.status == "failed", text_of(outcome)
        return text_of(outcome)

    async def outcome(self, tool: str, **arguments: Any) -> ToolOutcome:
        """How a call ends."""
        return await call(self.client, tool, **arguments)


@asynccontextmanager
async def tools_of(service: str, origin: str, token: str) -> AsyncIterator[Tools]:
    """The service's tools with this token."""
    async with connected(service, origin, token) as client:
        yield Tools(client)
