"""Notion's tools on a stand-in that stores, pages, keeps connections apart and refuses as Notion documents it."""

from collections.abc import Iterator
from typing import Any

import pytest

from connectors.mcp import AuthorizationRequired, RateLimited, ServerFailed
from tests.services import calling
from tests.services.notion_people import DATABASE, PLAIN, ROW, SOURCE, TWO_SOURCES, connections, uuid
from tests.services.notion_stand_in import NotionStandIn, notion_stand_in

pytestmark = pytest.mark.anyio


@pytest.fixture
def notion() -> Iterator[NotionStandIn]:
    with notion_stand_in(connections()) as state:
        yield state


async def get(notion: NotionStandIn, tool: str, token: str = "mia", **arguments: Any) -> tuple[Any, str]:
    return await calling.result("notion", notion.url, token, tool, **arguments)


async def test_each_member_finds_what_they_shared(notion: NotionStandIn) -> None:
    for token, title in (("mia", "Plan"), ("ada", "Minutes")):
        data, text = await get(notion, "search_workspace", token)
        assert [each["title"] for each in data["items"]] == [title, f"{title} notes", f"{title} table"]
        assert "https://www.notion.so/" in text


async def test_the_account_names_person_and_workspace(notion: NotionStandIn) -> None:
    for token, account in (("mia", "mia@acme.example (Acme)"), ("key", "Robot")):
        async with calling.connected("notion", notion.url, token) as client:
            assert await client.account() == account


async def test_a_search_asks_for_one_kind_and_goes_on(notion: NotionStandIn) -> None:
    tables, _ = await get(notion, "search_workspace", query="plan", kind="data_source")
    assert [each["kind"] for each in tables["items"]] == ["data source"]
    first, text = await get(notion, "search_workspace", limit=2)
    assert first["next_cursor"] == "2" and "cursor '2'" in text
    last, _ = await get(notion, "search_workspace", limit=2, cursor="2")
    assert [each["title"] for each in last["items"]] == ["Plan table"] and last["next_cursor"] == ""


async def test_a_page_is_read_with_its_values_as_they_are(notion: NotionStandIn) -> None:
    data, text = await get(notion, "get_page", page=f"https://www.notion.so/acme/Plan-{ROW.replace('-', '')}?pvs=4")
    assert data["properties"] == {
        # A text that reads as JSON stays a text.
        "Note": '{"a": 1}',
        "Points": "1000000000000000000000",
        "Stage": "Idea",
        "Tags": "web, app",
        "Due": "2026-12-01 to 2026-12-03",
        "Ready": "no",
        "Owner": "Mia, no-name",
        "Parts": f"{PLAIN} (and more)",
        "Sum": "0",
        "Files": "plan.pdf",
        "Total": "2",
        "Key": "PL-7",
        "Checked": "verified",
        "Made by": "Mia",
    }
    assert "# Plan\n\nOne two" in text and "secret.example" not in text


async def test_a_long_page_is_read_in_parts_and_what_is_missing_is_said(notion: NotionStandIn) -> None:
    content = notion.connections["mia"].records["markdown"][ROW]
    content |= {"markdown": "x" * 25_000, "truncated": True, "unknown_block_ids": [uuid(77)]}
    first, text = await get(notion, "get_page", page=ROW)
    assert first["next_part"] == 20_000 and "part 20000" in text
    assert uuid(77) in text and "left the end of this page out" in text
    last, _ = await get(notion, "get_page", page=ROW, part=20_000)
    assert last["markdown"] == "x" * 5_000


async def test_comments_and_people_are_told(notion: NotionStandIn) -> None:
    comments, text = await get(notion, "list_comments", page=ROW)
    assert [each["author"] for each in comments["comments"]] == ["Mia", f"person {uuid(5)}"]
    assert "1 < 2 & done" in text
    people, text = await get(notion, "list_people")
    assert [(each["name"], each["email"]) for each in people["people"]] == [("Mia", "mia@acme.example"), ("Sam", "")]
    page, _ = await get(notion, "list_people", limit=1)
    assert page["next_cursor"] == "1"


async def test_a_table_tells_its_properties_by_id_or_the_link_of_its_database(notion: NotionStandIn) -> None:
    for name in (SOURCE, f"https://www.notion.so/acme/{DATABASE.replace('-', '')}?v={'9' * 32}"):
        data, text = await get(notion, "get_data_source", data_source_id=name)
        assert (data["id"], len(data["columns"])) == (SOURCE, 12) and "Stage (select: Idea, Plan)" in text
    said = await calling.refusal("notion", notion.url, "mia", "get_data_source", data_source_id=TWO_SOURCES)
    assert "2 data sources" in said and SOURCE in said


@pytest.mark.parametrize(
    ("condition", "wanted"),
    [
        (("name", "contains", "plan"), {"property": "Name", "title": {"contains": "plan"}}),
        (("Note", "equals", "12"), {"property": "Note", "rich_text": {"equals": "12"}}),
        (("Points", "greater_than", "7.5"), {"property": "Points", "number": {"greater_than": 7.5}}),
        (("Points", "equals", 7), {"property": "Points", "number": {"equals": 7}}),
        (("Stage", "equals", "idea"), {"property": "Stage", "select": {"equals": "Idea"}}),
        (("Status", "is_empty", ""), {"property": "Status", "status": {"is_empty": True}}),
        (("Tags", "contains", "WEB"), {"property": "Tags", "multi_select": {"contains": "web"}}),
        (("Due", "on_or_before", "2026-12-01"), {"property": "Due", "date": {"on_or_before": "2026-12-01"}}),
        (("Ready", "equals", True), {"property": "Ready", "checkbox": {"equals": True}}),
        (("Owner", "contains", "mia@acme.example"), {"property": "Owner", "people": {"contains": uuid(5)}}),
        (("Parts", "contains", ROW), {"property": "Parts", "relation": {"contains": ROW}}),
        (
            ("created_time", "after", "2026-12-01T00:00+01:00"),
            {"timestamp": "created_time", "created_time": {"after": "2026-12-01T00:00:00+01:00"}},
        ),
    ],
)
async def test_a_condition_is_made_by_the_kind_of_its_property(
    notion: NotionStandIn, condition: tuple[str, str, Any], wanted: dict[str, Any]
) -> None:
    asked = dict(zip(("property", "condition", "value"), condition, strict=True))
    data, _ = await get(notion, "query_data_source", data_source_id=SOURCE, conditions=[asked])
    assert notion.sent[-1].body["filter"] == wanted
    assert data["rows"][0]["properties"]["Stage"] == "Idea"


async def test_conditions_are_joined_and_entries_sorted(notion: NotionStandIn) -> None:
    ready = {"property": "Ready", "condition": "equals", "value": False}
    tagged = {"property": "Tags", "condition": "is_not_empty"}
    sorts = [{"property": "points", "direction": "descending"}, {"property": "last_edited_time"}]
    asked = {"conditions": [ready, tagged], "sorts": sorts, "match": "any", "limit": 1}
    data, _ = await get(notion, "query_data_source", data_source_id=SOURCE, **asked)
    body = notion.sent[-1].body
    assert [len(body["filter"]["or"]), data["next_cursor"]] == [2, "1"]
    assert body["sorts"] == [
        {"property": "Points", "direction": "descending"},
        {"timestamp": "last_edited_time", "direction": "ascending"},
    ]


async def test_the_longest_answer_still_fits(notion: NotionStandIn) -> None:
    records = notion.connections["mia"].records
    long = {f"Column {at}": {"type": "rich_text", "rich_text": [{"plain_text": "x" * 2_000}]} for at in range(10)}
    row = records["pages"][ROW]
    records["pages"] = {str(at): {**row, "properties": {**row["properties"], **long}} for at in range(50)}
    _, text = await get(notion, "query_data_source", data_source_id=SOURCE, limit=50)
    assert len(text) < 50_000 and "are cut: ask for fewer" in text


async def test_an_unknown_token_ends_the_sign_in(notion: NotionStandIn) -> None:
    for tool, arguments in (("search_workspace", {}), ("comment_on_page", {"page": ROW, "text": "x"})):
        with pytest.raises(AuthorizationRequired):
            await calling.outcome("notion", notion.url, "revoked", tool, **arguments)


async def test_a_missing_capability_is_told_in_words_and_no_more_access_is_asked_for(notion: NotionStandIn) -> None:
    for tool, arguments in (("list_comments", {"page": ROW}), ("comment_on_page", {"page": ROW, "text": "x"})):
        said = await calling.refusal("notion", notion.url, "reader", tool, **arguments)
        assert "capabilities" in said and "Insufficient permissions" in said


async def test_too_many_requests_say_how_long_to_wait(notion: NotionStandIn) -> None:
    limited = {"object": "error", "code": "rate_limited", "message": "Slow down"}
    notion.plans("POST", "/search", 429, limited, {"retry-after": "7"})
    with pytest.raises(RateLimited) as waiting:
        await calling.outcome("notion", notion.url, "mia", "search_workspace")
    assert waiting.value.retry_after_seconds == 7


async def test_a_conflict_is_a_refusal_that_may_be_tried_again(notion: NotionStandIn) -> None:
    notion.plans("PATCH", f"/pages/{ROW}", 409, {"code": "conflict_error", "message": "Conflict occurred"})
    assert "nothing was done" in await calling.refusal("notion", notion.url, "mia", "update_page", page=ROW, title="x")


@pytest.mark.parametrize("status", [500, 503, 529])
async def test_an_outage_of_a_read_is_known_and_of_a_write_is_not(notion: NotionStandIn, status: int) -> None:
    down = {"code": "service_unavailable", "message": "Notion is unavailable"}
    notion.plans("POST", "/search", status, down)
    notion.plans("POST", "/comments", status, down)
    with pytest.raises(ServerFailed) as read:
        await calling.outcome("notion", notion.url, "mia", "search_workspace")
    with pytest.raises(ServerFailed) as write:
        await calling.outcome("notion", notion.url, "mia", "comment_on_page", page=ROW, text="x")
    assert (read.value.may_have_run, write.value.may_have_run) == (False, True)
