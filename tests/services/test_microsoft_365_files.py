"""Microsoft 365's tools for files and Teams chats on a Graph of ours, with the things of two people."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.services.calling import call, data_of, text_of
from tests.services.graph_tenant import ADA, CHAT, GraphStandIn
from tests.services.microsoft_people import MIAS, at, said, tenant_of_two

pytestmark = pytest.mark.anyio


@pytest.fixture
def graph() -> Iterator[GraphStandIn]:
    with tenant_of_two() as tenant:
        yield tenant


async def test_a_search_finds_what_the_person_may_see_with_both_ids(graph: GraphStandIn) -> None:
    async with at(graph) as mia, at(graph, "ada") as ada:
        outcome = await call(mia, "search_files", query="roadmap")
        adas = data_of(await call(ada, "search_files", query="roadmap"))["files"]
        nothing = await call(ada, "search_files", query="nowhere")
    mias = data_of(outcome)["files"]
    assert [(one["drive_id"], one["item_id"]) for one in mias] == [(MIAS, "f1"), ("site", "f2")]
    assert mias[0]["excerpt"] == "the roadmap of March" and mias[0]["url"] in text_of(outcome)
    assert [one["item_id"] for one in adas] == ["f2"] and text_of(nothing) == "No files."
    asked = graph.requests[0][3]["requests"][0]
    assert asked["@odata.type"] == "#microsoft.graph.searchRequest" and asked["entityTypes"] == ["driveItem"]


async def test_a_search_is_followed_to_its_last_page(graph: GraphStandIn) -> None:
    async with at(graph) as mia:
        first = data_of(await call(mia, "search_files", query="roadmap", limit=1))
        second = data_of(await call(mia, "search_files", query="roadmap", limit=1, cursor=first["next_cursor"]))
        forged = await call(mia, "search_files", query="roadmap", cursor="-1")
    assert [one["item_id"] for one in first["files"] + second["files"]] == ["f1", "f2"]
    assert second["next_cursor"] == "" and forged.is_error


async def test_a_file_is_downloaded_without_the_members_token(graph: GraphStandIn) -> None:
    async with at(graph) as mia:
        outcome = await call(mia, "read_file", drive_id=MIAS, item_id="f1")
    assert data_of(outcome)["body"] == "Launch on the 3rd of March; Grüße"
    [headers] = graph.downloaded
    assert "authorization" not in headers and graph.headers[-1]["authorization"] == "Bearer mia"


async def test_a_file_without_a_signed_address_is_found_by_its_redirect(graph: GraphStandIn) -> None:
    graph.files[MIAS]["f1"][0].pop("@microsoft.graph.downloadUrl")
    async with at(graph) as mia:
        assert data_of(await call(mia, "read_file", drive_id=MIAS, item_id="f1"))["body"].startswith("Launch")
    assert "authorization" not in graph.downloaded[0]


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"folder": {"childCount": 1}, "file": None}, "is a folder"),
        ({"size": 9_000_000}, "too many to read here"),
        ({"name": "photo.jpg", "file": {"mimeType": "image/jpeg"}}, "cannot be read here"),
        ({"name": "Plan.docx"}, "damaged, protected"),
    ],
)
async def test_what_cannot_be_read_is_said_with_its_link(graph: GraphStandIn, more: dict[str, Any], words: str) -> None:
    graph.file(MIAS, "odd", "odd.txt", b"PK", **more)
    async with at(graph) as mia:
        outcome = await call(mia, "read_file", drive_id=MIAS, item_id="odd")
    assert outcome.is_error and words in text_of(outcome)


async def test_somebody_elses_file_is_refused_and_asks_for_nothing(graph: GraphStandIn) -> None:
    async with at(graph) as mia:
        outcome = await call(mia, "read_file", drive_id=f"drive-{ADA}", item_id="f3")
        missing = await call(mia, "read_file", drive_id=MIAS, item_id="nowhere")
        dots = await call(mia, "read_file", drive_id="..", item_id="f1")
    assert outcome.is_error and "does not let this account" in text_of(outcome)
    assert missing.is_error and "does not find that" in text_of(missing)
    assert dots.is_error and "is not an id" in text_of(dots)


async def test_the_own_drive_is_listed_page_by_page(graph: GraphStandIn) -> None:
    graph.file(MIAS, "dir", "Plans", b"", folder={"childCount": 2}, file=None)
    async with at(graph) as mia:
        first = data_of(await call(mia, "list_folder", limit=1))
        rest = await call(mia, "list_folder", limit=1, cursor=first["next_cursor"])
        site = data_of(await call(mia, "list_folder", drive_id="site", item_id="root"))
        lost = await call(mia, "list_folder", item_id="dir")
    assert first["files"][0]["title"] == "Roadmap.txt" and "Plans (folder" in text_of(rest)
    assert [one["title"] for one in site["files"]] == ["Roadmap of all.md"] and lost.is_error


async def test_a_file_is_uploaded_once_and_never_replaces_one(graph: GraphStandIn) -> None:
    async with at(graph) as mia:
        outcome = await call(mia, "upload_file", name="Notes & more #1.md", content="# Grüße\n")
        taken = await call(mia, "upload_file", name="Notes & more #1.md", content="# Others")
        site = data_of(await call(mia, "upload_file", name="a.txt", content="x", drive_id="site", folder_id="f0"))
        closed = await call(mia, "upload_file", name="a.txt", content="x", drive_id=f"drive-{ADA}")
    assert data_of(outcome)["file"]["title"] == "Notes & more #1.md"
    assert graph.files[MIAS]["uploaded"][1] == "# Grüße\n".encode()
    assert taken.is_error and "name already" in text_of(taken)
    assert site["file"]["drive_id"] == "site" and graph.changes[2][1] == "/drives/site/items/f0:/a.txt:/content"
    assert closed.is_error and "Files.ReadWrite.All" in text_of(closed)
    assert all(query == {"@microsoft.graph.conflictBehavior": "fail"} for _, _, query, _ in graph.changes)


@pytest.mark.parametrize(
    "name",
    ["a/b.txt", "..\\b.txt", "con.txt", "what?.txt", " a.txt", "~$a.txt", "a:b.txt", "x.exe", "notes", "a\n.txt"],
)
async def test_a_name_that_onedrive_refuses_or_changes_is_refused_first(graph: GraphStandIn, name: str) -> None:
    async with at(graph) as mia:
        outcome = await call(mia, "upload_file", name=name, content="x")
    assert outcome.is_error and graph.requests == []


# Teams.


async def test_chats_are_named_by_who_is_in_them(graph: GraphStandIn) -> None:
    async with at(graph) as mia:
        outcome = await call(mia, "list_chats")
    [chat] = data_of(outcome)["chats"]
    assert (chat["title"], chat["last_message"]) == ("Mia Kern, Ada Byron", "Ada Byron: See you")
    assert chat["url"] == "https://teams.microsoft.com/l/chat/19%3Aacme-launch%40thread.v2/0"


async def test_a_chat_reads_as_text_newest_first_without_deleted_and_system_messages(graph: GraphStandIn) -> None:
    graph.chat += [
        said("2", "Mia Kern", "<p>Gone</p>", deletedDateTime="2026-11-22T10:00:00Z"),
        said("3", "", "<systemEventMessage/>", messageType="unknownFutureValue"),
        said("4", "Ada Byron", "<p>a &lt; b</p><ul><li>one</li></ul>", lastEditedDateTime="2026-11-24T10:00:00Z"),
    ]
    async with at(graph) as mia:
        outcome = await call(mia, "read_chat", chat_id=CHAT)
        nowhere = await call(mia, "read_chat", chat_id="19:other@thread.v2")
    messages = data_of(outcome)["messages"]
    assert [one["text"] for one in messages] == ["a < b\n- one", "(deleted)", "Hi @Mia Kern & all🎉"]
    assert "edited" in text_of(outcome) and nowhere.is_error
    assert messages[0]["url"].startswith(
        "https://teams.microsoft.com/l/message/19%3Aacme-launch%40thread.v2/4?context="
    )


async def test_a_chat_is_followed_to_its_last_page(graph: GraphStandIn) -> None:
    graph.chat += [said("2", "Mia Kern", "<p>Two</p>")]
    async with at(graph) as mia:
        first = data_of(await call(mia, "read_chat", chat_id=CHAT, limit=1))
        second = data_of(await call(mia, "read_chat", chat_id=CHAT, limit=1, cursor=first["next_cursor"]))
    assert [one["text"] for one in first["messages"]] == ["Two"] and second["messages"][0]["by"] == "Ada Byron"


async def test_a_message_is_posted_as_plain_text(graph: GraphStandIn) -> None:
    async with at(graph) as mia:
        posted = data_of(await call(mia, "post_in_chat", chat_id=CHAT, text="a < b\n<b>no markup</b>"))
        strange = await call(mia, "post_in_chat", chat_id="19:other@thread.v2", text="Hi")
    sent = graph.changes[0][3]["body"]
    assert (sent["contentType"], sent["content"]) == ("text", "a < b\n<b>no markup</b>")
    assert posted["stored"] == "a < b\n<b>no markup</b>" and posted["id"] == "1700000000001"
    assert strange.is_error


@pytest.mark.parametrize("text", ["x" * 24_001, "ü" * 12_001, ""])
async def test_a_message_that_teams_would_refuse_is_refused_first(graph: GraphStandIn, text: str) -> None:
    async with at(graph) as mia:
        outcome = await call(mia, "post_in_chat", chat_id=CHAT, text=text)
    assert outcome.is_error and graph.requests == []
