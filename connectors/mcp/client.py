"""An open MCP client of one server and one credential: list the tools, call a tool."""

import json
import re
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar
from urllib.parse import parse_qsl, quote, urlsplit

import anyio
import mcp_types
from mcp import Client, MCPError
from mcp.client.caching import CacheEntry, CacheKey
from mcp.shared.dispatcher import ProgressFnT
from mcp_types import HEADER_MISMATCH, METHOD_NOT_FOUND
from mcp_types.version import MODERN_PROTOCOL_VERSIONS
from pydantic import ValidationError

from connectors.mcp.errors import ConnectionLost, ProtocolBroken, RequestRefused, ServerUnreachable, ToolTimedOut
from connectors.mcp.exchange import Exchange, recorded_in
from connectors.mcp.faults import SDK_ERRORS, call_fault, is_servers_own, is_unread
from connectors.mcp.listing import OfferedTool, Page, ToolListing, every_page, page_of, read_listing
from connectors.mcp.questions import Given
from connectors.mcp.raw_answers import Listening, OnProgress
from connectors.mcp.records import Credential, Negotiated, ServerAddress, ToolSchemas, canonical_json, clean_value
from connectors.mcp.results import ToolOutcome, failed_outcome, outcome_of
from connectors.network.limits import HIDDEN

# Gives the SDK a stored tool definition, so that it does not list the tools before or after a call.

_FRESH_SECONDS = 60.0
# The cursor of a next page: a listing with one adds to what the session knows instead of replacing it.
_MORE_TO_COME = "stored"


class StoredDefinitions:
    """A response cache for the SDK with exactly one definition, the one that was put in last."""

    def __init__(self) -> None:
        self._listing: mcp_types.ListToolsResult | None = None

    def put(self, name: str, schemas: ToolSchemas | None) -> None:
        """Offer this tool to the next read; without schemas a tool that takes and gives anything."""
        tool = mcp_types.Tool(
            name=name,
            input_schema=_plain(schemas.input_schema) if schemas else {"type": "object"},
            # Without the output schema: the SDK would refuse a result that differs; `announced` only notes that.
            output_schema=None,
        )
        self._listing = mcp_types.ListToolsResult(tools=[tool], next_cursor=_MORE_TO_COME)

    async def get(self, key: CacheKey) -> CacheEntry | None:
        """The SDK asks; other methods than tools/list are never served."""
        if key.method != "tools/list" or self._listing is None:
            return None
        return CacheEntry(value=self._listing, scope="private", expires_at=time.time() + _FRESH_SECONDS)

    async def set(self, key: CacheKey, entry: CacheEntry) -> None:
        """Nothing that the server says is kept here: the database is the store."""

    async def delete(self, key: CacheKey) -> None:
        """See `set`."""

    async def clear(self) -> None:
        """See `set`."""


def _plain(schema: Mapping[str, Any]) -> dict[str, Any]:
    return dict(schema)


def responses_of(given: Given) -> mcp_types.InputResponses | None:
    """The answers in the SDK's words."""
    if not given.answers:
        return None
    return {
        key: mcp_types.ListRootsResult(roots=[]) if "roots" in answer else mcp_types.ElicitResult(**answer)
        for key, answer in given.answers.items()
    }


# Keeps a member's credential out of a server's answers: some servers repeat it in an error or a result.
#
# credentials-C4: it must not get into a prompt, a tool result or an answer.

# Shorter ones could occur in any text.
_SHORTEST = 8
# Other parts of an address's query, such as a project's name, are what a tool's result is about.
_KEYS = re.compile(r"key|token|secret|pass|auth|sig|code", re.IGNORECASE)


# What a tool's definition says in the server's words.
_TOLD = ("title", "description", "input_schema", "output_schema", "annotations", "ui", "unsupported_reason")


class OwnSecrets:
    """The secrets of one open client: the values of its headers, and the keys in its address."""

    def __init__(self, server: ServerAddress, credential: Credential | None) -> None:
        values = [value.rpartition(" ")[2] for _, value in credential.headers] if credential else []
        keys = [key for name, key in parse_qsl(urlsplit(server.url).query) if _KEYS.search(name)]
        forms = {form for key in (*values, *keys) for form in (key, quote(key, safe=""))}
        self._hidden = sorted((form for form in forms if len(form) >= _SHORTEST), key=len, reverse=True)

    def hide(self, text: str) -> str:
        """The text without them."""
        for secret in self._hidden:
            text = text.replace(secret, HIDDEN)
        return text

    def hide_in(self, outcome: ToolOutcome) -> ToolOutcome:
        """The outcome without them, in all its parts."""
        questions = outcome.asked.questions if outcome.asked else ()
        said = kept = canonical_json([outcome.blocks, outcome.structured, questions])
        for secret in self._hidden:
            kept = kept.replace(json.dumps(secret)[1:-1], HIDDEN)
        if kept == said:
            return outcome
        blocks, structured, asked = json.loads(kept)
        asked = replace(outcome.asked, questions=tuple(asked)) if outcome.asked else None
        return replace(outcome, blocks=tuple(blocks), structured=structured, asked=asked)

    def hide_in_tool(self, tool: OfferedTool) -> OfferedTool:
        """The tool without them: its definition is kept for everybody in the organization."""
        texts = {name: getattr(tool, name) for name in _TOLD}
        said = kept = canonical_json(texts)
        for secret in self._hidden:
            kept = kept.replace(json.dumps(secret)[1:-1], HIDDEN)
        return tool if kept == said else replace(tool, **json.loads(kept))


Answer = TypeVar("Answer")


class ToolClient:
    """Made by `open_client`. Each call records its own requests, so that calls do not see each other's failures."""

    def __init__(self, sdk: Client, definitions: StoredDefinitions, secrets: OwnSecrets) -> None:
        self._sdk = sdk
        self._secrets = secrets
        self._definitions = definitions
        # Arguments can go as headers too since 2026.
        self._sends_headers = sdk.protocol_version in MODERN_PROTOCOL_VERSIONS
        # Tools that the SDK's session knows: of the last listing, and those put in by `_teach`.
        self._listed: frozenset[str] = frozenset()
        self._taught: dict[str, ToolSchemas | None] = {}
        self._teaching = anyio.Lock()

    @property
    def negotiated(self) -> Negotiated:
        """What to store, so that the next client opens faster."""
        found = self._sdk.session.discover_result
        discover = found.model_dump(by_alias=True, mode="json", exclude_none=True) if found else None
        return Negotiated(self._sdk.protocol_version, clean_value(discover))

    async def list_tools(self, *, deadline_seconds: float = 30.0) -> ToolListing:
        """All tools up to the limits, asked from the server. Raises McpFailed."""
        exchange = Exchange(anyio.current_time() + deadline_seconds)
        try:
            with anyio.fail_after(deadline_seconds):
                listing = await read_listing(partial(self._page, exchange), sends_headers=self._sends_headers)
        except TimeoutError:
            raise ServerUnreachable("The server did not list its tools in time.") from None
        except MCPError as answered:
            if answered.code == METHOD_NOT_FOUND:
                return ToolListing(())
            raise ProtocolBroken("The server refused to list its tools.") from None
        finally:
            self._taught.clear()
        self._listed = frozenset(tool.name for tool in listing.tools)
        return replace(listing, tools=tuple(map(self._secrets.hide_in_tool, listing.tools)))

    async def call_tool(
        self,
        name: str,
        arguments: Mapping[str, Any],
        *,
        schemas: ToolSchemas | None = None,
        deadline_seconds: float,
        silence_seconds: float | None = None,
        on_progress: OnProgress | None = None,
        given: Given | None = None,
    ) -> ToolOutcome:
        """Run a tool and wait for its known end. With `schemas` a 2026 server gets exactly one request.

        `given` are the answers to what the server asked when it was called with the same arguments before.

        It may take `deadline_seconds` in all, and `silence_seconds` without a word about its progress. Cancelling the
        task cancels the call at the server. Raises McpFailed, whose `may_have_run` says if the tool may have acted.
        """
        exchange = Exchange(anyio.current_time() + deadline_seconds)
        await self._teach(name, schemas)
        cleaned = clean_value(arguments)
        listening = Listening(silence_seconds or deadline_seconds, on_progress, self._secrets.hide)
        try:
            listening.begin()
            with listening.scope:
                await self._ask(exchange, lambda: self._send(exchange, name, cleaned, listening.report, given))
        except MCPError as answered:
            return failed_outcome(self._secrets.hide(f"The server refused the call: {answered.message}"))
        except RequestRefused as refused:
            words = f": {self._secrets.hide(refused.reason)}" if refused.reason else "."
            return failed_outcome(f"The server refused the call ({refused.status}){words}")
        finally:
            listening.end()
        if listening.fell_silent:
            raise ToolTimedOut("The tool did not finish in time.", may_have_run=exchange.sent)
        result = exchange.result or {}
        return self._secrets.hide_in(outcome_of(result, schemas.output_schema if schemas else None))

    async def _ask(self, exchange: Exchange, send: Callable[[], Awaitable[Answer]]) -> Answer | None:
        """Send one request; the exchange has the answer.

        None when the SDK does not accept the answer. Raises McpFailed, or MCPError when that is the server's own.
        """
        try:
            with recorded_in(exchange), anyio.CancelScope() as scope:
                exchange.scope = scope
                return await send()
        except SDK_ERRORS as error:
            if is_unread(error, exchange) and exchange.is_answered:
                return None
            if isinstance(error, MCPError) and is_servers_own(error, exchange):
                raise
            raise call_fault(error, exchange) from None
        # An error without the request's id.
        if exchange.is_answered:
            return None
        raise ProtocolBroken("The server answered, but not to this call.", may_have_run=exchange.sent)

    async def _send(
        self, exchange: Exchange, name: str, arguments: dict[str, Any], report: ProgressFnT, given: Given | None
    ) -> mcp_types.CallToolResult | mcp_types.InputRequiredResult:
        async def once() -> mcp_types.CallToolResult | mcp_types.InputRequiredResult:
            seconds = max(exchange.remaining_seconds, 0.001)
            return await self._sdk.session.call_tool(
                name,
                arguments,
                seconds,
                report,
                input_responses=responses_of(given) if given else None,
                request_state=given.state if given else None,
                allow_input_required=True,
            )

        try:
            return await once()
        except MCPError as mismatch:
            if mismatch.code != HEADER_MISMATCH:
                raise
        # The server says that the tool's headers have changed and that it did nothing: list once, send once more.
        await self._relearn(exchange, name)
        return await once()

    async def _page(self, exchange: Exchange, cursor: str | None) -> Page:
        await self._ask(exchange, lambda: self._list(cursor))
        return page_of(exchange.result)

    async def _list(self, cursor: str | None) -> mcp_types.ListToolsResult:
        return await self._sdk.session.list_tools(params=mcp_types.PaginatedRequestParams(cursor=cursor))

    async def _relearn(self, exchange: Exchange, name: str) -> None:
        self._taught.pop(name, None)

        async def fetch(cursor: str | None) -> Page:
            with suppress(ValidationError):
                await self._list(cursor)
            return page_of(exchange.result)

        async for page in every_page(fetch):
            if page is None or any(isinstance(tool, dict) and tool.get("name") == name for tool in page.tools):
                return

    async def _teach(self, name: str, schemas: ToolSchemas | None) -> None:
        if schemas is None and name in self._listed:
            return
        async with self._teaching:
            if name not in self._taught or self._taught[name] != schemas:
                self._definitions.put(name, schemas)
                try:
                    await self._sdk.list_tools()
                except SDK_ERRORS:
                    raise ConnectionLost("The connection to the server was closed.") from None
                self._taught[name] = schemas
