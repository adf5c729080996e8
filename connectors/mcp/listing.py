"""Reading a server's whole tool list, tool by tool, within limits."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mcp import MCPError

from connectors.mcp.errors import ProtocolBroken, RequestRefused
from connectors.mcp.tools import LeftOut, OfferedTool, offered_tool

MAX_PAGES = 50
MAX_TOOLS = 512
# Ten thousand tools took 134 MB to hold; this is far more than a model can use.
MAX_LISTING_CHARACTERS = 4 * 1024 * 1024


@dataclass(frozen=True)
class Page:
    """One answer to tools/list: its entries as the server wrote them, and what the next page is asked with."""

    tools: Sequence[Any]
    next_cursor: str | None = None


@dataclass(frozen=True)
class ToolListing:
    """The tools on offer. `truncated`: the server had more; `left_out`: what cannot be used, with the reasons."""

    tools: tuple[OfferedTool, ...]
    truncated: bool = False
    left_out: tuple[LeftOut, ...] = ()


FetchPage = Callable[[str | None], Awaitable[Page]]


def page_of(result: Mapping[str, Any] | None) -> Page:
    """The page in a result, whatever else it says. Raises ProtocolBroken when there is no list of tools in it."""
    tools, cursor = _listed((result or {}).get("tools", 0)), (result or {}).get("nextCursor")
    if tools is not None and not isinstance(tools, list):
        raise ProtocolBroken("The server's list of tools cannot be read.")
    is_number = isinstance(cursor, int) and not isinstance(cursor, bool)
    return Page(tools or (), str(cursor) if cursor and (isinstance(cursor, str) or is_number) else None)


def _listed(tools: Any) -> Any:
    """As a list also what servers write as one tool alone, or by the tools' names."""
    if not isinstance(tools, dict):
        return tools
    if isinstance(tools.get("name"), str):
        return [tools]
    return [{"name": name, **one} if isinstance(one, dict) else one for name, one in tools.items()]


async def read_listing(fetch: FetchPage, *, sends_headers: bool = False) -> ToolListing:
    """All pages up to the limits. Raises McpFailed when a page cannot be had."""
    kept: dict[str, OfferedTool] = {}
    left_out: list[LeftOut] = []
    characters = 0
    async for page in every_page(fetch):
        if page is None:
            return ToolListing(tuple(kept.values()), truncated=True, left_out=tuple(left_out))
        for raw in page.tools:
            found = offered_tool(raw, sends_headers=sends_headers)
            if isinstance(found, OfferedTool) and found.name in kept:
                found = LeftOut(found.name, "Another tool of this server has the same name.")
            if isinstance(found, LeftOut):
                left_out += [found] if len(left_out) < MAX_TOOLS else []
            elif len(kept) == MAX_TOOLS or characters + found.characters > MAX_LISTING_CHARACTERS:
                return ToolListing(tuple(kept.values()), truncated=True, left_out=tuple(left_out))
            else:
                kept[found.name] = found
                characters += found.characters
    return ToolListing(tuple(kept.values()), left_out=tuple(left_out))


async def every_page(fetch: FetchPage) -> AsyncIterator[Page | None]:
    """Page by page; None when there would be more than we read, or than can be had.

    A page that comes again is the end of the list.
    """
    seen: set[str] = set()
    before: Page | None = None
    cursor: str | None = None
    for _ in range(MAX_PAGES):
        try:
            page = await fetch(cursor)
        except (MCPError, ProtocolBroken, RequestRefused):
            if before is None:
                raise
            # It does not know its own cursor, or falls over a later page: what came before is as good as it was.
            break
        if page.tools and before is not None and page.tools == before.tools:
            return
        yield page
        before, cursor = page, page.next_cursor
        if cursor is None or cursor in seen:
            return
        seen.add(cursor)
    yield None
