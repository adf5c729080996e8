"""Reading a server's whole tool list, within limits."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

import mcp_types

from connectors.mcp.errors import ProtocolBroken
from connectors.mcp.tools import OfferedTool, offered_tool

MAX_PAGES = 50
MAX_TOOLS = 512
# Ten thousand tools took 134 MB to hold; this is far more than a model can use.
MAX_LISTING_CHARACTERS = 4 * 1024 * 1024

FetchPage = Callable[[str | None], Awaitable[mcp_types.ListToolsResult]]


@dataclass(frozen=True)
class ToolListing:
    """The tools on offer. `truncated`: the server had more; `dropped`: names of unusable or doubled ones."""

    tools: tuple[OfferedTool, ...]
    truncated: bool = False
    dropped: tuple[str, ...] = ()


async def read_listing(fetch: FetchPage) -> ToolListing:
    """All pages up to the limits. Raises ProtocolBroken when a page repeats."""
    kept: dict[str, OfferedTool] = {}
    dropped: list[str] = []
    characters = 0
    async for tool in every_tool(fetch):
        offered = offered_tool(tool) if tool and tool.name not in kept else None
        if tool is None or (offered and not _fits(kept, characters + offered.characters)):
            return ToolListing(tuple(kept.values()), truncated=True, dropped=tuple(dropped))
        if offered:
            kept[offered.name] = offered
            characters += offered.characters
        elif len(dropped) < MAX_TOOLS:
            dropped.append(tool.name[:100])
    return ToolListing(tuple(kept.values()), dropped=tuple(dropped))


def _fits(kept: dict[str, OfferedTool], characters: int) -> bool:
    return len(kept) < MAX_TOOLS and characters <= MAX_LISTING_CHARACTERS


async def every_tool(fetch: FetchPage) -> AsyncIterator[mcp_types.Tool | None]:
    """Tool by tool; None when there would be more pages than we read."""
    seen: set[str] = set()
    cursor: str | None = None
    for _ in range(MAX_PAGES):
        page = await fetch(cursor)
        for tool in page.tools:
            yield tool
        cursor = page.next_cursor
        if not cursor:
            return
        if cursor in seen:
            raise ProtocolBroken("The server's tool list never ends.")
        seen.add(cursor)
    yield None
