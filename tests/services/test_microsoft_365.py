"""Microsoft 365's tools on a Graph of ours: mail, files and chats of two people, and how calls end."""

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.responses import JSONResponse, Response

from connectors.mcp import AuthorizationRequired, InsufficientScope, McpFailed, RateLimited, ServerFailed
from tests.services.calling import call, connected, data_of, text_of
from tests.services.graph_stand_in import graph_stand_in
from tests.services.graph_tenant import ADA, ALL, CHAT, MIA, GraphStandIn, mail

pytestmark = pytest.mark.anyio
MIAS = f"drive-{MIA}"


@pytest.fixture
def graph() -> Iterator[GraphStandIn]:
    with graph_stand_in() as tenant:
        tenant.mailboxes[MIA] = [
            mail("m1", "Contract", ADA, "Please sign\r\nby Friday", "> earlier mail"),
            mail("m2", "Lunch", ADA, "At noon?", isRead=True),
        ]
        tenant.mailboxes[ADA] = [mail("a1", "Board minutes", "chair@board.example", "For your eyes only")]
        tenant.file(MIAS, "f1", "Roadmap.txt", "Launch on the 3rd of March; Grüße".encode())
        tenant.file("site", "f2", "Roadmap of all.md", b"# Plan")
        tenant.file(f"drive-{ADA}", "f3", "Salaries.csv", b"name,euro")
        tenant.chat = [said("1", "Ada Byron", "<p>Hi <at id='0'>Mia Kern</at> &amp; all<emoji alt='🎉'></emoji></p>")]
        yield tenant


def said(name: str, by: str, html: str, **more: Any) -> dict[str, Any]:
    """A chat message."""
    sender = {"user": {"displayName": by}}
    body = {"contentType": "html", "content": html}
    return {"id": name, "from": sender, "body": body, "createdDateTime": f"2026-11-2{name}T09:00:00Z", **more}


def at(graph: GraphStandIn, token: str = "mia") -> Any:
    """A client with this person's token; the host of downloads is let through too."""
    return connected("microsoft_365", graph.url, token, graph.downloads.removeprefix("http://"))


# Mail.


async def test_the_account_is_the_persons_mail_address(graph: GraphStandIn) -> None:
    async with at(graph) as mia, at(graph, "ada") as ada:
        assert (await mia.account(), await ada.account()) == (MIA, ADA)


async def test_an_account_without_mail_is_named_by_its_sign_in(graph: GraphStandIn) -> None:
    graph.next_answers["/me"] = JSONResponse({"mail": None, "userPrincipalName": "mia@acme.onmicrosoft.example"})
    async with at(graph) as mia:
        assert await mia.account() == "mia@acme.onmicrosoft.example"


async def test_each_person_searches_their_own_mail(graph: GraphStandIn) -> None:
    async with at(graph) as mia, at(graph, "ada") as ada:
        outcome = await call(mia, "search_mail", query="contract")
        adas = data_of(await call(ada, "search_mail"))
        nothing = data_of(await call(ada, "search_mail", query="contract"))
    [found] = data_of(outcome)["messages"]
    assert (found["title"], found["sender"], found["is_read"]) == ("Contract", f"Ada <{ADA}>", False)
    assert found["url"] in text_of(outcome) and "id m1" in text_of(outcome)
    assert [one["id"] for one in adas["messages"]] == ["a1"] and nothing["messages"] == []


async def test_quotes_in_a_search_are_escaped_and_a_search_is_not_sorted(graph: GraphStandIn) -> None:
    async with at(graph) as mia:
        data_of(await call(mia, "search_mail", query='subject:"the contract"'))
        data_of(await call(mia, "search_mail", folder="inbox"))
    (_, _, searched, _), (_, path, newest, _) = graph.requests
    assert searched["$search"] == '"subject:\\"the contract\\""' and "$orderby" not in searched
    assert path == "/me/mailFolders/inbox/messages" and newest["$orderby"] == "receivedDateTime desc"


async def test_mail_comes_page_by_page_by_the_query_of_graphs_own_link(graph: GraphStandIn) -> None:
    async with at(graph) as mia:
        first = data_of(await call(mia, "search_mail", limit=1))
        second = data_of(await call(mia, "search_mail", limit=1, cursor=first["next_cursor"]))
        forged = await call(mia, "search_mail", cursor="$filter=1 eq 1")
    assert [one["id"] for one in first["messages"] + second["messages"]] == ["m1", "m2"]
    assert second["next_cursor"] == "" and forged.is_error and "not one of ours" in text_of(forged)


async def test_a_link_to_another_host_is_not_followed(graph: GraphStandIn) -> None:
    link = "https://evil.example/v1.0/me/messages?$skiptoken=1&$top=1"
    graph.next_answers["/me/messages"] = JSONResponse({"value": [], "@odata.nextLink": link})
    async with at(graph) as mia:
        cursor = data_of(await call(mia, "search_mail"))["next_cursor"]
        assert [one["id"] for one in data_of(await call(mia, "search_mail", cursor=cursor))["messages"]] == ["m2"]


async def test_a_mail_reads_as_text_without_what_it_quotes_unless_asked(graph: GraphStandIn) -> None:
    attachments = [{"id": "x", "name": "contract.pdf", "size": 1234}]
    graph.mailboxes[MIA][0] |= {"attachments": attachments, "ccRecipients": [{"emailAddress": {"address": ADA}}]}
    async with at(graph) as mia:
        outcome = await call(mia, "read_mail", message_id="m1")
        whole = data_of(await call(mia, "read_mail", message_id="m1", part="whole"))
        strange = await call(mia, "read_mail", message_id="a1")
    assert data_of(outcome)["body"] == "Please sign\nby Friday" and data_of(outcome)["leaves_out_quoted"]
    assert "Quoted earlier mail is left out" in text_of(outcome) and "contract.pdf (1234 bytes)" in text_of(outcome)
    assert whole["body"] == "Please sign\nby Friday\n> earlier mail" and whole["cc"] == [ADA]
    assert strange.is_error and "does not find that" in text_of(strange)
    assert all('IdType="ImmutableId"' in headers["prefer"] for headers in graph.headers)


async def test_a_long_mail_is_read_in_pieces_to_its_end(graph: GraphStandIn) -> None:
    text = "".join(f"{number:07}\n" for number in range(10_000)).strip()
    graph.mailboxes[MIA] = [mail("long", "Long", ADA, text)]
    read, offset = "", 0
    async with at(graph) as mia:
        while True:
            outcome = await call(mia, "read_mail", message_id="long", offset=offset)
            assert len(text_of(outcome)) < 40_000
            read, offset = read + data_of(outcome)["body"], data_of(outcome)["next_offset"]
            if not offset:
                break
            assert f"again with offset {offset}" in text_of(outcome)
    assert read == text


async def test_a_draft_is_stored_and_nothing_is_sent(graph: GraphStandIn) -> None:
    body = "Dear Ada,\n\nyes.\n"
    async with at(graph) as mia:
        outcome = await call(mia, "draft_mail", to=[ADA], cc=[MIA], subject="Contract", body=body)
    [(method, path, _, sent)] = graph.changes
    assert (method, path) == ("POST", "/me/messages")
    assert sent["body"] == {"@odata.type": "#microsoft.graph.itemBody", "contentType": "text", "content": body}
    assert data_of(outcome)["draft"]["is_draft"] and "nothing was sent" in text_of(outcome)


async def test_a_reply_is_drafted_in_its_conversation_with_its_line_breaks(graph: GraphStandIn) -> None:
    async with at(graph) as mia:
        drafted = data_of(await call(mia, "draft_mail", body="Yes\nMia", reply_to_message_id="m1"))["draft"]
        strange = await call(mia, "draft_mail", body="Yes", reply_to_message_id="a1")
        both = await call(mia, "draft_mail", body="Yes", to=[ADA], reply_to_message_id="m1")
    [(_, path, _, sent)] = graph.changes
    assert path == "/me/messages/m1/createReply" and "comment" not in sent
    assert sent["Message"]["body"]["content"] == "Yes\nMia"
    assert (drafted["title"], drafted["to"]) == ("RE: Contract", [f"Ada <{ADA}>"])
    assert strange.is_error and both.is_error and "leave `to`" in text_of(both)


async def test_a_mail_is_sent_as_it_was_approved_and_told_as_taken(graph: GraphStandIn) -> None:
    async with at(graph) as mia:
        outcome = await call(mia, "send_mail", to=[f" {ADA} "], subject="Contract", body="Signed.")
    [(_, path, _, sent)] = graph.changes
    assert path == "/me/sendMail" and sent["SaveToSentItems"] is True
    assert [one["emailAddress"]["address"] for one in sent["Message"]["toRecipients"]] == [ADA]
    assert "Outlook took the mail 'Contract'" in text_of(outcome)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"to": ["Ada"]}, "'Ada' is not an e-mail address"),
        ({"to": [f"Ada <{ADA}>"]}, "is not an e-mail address"),
        ({"to": ["a@b.example, c@d.example"]}, "is not an e-mail address"),
        ({"to": []}, "to: List should have at least 1 item"),
        ({"subject": "Hi\r\nBcc: x@y.example"}, "subject"),
        ({"body": ""}, "body"),
        ({"bcc": [ADA]}, "no argument bcc"),
    ],
)
async def test_a_mail_that_cannot_be_sent_is_refused_first(
    graph: GraphStandIn, arguments: dict[str, Any], words: str
) -> None:
    async with at(graph) as mia:
        outcome = await call(mia, "send_mail", **{"to": [ADA], "subject": "Hi", "body": "Hi", **arguments})
    assert outcome.is_error and words in text_of(outcome) and graph.requests == []


# Files.


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


# How calls end.

DAY = {"first_day": "2026-11-30"}
READS: list[tuple[str, dict[str, Any], str, str]] = [
    ("search_mail", {}, "Mail.Read", "/me/messages"),
    ("read_mail", {"message_id": "m1"}, "Mail.Read", "/m1"),
    ("list_events", DAY, "MailboxSettings.Read", "/me/mailboxSettings"),
    ("list_events", {**DAY, "time_zone": "UTC"}, "Calendars.Read", "/me/calendarView"),
    ("search_files", {"query": "x"}, "Files.Read.All", "/search/query"),
    ("list_folder", {}, "Files.Read.All", "/me/drive"),
    ("read_file", {"drive_id": MIAS, "item_id": "f1"}, "Files.Read.All", "/f1"),
    ("list_chats", {}, "Chat.Read", "/me/chats"),
    ("read_chat", {"chat_id": CHAT}, "Chat.Read", "/messages"),
]
WRITES: list[tuple[str, dict[str, Any], str, str]] = [
    ("draft_mail", {"body": "Hi", "to": [ADA]}, "Mail.ReadWrite", "/me/messages"),
    ("draft_mail", {"body": "Hi", "reply_to_message_id": "m1"}, "Mail.ReadWrite", "/createReply"),
    ("send_mail", {"to": [ADA], "subject": "Hi", "body": "Hi"}, "Mail.Send", "/me/sendMail"),
    ("upload_file", {"name": "a.txt", "content": "x"}, "Files.ReadWrite", ":/content"),
    ("post_in_chat", {"chat_id": CHAT, "text": "Hi"}, "ChatMessage.Send", "/messages"),
]
every = pytest.mark.parametrize(
    ("tool", "arguments", "scope", "path"), READS + WRITES, ids=[f"{one[0]}{one[3]}" for one in READS + WRITES]
)


async def failing(graph: GraphStandIn, tool: str, arguments: dict[str, Any], token: str = "mia") -> McpFailed:
    """Why the call ended without a result."""
    async with at(graph, token) as client:
        with pytest.raises(McpFailed) as failed:
            await call(client, tool, **arguments)
    return failed.value


@every
async def test_a_missing_permission_is_asked_for_by_name(
    graph: GraphStandIn, tool: str, arguments: dict[str, Any], scope: str, path: str
) -> None:
    graph.tokens["mia"] = (MIA, " ".join(one for one in ALL.split() if one != scope))
    fault = await failing(graph, tool, arguments)
    assert isinstance(fault, InsufficientScope) and fault.scope == scope and not fault.may_have_run


@every
async def test_a_token_that_ended_asks_to_sign_in(
    graph: GraphStandIn, tool: str, arguments: dict[str, Any], scope: str, path: str
) -> None:
    assert isinstance(await failing(graph, tool, arguments, "revoked"), AuthorizationRequired)


@every
async def test_too_many_requests_say_how_long_to_wait(
    graph: GraphStandIn, tool: str, arguments: dict[str, Any], scope: str, path: str
) -> None:
    error = {"error": {"code": "TooManyRequests", "message": "Too many"}}
    graph.next_answers[path] = JSONResponse(error, 429, headers={"retry-after": "9"})
    fault = await failing(graph, tool, arguments)
    assert isinstance(fault, RateLimited) and fault.retry_after_seconds == 9


@every
async def test_an_outage_leaves_a_write_unknown_and_a_read_undone(
    graph: GraphStandIn, tool: str, arguments: dict[str, Any], scope: str, path: str
) -> None:
    graph.next_answers[path] = Response("", 503)
    fault = await failing(graph, tool, arguments)
    assert isinstance(fault, ServerFailed) and fault.may_have_run == ((tool, arguments, scope, path) in WRITES)


@pytest.mark.parametrize(
    ("message", "asked"),
    [
        ("Missing scope permissions on the request. API requires one of 'Chat.ReadBasic, Chat.Read'. Scopes on the "
         "request 'User.Read'", "Chat.Read"),
        ("API requires one of 'ChannelMessage.Read.All'. Scopes on the request 'Chat.Read'", "ChannelMessage.Read.All"),
        ("Access to ChatMessage in Graph API requires the following permissions: Chat.Read or Chat.ReadWrite. However, "
         "the application only has the following permissions granted: User.Read", "Chat.Read"),
    ],
)  # fmt: skip
async def test_graphs_ways_of_naming_a_permission_are_understood(graph: GraphStandIn, message: str, asked: str) -> None:
    graph.next_answers["/me/chats"] = JSONResponse({"error": {"code": "Forbidden", "message": message}}, 403)
    fault = await failing(graph, "list_chats", {})
    assert isinstance(fault, InsufficientScope) and fault.scope == asked


async def test_a_refusal_is_told_in_plain_words(graph: GraphStandIn) -> None:
    graph.next_answers["/me/sendMail"] = JSONResponse(
        {"error": {"code": "ErrorInvalidRecipients", "message": "x"}}, 400
    )
    async with at(graph) as mia:
        outcome = await call(mia, "send_mail", to=[ADA], subject="Hi", body="Hi")
        graph.next_answers["/me/messages"] = JSONResponse({"error": {"code": "New", "message": "Odd"}}, 400)
        other = await call(mia, "search_mail")
        graph.next_answers["/me/messages"] = Response("<html>", 404, media_type="text/html")
        page = await call(mia, "search_mail")
    assert outcome.is_error and "does not accept one of the recipients" in text_of(outcome)
    assert text_of(other) == "Microsoft 365 refused this (400): Odd"
    assert text_of(page) == "Microsoft 365 does not find that."
