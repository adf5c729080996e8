"""Gmail's tools for reading and sorting, on a stand-in that enforces scopes, formats, limits and labels."""

from collections.abc import AsyncIterator, Iterator

import pytest

from connectors.mcp import AuthorizationRequired, InsufficientScope, RateLimited, ServerFailed
from connectors.servers.gmail.reading import MOST_BYTES
from tests.services.gmail_stand_in import GmailStandIn, gmail_stand_in
from tests.services.google_calls import Tools, tools_of
from tests.services.google_stand_in import ADA, AUTH, MIA, Fault

pytestmark = pytest.mark.anyio
SCOPES = ("gmail.readonly", "gmail.compose", "gmail.modify")


def mail(subject: str, body: str, sender: str = "Ada Byron <ada@acme.example>", **headers: str) -> bytes:
    """A mail to Mia."""
    more = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    head = f"From: {sender}\r\nTo: Mia Kern <{MIA}>\r\nSubject: {subject}\r\n{more}"
    return f"{head}Content-Type: text/plain; charset=utf-8\r\n\r\n{body}".encode()


@pytest.fixture
def gmail() -> Iterator[GmailStandIn]:
    with gmail_stand_in() as standing_in:
        standing_in.labels[MIA] = {"Label_7": "Launch/März"}
        standing_in.labels[ADA] = {"Label_7": "Board"}
        standing_in.deliver(MIA, mail("=?utf-8?Q?Pl=C3=A4ne?=", "When do we launch?"))
        standing_in.deliver(MIA, mail("Invoice 1042", "EUR 1.200,00", "billing@northwind.example"), labels=("INBOX",))
        standing_in.deliver(ADA, mail("Board minutes", "For your eyes only"))
        yield standing_in


@pytest.fixture
async def mia(gmail: GmailStandIn) -> AsyncIterator[Tools]:
    async with tools_of("gmail", gmail.origin, gmail.token(MIA, *SCOPES)) as tools:
        yield tools


@pytest.fixture
def thread(gmail: GmailStandIn) -> str:
    return next(iter(gmail.messages[MIA]))


async def test_the_account_is_the_mailboxs_address(mia: Tools) -> None:
    assert await mia.client.account() == MIA


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Invoice 1042", "Pläne"]),
        ("launch", ["Pläne"]),
        ('"do we launch"', ["Pläne"]),
        ("from:billing subject:invoice", ["Invoice 1042"]),
        ("-from:billing", ["Pläne"]),
        ("is:unread", ["Pläne"]),
        ("nothing like it", []),
    ],
)
async def test_a_search_is_passed_on_as_gmail_takes_it(
    mia: Tools, gmail: GmailStandIn, query: str, found: list[str]
) -> None:
    threads = (await mia("search_threads", query=query))["threads"]
    assert [thread["title"] for thread in threads] == found
    assert next(asked for asked in gmail.asked if asked.path.endswith("/threads")).query.get("q", [""]) == [query]


async def test_a_found_thread_says_who_when_and_how_it_begins(mia: Tools, gmail: GmailStandIn, thread: str) -> None:
    gmail.deliver(MIA, mail("Re: Pläne", "In March", f"Mia Kern <{MIA}>"), thread, ("SENT",))
    text = await mia.text("search_threads", query="launch")
    assert f"Pläne (id {thread}, last 2025-11-20T09:34:00Z, 2 messages, unread)" in text
    assert f"Ada Byron <ada@acme.example>, Mia Kern <{MIA}>" in text and "It's <here>" in text
    assert f"https://mail.google.com/mail/#all/{thread}" in text


async def test_pages_are_followed_to_the_end_and_a_cursor_of_another_search_is_refused(
    mia: Tools, gmail: GmailStandIn
) -> None:
    for number in range(12):
        gmail.deliver(MIA, mail(f"Report {number}", "x"))
    first = await mia("search_threads", query="report")
    second = await mia("search_threads", query="report", cursor=first["next_cursor"])
    titles = [thread["title"] for thread in [*first["threads"], *second["threads"]]]
    assert titles == [f"Report {number}" for number in range(11, -1, -1)] and second["next_cursor"] == ""
    assert "cursor is not good" in await mia.refused("search_threads", query="other", cursor=first["next_cursor"])


async def test_spam_is_searched_only_when_asked(mia: Tools, gmail: GmailStandIn) -> None:
    gmail.deliver(MIA, mail("You won", "click"), labels=("SPAM",))
    assert (await mia("search_threads", query="won"))["threads"] == []
    assert len((await mia("search_threads", query="won", include_spam_and_trash=True))["threads"]) == 1


async def test_a_conversation_is_read_oldest_first_without_what_it_quotes(
    mia: Tools, gmail: GmailStandIn, thread: str
) -> None:
    quoted = "In March.\r\n\r\nOn Thu, Ada Byron <ada@acme.example> wrote:\r\n> When do we launch?\r\n"
    reply = gmail.deliver(MIA, mail("Re: Pläne", quoted, f"Mia Kern <{MIA}>"), thread, ("SENT", "Label_7"))
    read = await mia("get_thread", thread_id=thread)
    assert [each["content"] for each in read["messages"]] == ["When do we launch?", "In March."]
    assert read["title"] == "Pläne" and read["messages"][1]["labels"] == ["SENT", "Launch/März"]
    assert "get_message with include_quoted" in read["messages"][1]["note"]
    whole = await mia("get_message", message_id=reply, include_quoted=True)
    assert whole["mail"]["content"].endswith("> When do we launch?") and whole["mail"]["note"] == ""


async def test_two_members_read_their_own_mail_and_not_the_others(mia: Tools, gmail: GmailStandIn, thread: str) -> None:
    async with tools_of("gmail", gmail.origin, gmail.token(ADA, *SCOPES)) as ada:
        assert [each["title"] for each in (await ada("search_threads"))["threads"]] == ["Board minutes"]
        assert "does not find" in await ada.refused("get_thread", thread_id=thread)
    assert len((await mia("search_threads"))["threads"]) == 2


async def test_in_a_long_conversation_the_newest_messages_get_the_room(mia: Tools, gmail: GmailStandIn) -> None:
    first = gmail.deliver(MIA, mail("Long", "oldest " * 3_000))
    for number in range(4):
        gmail.deliver(MIA, mail("Re: Long", f"{number} " + "ü" * 20_000), first)
    outcome = await mia.text("get_thread", thread_id=first)
    assert len(outcome.encode()) < MOST_BYTES + 4_000
    read = (await mia("get_thread", thread_id=first))["messages"]
    assert [bool(each["content"]) for each in read] == [False, False, True, True, True]
    assert all("get_message" in each["note"] for each in read) and read[0]["sender"] == ["Ada Byron <ada@acme.example>"]


async def test_of_a_conversation_without_end_the_newest_messages_are_read(mia: Tools, gmail: GmailStandIn) -> None:
    first = gmail.deliver(MIA, mail("Long", "number 0"))
    for number in range(1, 40):
        gmail.deliver(MIA, mail("Re: Long", f"number {number}"), first)
    read = await mia("get_thread", thread_id=first)
    assert [each["content"] for each in read["messages"]] == [f"number {number}" for number in range(15, 40)]
    assert read["left_out"] == 15
    assert "15 older messages are left out" in await mia.text("get_thread", thread_id=first)


async def test_messages_that_may_be_large_together_are_asked_one_by_one(mia: Tools, gmail: GmailStandIn) -> None:
    first = gmail.deliver(MIA, mail("Pictures", "one"))
    gmail.deliver(MIA, mail("Re: Pictures", "two"), first)
    for message in gmail.messages[MIA].values():
        message["sizeEstimate"] = 4_000_000
    read = await mia("get_thread", thread_id=first)
    assert [each["content"] for each in read["messages"]] == ["one", "two"]
    asked = [each for each in gmail.asked if each.query.get("format") == ["full"]]
    assert {each.path.split("/")[5] for each in asked} == {"messages"} and len(asked) == 2


async def test_a_text_that_is_too_large_to_be_asked_is_said(mia: Tools, gmail: GmailStandIn) -> None:
    message = gmail.deliver(MIA, mail("Huge", "u" * 4_000_001))
    read = await mia("get_message", message_id=message)
    assert read["mail"]["content"] == "" and "open the link" in read["mail"]["note"]


async def test_a_long_message_comes_in_parts_that_join(mia: Tools, gmail: GmailStandIn) -> None:
    whole = "".join(f"Zeile {number}: Grüße\n" for number in range(5_000)).strip()
    message = gmail.deliver(MIA, mail("Long", whole.replace("\n", "\r\n")))
    parts, offset = [], 0
    while True:
        read = await mia("get_message", message_id=message, offset=offset)
        parts.append(read["mail"]["content"])
        if not (offset := read["next_offset"]):
            break
    assert "".join(parts) == whole and len(parts) > 2
    assert "only" in await mia.refused("get_message", message_id=message, offset=10**8)


async def test_a_text_that_gmail_keeps_apart_is_fetched_for_one_message(mia: Tools, gmail: GmailStandIn) -> None:
    message = gmail.deliver(MIA, mail("Huge", "ü" * 150_000))
    assert "A long part is left out" in (await mia("get_thread", thread_id=message))["messages"][0]["note"]
    read = await mia("get_message", message_id=message)
    assert read["characters"] == 150_000 and read["mail"]["content"].startswith("üüü")


async def test_attachments_are_listed_with_their_sizes(mia: Tools, gmail: GmailStandIn) -> None:
    head = b'From: a@b.example\r\nSubject: Files\r\nContent-Type: multipart/mixed; boundary="m"\r\n\r\n--m\r\n'
    text = b"Content-Type: text/plain\r\n\r\nSee below\r\n--m\r\n"
    file = (
        b"Content-Type: application/pdf\r\nContent-Disposition: attachment; filename=plan.pdf\r\n\r\n%PDF\r\n--m--\r\n"
    )
    message = gmail.deliver(MIA, head + text + file)
    assert "Attached: plan.pdf (application/pdf, 4 bytes)" in await mia.text("get_thread", thread_id=message)


async def test_labels_are_listed_with_what_gmails_own_mean(mia: Tools) -> None:
    text = await mia.text("list_labels")
    assert "- Launch/März (id Label_7)" in text and "- INBOX (of Gmail, in the inbox; without it: archived)" in text


async def test_a_conversation_is_labelled_by_name_in_one_request(mia: Tools, gmail: GmailStandIn, thread: str) -> None:
    stored = await mia("label_thread", thread_id=thread, add=["launch/märz"], remove=["INBOX", "UNREAD"])
    assert stored["labels"] == ["Launch/März"]
    assert gmail.messages[MIA][thread]["labelIds"] == ["Label_7"]
    assert [asked.json for asked in gmail.changes] == [
        {"addLabelIds": ["Label_7"], "removeLabelIds": ["INBOX", "UNREAD"]}
    ]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"add": ["Board"]}, "There is no label 'Board'. The member's labels: Launch/März"),
        ({"add": ["trash"]}, "does not move mail to the trash"),
        ({"add": ["SPAM"]}, "does not report"),
        ({"remove": ["SENT"]}, "sets the label SENT itself"),
        ({"add": ["INBOX"], "remove": ["inbox"]}, "cannot be added and removed"),
        ({}, "Name the labels"),
    ],
)
async def test_labels_that_are_not_for_this_tool_are_refused_before_anything_is_sent(
    mia: Tools, gmail: GmailStandIn, thread: str, asked: dict[str, list[str]], words: str
) -> None:
    assert words in await mia.refused("label_thread", thread_id=thread, **asked)
    assert gmail.changes == []


async def test_a_label_is_created_once(mia: Tools, gmail: GmailStandIn) -> None:
    made = await mia("create_label", name="Invoices/März")
    assert gmail.labels[MIA][made["label"]["id"]] == "Invoices/März"
    assert "already" in await mia.refused("create_label", name="INVOICES/märz")
    assert "one line" in await mia.refused("create_label", name="a\nb")
    assert len(gmail.changes) == 1


async def test_sorting_asks_for_more_access_only_when_it_is_first_needed(gmail: GmailStandIn, thread: str) -> None:
    async with tools_of("gmail", gmail.origin, gmail.token(MIA, "gmail.readonly", "gmail.compose")) as tools:
        await tools("get_thread", thread_id=thread)
        await tools("create_draft", body="x")
        for tool, asked in (
            ("label_thread", {"thread_id": thread, "add": ["STARRED"]}),
            ("create_label", {"name": "x"}),
        ):
            with pytest.raises(InsufficientScope) as missing:
                await tools(tool, **asked)
            assert missing.value.scope == f"{AUTH}gmail.modify"


async def test_a_missing_scope_never_asks_for_the_whole_mailbox(gmail: GmailStandIn) -> None:
    async with tools_of("gmail", gmail.origin, gmail.token(MIA, "gmail.readonly")) as tools:
        with pytest.raises(InsufficientScope) as missing:
            await tools("send_message", to=[ADA], subject="x", body="y")
        assert missing.value.scope == f"{AUTH}gmail.compose"
    async with tools_of("gmail", gmail.origin, gmail.token(MIA, "userinfo.email")) as tools:
        with pytest.raises(InsufficientScope) as missing:
            await tools("search_threads")
        assert missing.value.scope == f"{AUTH}gmail.readonly"


async def test_a_revoked_token_ends_the_sign_in(mia: Tools, gmail: GmailStandIn) -> None:
    gmail.tokens.clear()
    with pytest.raises(AuthorizationRequired):
        await mia("search_threads")
    with pytest.raises(AuthorizationRequired):
        await mia.client.account()


async def test_too_many_requests_in_the_middle_of_a_search_are_told_as_such(mia: Tools, gmail: GmailStandIn) -> None:
    gmail.fail("/threads/", Fault(403, "userRateLimitExceeded", "User Rate Limit Exceeded", retry_after="9"))
    with pytest.raises(RateLimited) as slow:
        await mia("search_threads")
    assert slow.value.retry_after_seconds == 9


async def test_an_outage_of_a_read_changed_nothing_and_of_a_send_perhaps(mia: Tools, gmail: GmailStandIn) -> None:
    gmail.fail("/threads", Fault(500, "backendError", "Backend Error"))
    with pytest.raises(ServerFailed) as read:
        await mia("search_threads")
    assert not read.value.may_have_run
    gmail.fail("/send", Fault(502, "backendError", "Backend Error"))
    with pytest.raises(ServerFailed) as sent:
        await mia("send_message", to=[ADA], subject="x", body="y")
    assert sent.value.may_have_run


async def test_an_id_never_leads_to_another_address(mia: Tools, gmail: GmailStandIn) -> None:
    await mia.refused("get_thread", thread_id="../profile")
    await mia.refused("get_message", message_id="x?format=raw")
    assert all(asked.query.get("format", ["full"]) == ["full"] for asked in gmail.asked)
    assert all("profile" not in asked.path or "threads" in asked.path for asked in gmail.asked)
