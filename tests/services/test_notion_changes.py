"""Notion's tools that write: values of the right kind, long texts in pieces, and what is refused before it is sent."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.services import calling
from tests.services.notion_people import PLAIN, ROW, SOURCE, connections, uuid
from tests.services.notion_stand_in import NotionStandIn, notion_stand_in

pytestmark = pytest.mark.anyio


@pytest.fixture
def notion() -> Iterator[NotionStandIn]:
    with notion_stand_in(connections()) as state:
        yield state


async def get(notion: NotionStandIn, tool: str, token: str = "mia", **arguments: Any) -> tuple[Any, str]:
    return await calling.result("notion", notion.url, token, tool, **arguments)


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
    "id-note": {"rich_text": [{"text": {"content": "123"}}]},
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
        "properties": {**VALUES, "title": {"title": [{"text": {"content": "2026"}}]}},
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
        "title": {"title": [{"text": {"content": "Other"}}]},
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
