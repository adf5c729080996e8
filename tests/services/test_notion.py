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


PROPERTIES: dict[str, Any] = {
    "Note": "123",
    "Points": "7.10",
    "stage": "plan",
    "Status": "done",
    "Tags": ["web", "APP"],
    "Due": "2026-12-01/2026-12-03T10:00+01:00",
    "Ready": "yes",
    "Link": "https://a.example",
    "Owner": "MIA@acme.example",
    "Parts": [f"https://www.notion.so/{PLAIN.replace('-', '')}"],
}
VALUES: dict[str, Any] = {
    "id-note": {"rich_text": [{"type": "text", "text": {"content": "123"}}]},
    "id-points": {"number": 7.1},
    "id-stage": {"select": {"name": "Plan"}},
    "id-status": {"status": {"name": "Done"}},
    "id-tags": {"multi_select": [{"name": "web"}, {"name": "app"}]},
    "id-due": {"date": {"start": "2026-12-01", "end": "2026-12-03T10:00:00+01:00"}},
    "id-ready": {"checkbox": True},
    "id-link": {"url": "https://a.example"},
    "id-owner": {"people": [{"id": uuid(5)}]},
    "id-parts": {"relation": [{"id": PLAIN}]},
}


async def test_an_entry_is_created_with_values_of_the_right_kind(notion: NotionStandIn) -> None:
    given = {"title": "2026", "parent_data_source": SOURCE, "content": "# Why\n\n- x", "properties": PROPERTIES}
    data, _ = await get(notion, "create_page", **given)
    (change,) = notion.changes
    assert change.body == {
        "parent": {"type": "data_source_id", "data_source_id": SOURCE},
        "properties": {**VALUES, "title": {"title": [{"type": "text", "text": {"content": "2026"}}]}},
        "markdown": "# Why\n\n- x",
    }
    assert (data["page"]["title"], data["page"]["url"]) == ("2026", "https://www.notion.so/new")


async def test_a_page_is_created_below_another(notion: NotionStandIn) -> None:
    await get(notion, "create_page", title="New", parent_page=PLAIN)
    assert notion.changes[0].body["parent"] == {"type": "page_id", "page_id": PLAIN}
    assert "markdown" not in notion.changes[0].body


async def test_values_are_changed_and_cleared(notion: NotionStandIn) -> None:
    cleared = {"Points": "", "Stage": "", "Due": "", "Tags": [], "Link": "", "Note": ""}
    await get(notion, "update_page", page=ROW, title="Other", properties=cleared)
    (change,) = notion.changes
    assert (change.method, change.path) == ("PATCH", f"/pages/{ROW}")
    assert change.body["properties"] == {
        "id-points": {"number": None},
        "id-stage": {"select": None},
        "id-due": {"date": None},
        "id-tags": {"multi_select": []},
        "id-link": {"url": None},
        "id-note": {"rich_text": []},
        "title": {"title": [{"type": "text", "text": {"content": "Other"}}]},
    }


async def test_a_passage_is_replaced_where_it_stands_once(notion: NotionStandIn) -> None:
    data, text = await get(notion, "edit_page_text", page=ROW, old_text="One two", new_text="Three")
    assert data["text_stored"] == "# Plan\n\nThree\n\n- one\n" and "Changed the text of Plan" in text
    assert notion.changes[0].body["update_content"]["allow_deleting_content"] is False


async def test_text_is_added_as_paragraphs_and_points(notion: NotionStandIn) -> None:
    await get(notion, "append_to_page", page=ROW, text="First\nline\r\n\r\nNext:\n- one\n* two\n\n\n{}")
    shown = [
        (block["type"], block[block["type"]]["rich_text"][0]["text"]["content"])
        for block in notion.changes[0].body["children"]
    ]
    assert shown == [
        ("paragraph", "First\nline"),
        ("paragraph", "Next:"),
        ("bulleted_list_item", "one"),
        ("bulleted_list_item", "two"),
        ("paragraph", "{}"),
    ]


@pytest.mark.parametrize(
    ("text", "lengths"),
    [
        ("x" * 2_000, [2_000]),
        ("x" * 4_001, [2_000, 2_000, 1]),
        # An emoji is two characters for Notion, and is never cut in the middle.
        ("x" + "🚀" * 1_500, [1_000, 501]),
    ],
)
async def test_long_comments_go_in_pieces_that_notion_takes(
    notion: NotionStandIn, text: str, lengths: list[int]
) -> None:
    data, _ = await get(notion, "comment_on_page", page=ROW, text=text)
    (change,) = notion.changes
    assert [len(piece["text"]["content"]) for piece in change.body["rich_text"]] == lengths
    assert data["text_stored"] == text
    assert change.body["parent"] == {"page_id": ROW}


ENTRY = {"title": "x", "parent_data_source": SOURCE}


@pytest.mark.parametrize(
    ("tool", "arguments", "words"),
    [
        ("get_page", {"page": "the plan"}, "neither an id nor a link"),
        ("get_page", {"page": "https://www.notion.so/acme"}, "neither an id nor a link"),
        ("get_page", {"page": uuid(101)}, "was not shared with this connection"),
        ("create_page", {"title": "x"}, "Say where it goes"),
        ("create_page", {"title": "x", "parent_page": uuid(101)}, "was not shared"),
        (
            "create_page",
            {"title": "x", "parent_page": PLAIN, "properties": {"Stage": "Idea"}},
            "Only entries of a table",
        ),
        ("create_page", {**ENTRY, "properties": {"Phase": "Idea"}}, "no property 'Phase'. There are: Name, Note"),
        ("create_page", {**ENTRY, "properties": {"Stage": "Sketch"}}, "no option 'Sketch'. There are: Idea, Plan"),
        ("create_page", {**ENTRY, "properties": {"Tags": ["web", "tv"]}}, "no option 'tv'"),
        ("create_page", {**ENTRY, "properties": {"Points": "many"}}, "Points is a number"),
        ("create_page", {**ENTRY, "properties": {"Points": "NaN"}}, "Points is a number"),
        ("create_page", {**ENTRY, "properties": {"Points": True}}, "Points is a number"),
        ("create_page", {**ENTRY, "properties": {"Ready": "maybe"}}, "true or false"),
        ("create_page", {**ENTRY, "properties": {"Due": "2026-02-30"}}, "not a date"),
        ("create_page", {**ENTRY, "properties": {"Due": "2026-02-03T10:00"}}, "time zone"),
        ("create_page", {**ENTRY, "properties": {"Stage": ["Idea"]}}, "takes one value"),
        ("create_page", {**ENTRY, "properties": {"Sum": "3"}}, "fills it in itself"),
        ("create_page", {**ENTRY, "properties": {"Sum": ""}}, "fills it in itself"),
        ("create_page", {**ENTRY, "properties": {"Link": "x" * 2_001}}, "at most 2000"),
        ("create_page", {**ENTRY, "properties": {"Owner": "ada@acme.example"}}, "Nobody of this workspace"),
        ("create_page", {**ENTRY, "children": []}, "no argument children"),
        ("update_page", {"page": ROW}, "Nothing was given"),
        ("update_page", {"page": PLAIN, "properties": {"Stage": "Idea"}}, "no entry of a table"),
        ("edit_page_text", {"page": ROW, "old_text": "n", "new_text": ""}, "3 times"),
        ("edit_page_text", {"page": ROW, "old_text": "Four", "new_text": ""}, "0 times"),
        ("append_to_page", {"page": ROW, "text": " \n "}, "these are 0"),
        ("append_to_page", {"page": ROW, "text": "- x\n" * 101}, "these are 101"),
        ("comment_on_page", {"page": uuid(101), "text": "x"}, "was not shared"),
        (
            "query_data_source",
            {"data_source_id": SOURCE, "conditions": [{"property": "Sum", "condition": "equals"}]},
            "cannot be filtered",
        ),
        (
            "query_data_source",
            {"data_source_id": SOURCE, "conditions": [{"property": "Ready", "condition": "contains"}]},
            "cannot be asked contains",
        ),
        (
            "query_data_source",
            {"data_source_id": SOURCE, "conditions": [{"property": "Name", "condition": "contains"}]},
            "compared with",
        ),
        (
            "query_data_source",
            {"data_source_id": SOURCE, "conditions": [{"property": "Stage", "condition": "equals", "value": "x"}]},
            "no option 'x'",
        ),
        ("query_data_source", {"data_source_id": SOURCE, "sorts": [{"property": "x"}]}, "no property 'x'"),
    ],
)
async def test_what_notion_would_take_wrongly_is_refused_before_anything_is_sent(
    notion: NotionStandIn, tool: str, arguments: dict[str, Any], words: str
) -> None:
    assert words in await calling.refusal("notion", notion.url, "mia", tool, **arguments)
    assert notion.changes == []


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
