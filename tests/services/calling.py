"""Calls a built-in service's tool as the engine does: the same client, guard and limits."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from connectors.mcp import Credential, McpFailed, ServerAddress, ToolClient, ToolOutcome, open_client
from connectors.network import EgressPolicy


async def called(
    builtin: str, base_url: str, tool: str, arguments: Mapping[str, Any], *, token: str, **more: Any
) -> ToolOutcome:
    """The outcome of one call. Raises McpFailed."""
    options = {"deadline_seconds": 10, **more}
    outcome = await _opened(builtin, base_url, token, lambda client: client.call_tool(tool, arguments, **options))
    assert isinstance(outcome, ToolOutcome)
    return outcome


async def account_of(builtin: str, base_url: str, *, token: str) -> str:
    """Whose token it is. Raises McpFailed."""
    return str(await _opened(builtin, base_url, token, lambda client: client.account()))


async def _opened(builtin: str, base_url: str, token: str, ask: Callable[[Any], Awaitable[Any]]) -> Any:
    address, credential = ServerAddress(base_url, builtin=builtin), Credential.bearer(token)
    failed: McpFailed | None = None
    client: ToolClient
    async with open_client(address, credential=credential, policy=policy(base_url)) as client:
        # Raised outside, because the SDK's task group would wrap it.
        try:
            return await ask(client)
        except McpFailed as error:
            failed = error
    raise failed


def policy(base_url: str) -> EgressPolicy:
    """The stand-in's host, also under its other name."""
    port = base_url.split("/")[2].rpartition(":")[2]
    return EgressPolicy.parse(f"127.0.0.1:{port},localhost:{port}")


def text_of(outcome: ToolOutcome) -> str:
    """What the model reads."""
    return "\n".join(block["text"] for block in outcome.blocks if block["type"] == "text")
