"""Reading a server's whole tool list, tool by tool, within limits."""

import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from mcp import MCPError
from mcp.shared.inbound import find_invalid_x_mcp_header

from connectors.mcp.errors import ProtocolBroken, RequestRefused
from connectors.mcp.records import canonical_json, clean_value
from connectors.model_schemas import Unfit, check_depth
from organizations.text import clean_text, says_nothing

# What a server offers: one tool, cleaned and capped, with the digest that notices a change.

MAX_NAME_CHARACTERS = 128
MAX_TITLE_CHARACTERS = 200
MAX_DESCRIPTION_CHARACTERS = 16_384
# A schema goes to the model in every turn; a larger one is an attack or a mistake.
MAX_SCHEMA_CHARACTERS = 65_536
_FLAT_UI_KEY = "ui/resourceUri"
_HINTS = {
    "readOnlyHint": "read_only_hint",
    "destructiveHint": "destructive_hint",
    "idempotentHint": "idempotent_hint",
    "openWorldHint": "open_world_hint",
}


@dataclass(frozen=True)
class OfferedTool:
    """One tool. `annotations` holds only the hints that the server set; for others the defaults hold."""

    name: str
    title: str | None
    description: str
    input_schema: dict[str, Any]
    output_schema: dict[str, Any] | None = None
    annotations: dict[str, Any] = field(default_factory=dict)
    ui: dict[str, Any] | None = None
    unsupported_reason: str | None = None

    @property
    def digest(self) -> str:
        """SHA-256 over what a person reviewed: description, schemas, annotations and ui."""
        reviewed = {
            "description": self.description,
            "input_schema": self.input_schema,
            "output_schema": self.output_schema,
            "annotations": self.annotations,
            "ui": self.ui,
        }
        return hashlib.sha256(canonical_json(reviewed).encode("ascii")).hexdigest()

    @property
    def characters(self) -> int:
        """How much of a listing's allowance it uses."""
        return len(self.description) + _characters(self.input_schema) + _characters(self.output_schema)


@dataclass(frozen=True)
class LeftOut:
    """A tool that cannot be used here: its name as the server wrote it, cleaned and cut, and why, for people."""

    name: str
    reason: str


def offered_tool(raw: Any, *, sends_headers: bool = False) -> OfferedTool | LeftOut:
    """One entry of a server's list, mended where its meaning is clear. An unusable one does not affect the others.

    `sends_headers`: the server speaks the revision in which arguments can go as headers too.
    """
    if not isinstance(raw, dict):
        return LeftOut("", "An entry of the server's list is no description of a tool.")
    name = raw.get("name")
    shown = clean_text(name, MAX_NAME_CHARACTERS) if isinstance(name, str) else ""
    try:
        check_depth(raw)
    except Unfit as unfit:
        return LeftOut(shown, str(unfit))
    reason = _unusable_name(name) or _unusable_schema(raw.get("inputSchema"), sends_headers)
    if reason or not isinstance(name, str):
        return LeftOut(shown, reason or "")
    annotations = _annotations(raw.get("annotations"))
    offered = OfferedTool(
        name=name,
        title=_title(raw.get("title")) or _title(annotations.get("title")),
        description=clean_text(_text(raw.get("description")), MAX_DESCRIPTION_CHARACTERS),
        input_schema=clean_value(raw.get("inputSchema") or {}) if raw.get("inputSchema") is not True else {},
        output_schema=clean_value(found) if isinstance(found := raw.get("outputSchema"), dict) else None,
        annotations=annotations,
        ui=_ui(found) if isinstance(found := raw.get("_meta"), dict) else None,
        unsupported_reason=_unsupported(raw.get("execution")),
    )
    small = max(_characters(offered.input_schema), _characters(offered.output_schema)) <= MAX_SCHEMA_CHARACTERS
    return offered if small else LeftOut(shown, "Its arguments or results are described at more length than we keep.")


def _unusable_name(name: Any) -> str | None:
    if not isinstance(name, str) or says_nothing(name):
        return "It has no name, so it cannot be called."
    if len(name) > MAX_NAME_CHARACTERS:
        return f"Its name is longer than {MAX_NAME_CHARACTERS} characters."
    if not name.isprintable() or clean_text(name) != name:
        return "Its name has characters that cannot be shown."
    return None


def _unusable_schema(schema: Any, sends_headers: bool) -> str | None:
    """Why a schema is unusable. Missing, null and PHP's empty list mean that the tool takes anything."""
    if not isinstance(schema, dict):
        return None if schema in (None, [], True) else "Its arguments are described in a way that cannot be read."
    if sends_headers and find_invalid_x_mcp_header(schema):
        return "It asks for headers that cannot be sent."
    return None


def _annotations(raw: Any) -> dict[str, Any]:
    """The hints with valid values; for others the cautious default applies."""
    given = raw if isinstance(raw, dict) else {}
    hints = {kept: given[key] for key, kept in _HINTS.items() if isinstance(given.get(key), bool)}
    title = _title(given.get("title"))
    return {**({"title": clean_text(given["title"])} if title else {}), **hints}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _title(value: Any) -> str | None:
    return clean_text(value, MAX_TITLE_CHARACTERS) if isinstance(value, str) and value else None


def _ui(meta: dict[str, Any]) -> dict[str, Any] | None:
    declared = meta.get("ui")
    found = declared if isinstance(declared, dict) else {"resourceUri": meta.get(_FLAT_UI_KEY)}
    kept = {key: found[key] for key in ("resourceUri", "visibility") if found.get(key) is not None}
    return clean_value(kept) if kept else None


def _unsupported(execution: Any) -> str | None:
    if isinstance(execution, dict) and execution.get("taskSupport") == "required":
        return "It only runs as a background task, which Switchboard does not support yet."
    return None


def _characters(schema: dict[str, Any] | None) -> int:
    return 0 if schema is None else len(canonical_json(schema))


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
    """The tools as a list; some servers write a single tool, or an object by name."""
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
            # A later page failed, perhaps because the server does not know its own cursor: keep the earlier pages.
            break
        if page.tools and before is not None and page.tools == before.tools:
            return
        yield page
        before, cursor = page, page.next_cursor
        if cursor is None or cursor in seen:
            return
        seen.add(cursor)
    yield None
