"""Arguments that nobody means: every tool refuses them in plain words, before it asks its service for anything."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import anyio
import pytest
from mcp.server.mcpserver.exceptions import ToolError, UnexpectedToolError
from mcp_types import CallToolResult, Tool

from connectors.mcp.exchange import Exchange
from connectors.network import EgressPolicy, guarded_client
from connectors.servers import Call, service_named, service_names
from connectors.servers.api import Api
from connectors.servers.wire import during

pytestmark = pytest.mark.anyio
# What fits the parameters that have a pattern or a meaning.
GOOD = (
    "C012AB3CD",
    "1700000000.000100",
    "12:34",
    "2026-11-30",
    "123",
    "me@acme.example",
    "a" * 32,
    "a.txt",
    "https://a.b",
)
ODD = (
    *("\0", "https://[x", "http://[::1", "..", "a/../b?c#d", "%2e%2e", "\u202e", "=?utf-8?q?=0D=0A?= <a@b.example>"),
    *("9999-12-31", "0001-01-01", "9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+23:59", "2026-W01-1", "20261130"),
    *("٣", "²", "-1", "99999999999999999999", "1e999", "NaN", "x\r\nBcc: a@b.example", "[" * 400, "<@U1"),
    *("https://www.figma.com/design/", "https://notion.so/?p=[", "0/x", "1:2;"),
)


class _AskedFirst(ToolError):
    """The arguments were good enough to ask the service."""


@contextmanager
def nobody_answers(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    async def sent(*_: object) -> None:
        raise _AskedFirst("asked")

    with monkeypatch.context() as patch:
        patch.setattr(Api, "_sent", sent)
        yield


def settable(tool: Tool) -> Mapping[str, Any]:
    """The parameters that take a text, or a list of texts."""
    known: dict[str, Any] = tool.input_schema["properties"]
    return {
        name: each
        for name, each in known.items()
        if (each.get("type") == "string" and "enum" not in each)
        or (each.get("type") == "array" and each["items"].get("type") == "string")
    }


def filled(tool: Tool, name: str, value: str) -> Any:
    return [value] if tool.input_schema["properties"][name].get("type") == "array" else value


async def ended(service: str, tool: str, arguments: Mapping[str, Any]) -> CallToolResult | None:
    """The tool's own end; None where it went on to ask. Raises UnexpectedToolError where it broke."""
    async with guarded_client(EgressPolicy.parse("127.0.0.1:1")) as http:
        with during(Call(http, "http://127.0.0.1:1", Exchange(anyio.current_time() + 20), "a-patient")):
            try:
                done = await service_named(service).server.call_tool(tool, dict(arguments))
            except UnexpectedToolError:
                raise
            except ToolError:
                return None
    assert isinstance(done, CallToolResult)
    words = "".join(getattr(block, "text", "") for block in done.content)
    return None if words == "asked" else done


async def good_arguments(service: str, tool: Tool) -> dict[str, Any]:
    """Arguments with which the tool asks its service, as far as that can be guessed."""
    wanted = tool.input_schema.get("required", [])
    chosen: dict[str, Any] = {name: filled(tool, name, GOOD[0]) for name in wanted if name in settable(tool)}
    for name in chosen:
        for value in GOOD:
            chosen[name] = filled(tool, name, value)
            done = await ended(service, tool.name, chosen)
            if done is None or f"{name}" not in "".join(getattr(block, "text", "") for block in done.content):
                break
    return chosen


@pytest.mark.parametrize("service", service_names())
async def test_no_text_breaks_a_tool_before_it_asks_its_service(service: str, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = []
    with nobody_answers(monkeypatch):
        for tool in await service_named(service).server.list_tools():
            good = await good_arguments(service, tool)
            for name in settable(tool):
                for value in ODD:
                    try:
                        await ended(service, tool.name, {**good, name: filled(tool, name, value)})
                    except UnexpectedToolError as error:
                        broken.append((tool.name, name, value, repr(error.__cause__)))
    assert broken == []
