"""Drafts, replies and sent mail: right after RFC 5322, in the right conversation, and only what was approved."""

import base64
from collections.abc import AsyncIterator, Iterator
from email import message_from_bytes
from email.header import Header, decode_header
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest

from connectors.servers.api import Refused
from connectors.servers.gmail.composing import Answered, answered, mailboxes, reply_subject, written
from connectors.servers.gmail.headers import people_of
from tests.services.gmail_stand_in import GmailStandIn, gmail_stand_in, unpacked
from tests.services.google_calls import Tools, tools_of
from tests.services.google_stand_in import ADA, MIA, Fault
from tests.services.test_gmail import SCOPES, mail

pytestmark = pytest.mark.anyio
# As Outlook makes them: longer than a line.
LONG_ID = f"<AM0PR04MB{'0123456789' * 8}@AM0PR04MB1234.eurprd04.prod.outlook.com>"


@pytest.fixture
def gmail() -> Iterator[GmailStandIn]:
    with gmail_stand_in() as standing_in:
        yield standing_in


@pytest.fixture
async def mia(gmail: GmailStandIn) -> AsyncIterator[Tools]:
    async with tools_of("gmail", gmail.origin, gmail.token(MIA, *SCOPES)) as tools:
        yield tools


def parsed(gmail: GmailStandIn, message_id: str) -> EmailMessage:
    """The mail as the next program reads it."""
    read = message_from_bytes(gmail.messages[MIA][message_id]["raw"], policy=default)
    assert isinstance(read, EmailMessage)
    return read


PEOPLE = ['"Öz, Käthe" <kaethe@köln.example>', "Ada Byron <ada@acme.example>", "plain@acme.example"]


async def test_a_mail_with_letters_of_every_kind_arrives_as_it_was_written(mia: Tools, gmail: GmailStandIn) -> None:
    body = "Grüße 🚀\n.\nFrom me\n" + "x" * 2_000 + "\n日本語"
    subject = "Größere Pläne für März: 日本語, und noch mehr Wörter, die nicht in eine Zeile passen 🚀"
    sent = await mia("send_message", to=PEOPLE, cc=[ADA], bcc=["quiet@acme.example"], subject=subject, body=body)
    read = parsed(gmail, sent["id"])
    assert read["Subject"] == subject and read.get_content().replace("\r\n", "\n").rstrip("\n") == body
    assert [(one.display_name, one.addr_spec) for one in read["To"].addresses] == [
        ("Öz, Käthe", "kaethe@xn--kln-sna.example"),
        ("Ada Byron", "ada@acme.example"),
        ("", "plain@acme.example"),
    ]
    assert (read["Cc"], read["Bcc"]) == (ADA, "quiet@acme.example")
    assert sent["title"] == subject and len(sent["recipients"]) == 5
    assert [asked.path for asked in gmail.changes] == ["/gmail/v1/users/me/messages/send"]


async def test_many_people_with_long_names_keep_their_names(mia: Tools, gmail: GmailStandIn) -> None:
    people = [f"Jürgen von und zu Schloß Neuschwanstein {number} <p{number}@acme.example>" for number in range(40)]
    sent = await mia("send_message", to=people, subject="x", body="y")
    # Python's own reader (3.11.7) puts a blank between the encoded words of one name.
    assert people_of(gmail.messages[MIA][sent["id"]]["payload"], "To") == people


@pytest.mark.parametrize("message_id", ["<short@northwind.example>", LONG_ID])
async def test_a_reply_draft_is_in_the_conversation_of_the_mail_that_it_answers(
    mia: Tools, gmail: GmailStandIn, message_id: str
) -> None:
    earlier = " ".join([LONG_ID.replace("AM0", f"E{number}") for number in range(3)])
    first = gmail.deliver(MIA, mail("=?utf-8?Q?Pl=C3=A4ne?=", "When?", Message_ID=message_id, References=earlier))
    stored = await mia("create_draft", body="Im März.", reply_to_message_id=first)
    draft = gmail.messages[MIA][stored["draft"]["message_id"]]
    assert draft["threadId"] == first
    read = message_from_bytes(draft["raw"])
    assert read["In-Reply-To"] == message_id
    assert read["References"].split() == [*earlier.split(), message_id]
    assert parsed(gmail, draft["id"])["Subject"] == "Re: Pläne" and stored["draft"]["title"] == "Re: Pläne"
    assert stored["draft"]["recipients"] == ["Ada Byron <ada@acme.example>"]
    assert "not sent" in await mia.text("create_draft", body="x", reply_to_message_id=first)
    assert all("DRAFT" in each["labelIds"] for key, each in gmail.messages[MIA].items() if key != first)


@pytest.mark.parametrize(
    ("headers", "labels", "to"),
    [
        ({}, ("INBOX",), ["Ada Byron <ada@acme.example>"]),
        ({"Reply_To": "list@acme.example"}, ("INBOX",), ["list@acme.example"]),
        ({"Reply_To": "=?utf-8?Q?=C3=96z=2C_K?= <k@acme.example>"}, ("INBOX",), ['"Öz, K" <k@acme.example>']),
        ({}, ("SENT",), [f"Mia Kern <{MIA}>"]),
    ],
)
async def test_a_reply_without_recipients_goes_to_whom_the_mail_says(
    mia: Tools, gmail: GmailStandIn, headers: dict[str, str], labels: tuple[str, ...], to: list[str]
) -> None:
    first = gmail.deliver(MIA, mail("x", "y", Message_ID="<a@b>", **headers), labels=labels)
    stored = await mia("create_draft", body="z", reply_to_message_id=first)
    assert stored["draft"]["recipients"] == to


async def test_a_reply_that_is_sent_stays_in_its_conversation(mia: Tools, gmail: GmailStandIn) -> None:
    first = gmail.deliver(MIA, mail("Re: Plans", "When?", Message_ID="<a@b>"))
    sent = await mia("send_message", to=[ADA], body="Now.", subject="Plans", reply_to_message_id=first)
    assert gmail.messages[MIA][sent["id"]]["threadId"] == first and sent["title"] == "Re: Plans"
    assert sent["url"] == f"https://mail.google.com/mail/#all/{first}"
    words = await mia.refused("send_message", to=[ADA], body="x", subject="Other", reply_to_message_id=first)
    assert "begins a new conversation" in words and len(gmail.changes) == 1


async def test_a_mail_without_an_id_is_answered_by_its_thread_alone(mia: Tools, gmail: GmailStandIn) -> None:
    first = gmail.deliver(MIA, mail("x", "y"))
    await mia("create_draft", body="z", reply_to_message_id=first)
    message = gmail.changes[0].json["message"]
    assert message["threadId"] == first and b"In-Reply-To" not in base64.urlsafe_b64decode(message["raw"])


@pytest.mark.parametrize(
    ("given", "original", "subject"),
    [
        ("", "Plans", "Re: Plans"),
        ("", "RE: Plans", "RE: Plans"),
        ("", "AW: Plans", "AW: Plans"),
        ("", "Re[2]: Plans", "Re[2]: Plans"),
        ("", "Reason for it", "Re: Reason for it"),
        ("re:  plans", "Plans", "Re: Plans"),
        ("", "Fwd: Plans", "Re: Fwd: Plans"),
        ("", "", "Re:"),
        ("Plans", "Fwd: Plans", None),
        ("Other", "Plans", None),
    ],
)
def test_the_subject_of_a_reply(given: str, original: str, subject: str | None) -> None:
    if subject is None:
        with pytest.raises(Refused, match="begins a new conversation"):
            reply_subject(given, original)
    else:
        assert reply_subject(given, original) == subject


def test_a_chain_of_many_mails_keeps_its_first_and_last() -> None:
    ids = [f"<{number}@acme.example>" for number in range(100)]
    headers = [{"name": "References", "value": " ".join(ids)}, {"name": "Message-ID", "value": "<own@b>"}]
    found = answered({"threadId": "t", "payload": {"headers": headers}}).references
    assert found[0] == ids[0] and found[-1] == "<own@b>" and len(found) == 20


@pytest.mark.parametrize(
    "value",
    [
        *("", "Mia", "a@b, c@d", "Kern, Mia <mia@acme.example>", "<>", "a b@acme.example", "ü@acme.example", "a@b@c"),
        *("a@b\r\nBcc: x@y", "mia@acme.example\n", "@acme.example", "a@" + "ö" * 80 + ".de"),
    ],
)
def test_what_is_no_address_is_refused(value: str) -> None:
    with pytest.raises(Refused):
        mailboxes([value])


ENCODED = ("=?utf-8?q?hi=0D=0ABcc=3A_evil=40x.example?=", "=?utf-8?b?DQpCY2M6IGV2aWxAeC5leGFtcGxl?= hello", "a =?x")


@pytest.mark.parametrize("subject", ENCODED)
def test_a_subject_that_looks_encoded_is_read_as_it_was_written(subject: str) -> None:
    raw = unpacked(written(to=mailboxes([ADA]), cc=[], bcc=[], subject=subject, body="b", reply=None))
    read = message_from_bytes(raw, policy=default)
    assert read.keys().count("Subject") == 1 and "Bcc" not in read
    ((text, charset),) = decode_header(message_from_bytes(raw)["Subject"])
    assert (text if isinstance(text, str) else text.decode(charset or "ascii")) == subject


async def test_a_reply_to_a_subject_that_was_encoded_twice_goes_to_nobody_else(mia: Tools, gmail: GmailStandIn) -> None:
    twice = Header(ENCODED[0], "utf-8").encode()
    first = gmail.deliver(MIA, mail(twice, "x", f"{twice} <{ADA}>"))
    draft = (await mia("create_draft", body="b", reply_to_message_id=first))["draft"]
    read = parsed(gmail, draft["message_id"])
    assert read["Bcc"] is None and [one.addr_spec for one in read["To"].addresses] == [ADA]


def test_a_name_that_looks_encoded_is_no_address() -> None:
    for value in (f'"{ENCODED[0]}" <{ADA}>', f"{ENCODED[0]} <{ADA}>", "=?utf-8?q?a=0d=0a?=@acme.example"):
        with pytest.raises(Refused, match="not one e-mail address"):
            mailboxes([value])


def test_nothing_of_a_subject_or_name_becomes_a_header() -> None:
    with pytest.raises(Refused, match="one line"):
        written(to=[], cc=[], bcc=[], subject="x\r\nBcc: y@z", body="b", reply=None)
    with pytest.raises(Refused):
        mailboxes(['"x\nBcc: y@z" <a@b>'])
    reply = Answered("t", "s", [], "<a@b>", ["<a@b>"])
    raw = unpacked(written(to=[], cc=[], bcc=[], subject="s", body="Bcc: y@z\n\nx", reply=reply))
    assert message_from_bytes(raw)["Bcc"] is None


async def test_what_gmail_would_refuse_is_refused_before_it_is_sent(mia: Tools, gmail: GmailStandIn) -> None:
    many = [f"p{number}@acme.example" for number in range(40)]
    for words, asked in (
        ("not one e-mail address", {"to": ["Ada"], "body": "x"}),
        ("at least 1 item", {"to": [], "body": "x"}),
        ("one line", {"to": [ADA], "body": "x", "subject": "a\nb"}),
        ("At most 50 people", {"to": many, "cc": many, "body": "x"}),
        ("does not find", {"to": [ADA], "body": "x", "reply_to_message_id": "no-such-message"}),
        ("no argument attachments", {"to": [ADA], "body": "x", "attachments": []}),
    ):
        assert words in await mia.refused("send_message", **asked)
    assert gmail.changes == []


async def drafted(mia: Tools, **more: Any) -> dict[str, Any]:
    """A stored draft to Ada, as send_draft takes it."""
    asked = {"to": [ADA], "subject": "Pläne", "body": "x", "bcc": ["quiet@acme.example"], **more}
    draft = (await mia("create_draft", **asked))["draft"]
    recipients = [ADA.upper(), "Quiet <quiet@acme.example>"]
    return {
        "draft_id": draft["id"],
        "message_id": draft["message_id"],
        "recipients": recipients,
        "subject": draft["title"],
    }


async def test_a_draft_is_sent_as_it_was_approved(mia: Tools, gmail: GmailStandIn) -> None:
    named = await drafted(mia)
    sent = await mia("send_draft", **named)
    assert gmail.messages[MIA][sent["id"]]["labelIds"] == ["SENT"] and gmail.drafts[MIA] == {}
    assert sent["title"] == "Pläne" and sent["recipients"] == [ADA, "quiet@acme.example"]


async def test_a_draft_that_differs_from_what_was_approved_is_not_sent(mia: Tools, gmail: GmailStandIn) -> None:
    named = await drafted(mia)
    for words, other in (
        ("name all of them", {"recipients": [ADA]}),
        ("name all of them", {"recipients": [*named["recipients"], "more@acme.example"]}),
        ("The subject of this draft is 'Pläne'", {"subject": "Plan"}),
        ("was changed since", {"message_id": "18c0000000000aa"}),
        ("does not find", {"draft_id": "r-99"}),
    ):
        assert words in await mia.refused("send_draft", **named | other)
    gmail.change_draft(MIA, named["draft_id"])
    assert "was changed since" in await mia.refused("send_draft", **named)
    assert [asked.path.rpartition("/")[2] for asked in gmail.changes] == ["drafts"]


async def test_drafts_are_listed_with_all_that_sending_takes(mia: Tools, gmail: GmailStandIn) -> None:
    for number in range(3):
        await mia("create_draft", body="x", to=[ADA] if number else [], subject=f"Draft {number}" if number else "")
    first = await mia("list_drafts", limit=2)
    rest = await mia("list_drafts", limit=2, cursor=first["next_cursor"])
    drafts = [*first["drafts"], *rest["drafts"]]
    assert [draft["title"] for draft in drafts] == ["(without a subject)", "Draft 1", "Draft 2"]
    text = await mia.text("list_drafts")
    assert "to nobody yet" in text and f"message id {drafts[1]['message_id']}" in text
    sent = {"draft_id": drafts[1]["id"], "message_id": drafts[1]["message_id"], "subject": drafts[1]["title"]}
    await mia("send_draft", **sent, recipients=drafts[1]["recipients"])


async def test_a_draft_of_somebody_else_is_not_found(mia: Tools, gmail: GmailStandIn) -> None:
    named = await drafted(mia)
    async with tools_of("gmail", gmail.origin, gmail.token(ADA, *SCOPES)) as ada:
        assert "does not find" in await ada.refused("send_draft", **named)
        assert (await ada("list_drafts"))["drafts"] == []


async def test_gmails_own_reason_is_given_for_what_it_refuses(mia: Tools, gmail: GmailStandIn) -> None:
    gmail.fail("/send", Fault(400, "failedPrecondition", "Mail service not enabled"))
    assert "Mail service not enabled" in await mia.refused("send_message", to=[ADA], body="x")
