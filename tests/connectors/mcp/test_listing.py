"""The tool list: cleaned, capped, and never endless."""

from typing import Any

import pytest

from connectors.mcp import McpFailed, Negotiated, OfferedTool, ServerAddress, ToolListing, open_client
from connectors.mcp.listing import MAX_PAGES, MAX_TOOLS
from connectors.network import EgressPolicy
from tests.fakes.scripted_mcp import DISCOVERED, Answer, Message, error, result, scripted_mcp
from tests.fakes.tool_server import tool_server

pytestmark = pytest.mark.anyio


def tool(name: str, **more: Any) -> Message:
    return {"name": name, "inputSchema": {"type": "object"}, **more}


def page(tools: list[Message], cursor: str | None = None) -> Answer:
    listed: Message = {"tools": tools, "resultType": "complete", "ttlMs": 0, "cacheScope": "private"}
    return result(listed | ({"nextCursor": cursor} if cursor else {}))


async def listing_of(answer: Answer) -> ToolListing:
    with scripted_mcp({"tools/list": answer}) as script:
        policy, stored = EgressPolicy.parse(script.allowed), Negotiated("2026-07-28", DISCOVERED)
        async with open_client(ServerAddress(script.url), policy=policy, stored=stored) as client:
            return await client.list_tools(deadline_seconds=20)


async def only_tool(**more: Any) -> OfferedTool:
    return (await listing_of(page([tool("one", **more)]))).tools[0]


@pytest.mark.parametrize("version", ["2026-07-28", "2025-11-25"])
async def test_a_real_server_lists_its_tools(version: str) -> None:
    stored = Negotiated(version, DISCOVERED if version.startswith("2026") else None)
    with tool_server() as server:
        policy = EgressPolicy.parse(server.allowed)
        async with open_client(ServerAddress(server.url), policy=policy, stored=stored) as client:
            listing = await client.list_tools()
    echo = next(tool for tool in listing.tools if tool.name == "echo")
    assert (echo.title, echo.description) == ("Echo", "Give the text back.")
    assert echo.annotations == {"read_only_hint": True}
    assert echo.input_schema["required"] == ["text"]
    assert (len(listing.tools), listing.truncated, listing.dropped) == (8, False, ())


async def test_all_pages_are_read() -> None:
    def pages(message: Message) -> Any:
        number = int(message["params"].get("cursor", "0"))
        return page([tool(f"t{number}")], str(number + 1) if number < 3 else None)(message)

    listing = await listing_of(pages)
    assert [tool.name for tool in listing.tools] == ["t0", "t1", "t2", "t3"]


async def test_a_repeated_cursor_is_refused() -> None:
    with pytest.raises(McpFailed) as failed:
        await listing_of(page([tool("one")], "again"))
    assert (failed.value.code, failed.value.may_have_run) == ("protocol_broken", False)


async def test_an_endless_list_is_cut() -> None:
    def endless(message: Message) -> Any:
        number = int(message["params"].get("cursor", "0"))
        return page([tool(f"t{number}")], str(number + 1))(message)

    listing = await listing_of(endless)
    assert (len(listing.tools), listing.truncated) == (MAX_PAGES, True)


async def test_ten_thousand_tools_are_cut() -> None:
    listing = await listing_of(page([tool(f"t{number}") for number in range(10_000)]))
    assert (len(listing.tools), listing.truncated) == (MAX_TOOLS, True)


async def test_a_list_with_too_much_text_is_cut() -> None:
    listing = await listing_of(page([tool(f"t{number}", description="x" * 16_384) for number in range(400)]))
    assert listing.truncated and len(listing.tools) < 300


async def test_unusable_and_doubled_tools_are_dropped_and_named() -> None:
    huge = {"type": "object", "description": "x" * 70_000}
    listing = await listing_of(
        page(
            [tool("one"), tool("one", title="x"), tool(""), tool("a" * 200), tool("b\n"), tool("big", inputSchema=huge)]
        )
    )
    assert [tool.name for tool in listing.tools] == ["one"]
    assert listing.dropped == ("one", "", "a" * 100, "b\n", "big")


async def test_a_server_without_tools_offers_none() -> None:
    assert await listing_of(error(-32601, "Method not found")) == ToolListing(())


async def test_a_malformed_list_is_a_broken_protocol() -> None:
    for answer in (result({"tools": 7, "resultType": "complete"}), page([{"title": "no name"}]), error(-32603, "boom")):
        with pytest.raises(McpFailed) as failed:
            await listing_of(answer)
        assert failed.value.code == "protocol_broken"


async def test_text_is_cleaned_and_cut() -> None:
    found = await only_tool(description="a\0" + "b" * 20_000, title="t\0" + "u" * 300)
    assert (found.description[:2], len(found.description)) == ("ab", 16_384)
    assert found.title is not None and (found.title[:2], len(found.title)) == ("tu", 200)


async def test_the_digest_notices_every_reviewed_part_and_nothing_else() -> None:
    variants: list[dict[str, Any]] = [
        {},
        {"description": "other"},
        {"inputSchema": {"type": "object", "properties": {"a": {}}}},
        {"outputSchema": {"type": "object"}},
        {"annotations": {"readOnlyHint": True}},
        {"_meta": {"ui": {"resourceUri": "ui://board"}}},
    ]
    digests = [(await only_tool(**variant)).digest for variant in variants]
    assert len(set(digests)) == len(variants)
    assert (await only_tool(title="Only the title")).digest == digests[0]
    assert (await only_tool(inputSchema={"properties": {"a": {}}, "type": "object"})).digest == digests[2]


async def test_what_a_tool_says_of_its_view_is_kept() -> None:
    hidden = await only_tool(_meta={"ui": {"resourceUri": "ui://b", "visibility": ["app"], "more": 1}})
    assert hidden.ui == {"resourceUri": "ui://b", "visibility": ["app"]}
    assert (await only_tool(_meta={"ui/resourceUri": "ui://old"})).ui == {"resourceUri": "ui://old"}


async def test_a_tool_that_only_runs_as_a_task_is_marked() -> None:
    listing = page([tool("research", execution={"taskSupport": "required"})])
    with scripted_mcp({"tools/list": listing}) as script:
        script.answers["initialize"] = result(
            {"protocolVersion": "2025-11-25", "capabilities": {}, "serverInfo": {"name": "s", "version": "1"}}
        )
        policy, stored = EgressPolicy.parse(script.allowed), Negotiated("2025-11-25")
        async with open_client(ServerAddress(script.url), policy=policy, stored=stored) as client:
            found = (await client.list_tools()).tools[0]
    assert found.unsupported_reason is not None and "background" in found.unsupported_reason
