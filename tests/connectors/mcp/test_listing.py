"""The tool list: cleaned, capped, and never endless."""

import json
from typing import Any

import pytest

from connectors.mcp import McpFailed, Negotiated, OfferedTool, ServerAddress, ToolListing, open_client
from connectors.mcp.listing import MAX_PAGES, MAX_TOOLS
from connectors.network import EgressPolicy
from tests.fakes.scripted_mcp import DISCOVERED, Answer, Message, error, response, result, scripted_mcp
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
    assert (len(listing.tools), listing.truncated, listing.left_out) == (8, False, ())


async def test_all_pages_are_read() -> None:
    def pages(message: Message) -> Any:
        number = int(message["params"].get("cursor", "0"))
        return page([tool(f"t{number}")], str(number + 1) if number < 3 else None)(message)

    listing = await listing_of(pages)
    assert [tool.name for tool in listing.tools] == ["t0", "t1", "t2", "t3"]


async def test_a_page_that_comes_again_and_again_ends_the_list() -> None:
    assert await listing_of(page([tool("one")], "again")) == await listing_of(page([tool("one")]))


@pytest.mark.parametrize("cursor", ["", None, 0, False, [], {}])
async def test_a_cursor_that_is_none_ends_the_list(cursor: Any) -> None:
    listed = {"tools": [tool("one")], "nextCursor": cursor, "_meta": None}
    assert await listing_of(result(listed)) == await listing_of(page([tool("one")]))


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


async def test_unusable_and_doubled_tools_are_left_out_by_name() -> None:
    huge = {"type": "object", "description": "x" * 70_000}
    listing = await listing_of(
        page(
            [tool("one"), tool("one", title="x"), tool(""), tool("a" * 200), tool("b\n"), tool("big", inputSchema=huge)]
        )
    )
    assert [tool.name for tool in listing.tools] == ["one"]
    assert [one.name for one in listing.left_out] == ["one", "", "a" * 128, "b\n", "big"]
    assert all(one.reason for one in listing.left_out)


ODD_TOOLS: dict[str, Any] = {
    "no schema": {"name": "odd"},
    "empty schema": tool("odd", inputSchema={}),
    "null schema": tool("odd", inputSchema=None),
    "a list as schema": tool("odd", inputSchema=[]),
    "no type": tool("odd", inputSchema={"properties": {"a": {"type": "string"}}}),
    "properties as a list": tool("odd", inputSchema={"type": "object", "properties": []}),
    "null properties": tool("odd", inputSchema={"type": "object", "properties": None, "required": None}),
    "results as a list": tool("odd", outputSchema={"type": "array", "items": {"type": "string"}}),
    "results without type": tool("odd", outputSchema={"properties": {}}),
    "null results": tool("odd", outputSchema=None),
    "text as results": tool("odd", outputSchema="object"),
    "icons as text": tool("odd", icons="https://x.example/i.png"),
    "odd icons": tool("odd", icons=[{"src": 7}, None]),
    "annotations as a list": tool("odd", annotations=[]),
    "null annotations": tool("odd", annotations=None),
    "odd annotations": tool("odd", annotations={"readOnlyHint": "maybe", "title": 7, "more": {}}),
    "a number as title": tool("odd", title=7),
    "a list as description": tool("odd", description=["a"]),
    "null everywhere": tool("odd", title=None, description=None, icons=None, execution=None, _meta=None),
    "text as _meta": tool("odd", _meta="x", execution="never"),
}
LEFT_OUT: dict[str, Any] = {
    "text as schema": tool("odd", inputSchema="object"),
    "blank name": tool(" \u3000"),
    "no name": {"inputSchema": {"type": "object"}},
    "a number as name": tool(7),  # type: ignore[arg-type]
    "null": None,
    "text": "odd",
    "nested without end": tool("odd", inputSchema=json.loads('{"items":' * 150 + "{}" + "}" * 150)),
}


@pytest.mark.parametrize("version", ["2026-07-28", "2025-06-18"])
async def test_an_odd_tool_never_costs_its_neighbours_and_is_mended_or_left_out_by_name(version: str) -> None:
    agreed = {"protocolVersion": version, "capabilities": {}, "serverInfo": {"name": "s", "version": "1"}}
    stored = Negotiated(version, DISCOVERED if version.startswith("2026") else None)
    with scripted_mcp({"initialize": result(agreed)}) as script:
        policy = EgressPolicy.parse(script.allowed)
        async with open_client(ServerAddress(script.url), policy=policy, stored=stored) as client:
            for name, odd in (ODD_TOOLS | LEFT_OUT).items():
                script.answers["tools/list"] = page([tool("before"), odd, tool("after")])
                listing = await client.list_tools()
                kept = [one.name for one in listing.tools]
                assert kept == ["before", *(["odd"] if name in ODD_TOOLS else []), "after"], name
                assert [bool(one.reason) for one in listing.left_out] == ([] if name in ODD_TOOLS else [True]), name


async def test_a_hint_that_is_no_yes_or_no_leaves_the_cautious_default() -> None:
    odd = {"readOnlyHint": "true", "destructiveHint": 0, "title": "T"}
    assert (await only_tool(annotations=odd)).annotations == {"title": "T"}


async def test_what_the_server_wrote_of_its_arguments_is_kept_as_it_is() -> None:
    odd = {"properties": [], "anyOf": [{"required": ["$a"]}], "exclusiveMinimum": True}
    assert (await only_tool(inputSchema=odd)).input_schema == odd


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ({"one": {"inputSchema": {}}, "two": {"name": "second"}, "three": None}, ["one", "second"]),
        ({"name": {"inputSchema": {}}}, ["name"]),
        (tool("alone"), ["alone"]),
        ({}, []),
    ],
)
async def test_tools_that_are_written_by_their_names_or_alone_are_read(written: Any, names: list[str]) -> None:
    listing = await listing_of(result({"tools": written}))
    assert [one.name for one in listing.tools] == names
    assert len(listing.left_out) == len(written) - len(names) if "three" in written else not listing.left_out


async def test_a_server_without_tools_offers_none() -> None:
    assert await listing_of(error(-32601, "Method not found")) == ToolListing(())


@pytest.mark.parametrize(
    "later",
    [
        error(-32602, "Invalid cursor"),
        error(-32601, "no such method"),
        error(-32603, "boom", 400),
        result({"tools": 7}),
        response(400, "no such cursor"),
        response(200, "<h1>Hi</h1>", content_type="text/html"),
    ],
)
async def test_a_later_page_that_cannot_be_had_does_not_cost_the_first(later: Answer) -> None:
    answers = iter([page([tool("a")], "next")])
    listing = await listing_of(lambda message: next(answers, later)(message))
    assert ([one.name for one in listing.tools], listing.truncated) == (["a"], True)


async def test_a_malformed_list_is_a_broken_protocol() -> None:
    for answer in (result({"tools": 7, "resultType": "complete"}), result({}), error(-32603, "boom")):
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
