"""Every request that Notion's tools can make is as Notion's own description wants it, as far as that goes.

The description is that of the official MCP server 2.5.2. It has no answers, so they are planned here; where it is
behind the API's documentation (developers.notion.com), a test of its own says so.
"""

from typing import Any

import pytest

from connectors.mcp import McpFailed, RateLimited, ServerFailed
from tests.services import calling
from tests.services.notion_people import PLAIN, ROW, SOURCE, connections, uuid
from tests.services.prism import Prism

pytestmark = [pytest.mark.anyio, pytest.mark.peer, pytest.mark.services]

SAID = connections()["mia"].records
DUE = {"property": "Due", "condition": "on_or_after", "value": "2026-12-01"}
STAGE = {"property": "Stage", "condition": "equals", "value": "Idea"}
TABLE = [("/data_sources", SAID["data_sources"][SOURCE])]
ROWS = {"results": [SAID["pages"][ROW]], "has_more": False, "next_cursor": None}
PEOPLE = {"results": list(SAID["users"].values()), "has_more": False, "next_cursor": None}
PAGE = [("/pages", SAID["pages"][ROW])]
MARKDOWN = [("/markdown", SAID["markdown"][ROW])]
BLOCKS = {"results": [{"type": "paragraph", "paragraph": {"rich_text": []}}]}
# By tool: its arguments, and what is answered to each request.
CALLS: list[tuple[str, dict[str, Any], list[tuple[str, Any]]]] = [
    ("search_workspace", {"query": "plan", "kind": "page", "cursor": "x", "limit": 5}, [("/search", ROWS)]),
    ("search_workspace", {"kind": "data_source"}, [("/search", ROWS)]),
    ("get_page", {"page": ROW}, [*PAGE, *MARKDOWN]),
    ("list_comments", {"page": ROW, "cursor": "x"}, [("/comments", {"results": SAID["comments"][ROW]})]),
    ("list_people", {"limit": 5, "cursor": "x"}, [("/users", PEOPLE)]),
    ("get_data_source", {"data_source_id": SOURCE}, TABLE),
    ("query_data_source", {"data_source_id": SOURCE}, [*TABLE, ("/query", ROWS)]),
    (
        "query_data_source",
        {
            "data_source_id": SOURCE,
            "conditions": [DUE, STAGE],
            "sorts": [{"property": "Points", "direction": "descending"}],
            "cursor": "x",
        },
        [*TABLE, ("/query", ROWS)],
    ),
    ("create_page", {"title": "New", "parent_page": PLAIN}, [*PAGE, *PAGE]),
    ("update_page", {"page": ROW, "title": "x", "properties": {"Stage": "Plan"}}, [*PAGE, *TABLE, *PAGE]),
    ("edit_page_text", {"page": ROW, "old_text": "One two", "new_text": "Three"}, [*PAGE, *MARKDOWN, *MARKDOWN]),
    ("append_to_page", {"page": ROW, "text": "One\n\n- two\n\n" + "x" * 4_001}, [*PAGE, ("/children", BLOCKS)]),
    ("comment_on_page", {"page": ROW, "text": "x" * 2_001}, [*PAGE, ("/comments", {"id": "c", "rich_text": []})]),
]


def url(prism: Prism) -> str:
    return f"{prism.origin}/v1"


async def test_every_request_of_every_tool_is_valid(prism_notion: Prism) -> None:
    async with calling.connected("notion", url(prism_notion), "token") as client:
        tools = {tool.name for tool in (await client.list_tools()).tools}
    assert tools == {tool for tool, _, _ in CALLS}
    for tool, arguments, answers in CALLS:
        for path, body in answers:
            prism_notion.replies(200, body, path=path)
        await calling.result("notion", url(prism_notion), "token", tool, **arguments)
    assert prism_notion.faults == []
    assert {each.headers["notion-version"] for each in prism_notion.requests} == {"2026-03-11"}


async def test_an_entry_of_a_table_names_its_parent_as_the_api_does_and_the_description_not_yet(
    prism_notion: Prism,
) -> None:
    prism_notion.replies(200, SAID["data_sources"][SOURCE], path="/data_sources")
    arguments = {"title": "New", "parent_data_source": SOURCE, "properties": {"Points": "7.10"}}
    assert await calling.refusal("notion", url(prism_notion), "token", "create_page", **arguments)
    assert prism_notion.requests[-1].json["parent"] == {"type": "data_source_id", "data_source_id": SOURCE}
    # The description knows the parents of before September 2025 only; all else of the request is right.
    assert all("parent" in fault for fault in prism_notion.requests[-1].faults)


async def test_the_markdown_of_a_new_page_is_documented_by_the_api_and_not_by_the_description_yet(
    prism_notion: Prism,
) -> None:
    prism_notion.replies(200, SAID["pages"][ROW], path="/pages")
    arguments = {"title": "New", "parent_page": PLAIN, "content": "# Why"}
    with pytest.raises(McpFailed) as unknown:
        await calling.outcome("notion", url(prism_notion), "token", "create_page", **arguments)
    # Prism's `{}` is no page: what happened is unknown, so it is never sent again.
    assert unknown.value.may_have_run
    assert prism_notion.requests[-1].json["markdown"] == "# Why"
    assert prism_notion.requests[-1].faults == ("request.body.markdown: not in the description",)


async def test_the_account_and_documented_refusals(prism_notion: Prism) -> None:
    prism_notion.replies(200, connections()["mia"].me, path="/users/me")
    async with calling.connected("notion", url(prism_notion), "token") as client:
        assert await client.account() == "mia@acme.example (Acme)"
    for status, words in ((400, "refused this (400)"), (403, "capabilities"), (404, "not shared")):
        prism_notion.replies(status, {"object": "error", "message": "So said Notion."}, path="/pages")
        said = await calling.refusal("notion", url(prism_notion), "token", "get_page", page=uuid(1))
        assert words in said and "So said Notion." in said
    prism_notion.replies(429, {}, headers={"retry-after": "7"}, path="/pages")
    with pytest.raises(RateLimited):
        await calling.outcome("notion", url(prism_notion), "token", "get_page", page=uuid(1))
    prism_notion.replies(200, SAID["pages"][ROW], path="/pages")
    prism_notion.replies(503, {}, path="/comments")
    with pytest.raises(ServerFailed) as failed:
        await calling.outcome("notion", url(prism_notion), "token", "comment_on_page", page=ROW, text="x")
    assert failed.value.may_have_run and prism_notion.faults == []
