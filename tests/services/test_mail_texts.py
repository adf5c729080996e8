"""What a person reads in a mail: headers, charsets, HTML and quotations that a good guess gets wrong."""

import time
from email import message_from_bytes
from email.policy import compat32
from typing import Any

import pytest

from connectors.servers.gmail.bodies import Body, unpacked
from connectors.servers.gmail.headers import addresses_of, message_ids, people_of, received, subject_of
from connectors.servers.html_text import html_text
from connectors.servers.quotes import without_quotes
from tests.services.gmail_stand_in import GmailStandIn


def payload(raw: bytes) -> dict[str, Any]:
    """A mail as Gmail gives it."""
    return GmailStandIn()._payload(message_from_bytes(raw.replace(b"\n", b"\r\n"), policy=compat32), "")


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("Plain", "Plain"),
        ("Schöne Grüße", "Schöne Grüße"),
        ("=?utf-8?Q?Gr=C3=BC=C3=9Fe?=", "Grüße"),
        ("=?UTF-8?B?R3LDvA==?=\r\n =?UTF-8?B?w59l?=", "Grüße"),
        ("=?UTF-8?B?8J+a?= =?UTF-8?B?gA==?=", "🚀"),
        ("Re: =?iso-8859-1?Q?Caf=E9?= at 9", "Re: Café at 9"),
        ("=?windows-1252?Q?=80_1.200?=", "€ 1.200"),
        ("=?iso-2022-jp?B?GyRCRnxLXBsoQg==?=", "日本"),
        ("=?no-such-charset?Q?Caf=E9?=", "Café"),
        ("=?utf-8?B?not base64!?=", "=?utf-8?B?not base64!?="),
        ("A long subject\r\n that is folded", "A long subject that is folded"),
        ("A long subject\r\n\tthat is folded", "A long subject that is folded"),
        ("=?utf-8?Q?two=0D=0Alines?=", "two lines"),
        ("", ""),
    ],
)
def test_a_subject_is_unfolded_and_decoded(value: str, words: str) -> None:
    assert subject_of({"headers": [{"name": "SUBJECT", "value": value}]}) == words


def test_addresses_are_taken_apart_before_they_are_decoded() -> None:
    value = '=?utf-8?Q?Kern=2C_Mia?= <mia@acme.example>,\r\n "Byron, Ada" <ada@acme.example>, plain@acme.example'
    found = {
        "headers": [{"name": "To", "value": value}, {"name": "Cc", "value": "Gru, =?utf-8?Q?=C3=BC?= <ü@x.example>"}]
    }
    assert addresses_of(found, "To") == [
        ("Kern, Mia", "mia@acme.example"),
        ("Byron, Ada", "ada@acme.example"),
        ("", "plain@acme.example"),
    ]
    assert people_of(found, "To", "Bcc")[0] == "Kern, Mia <mia@acme.example>"


def test_of_very_many_people_the_first_are_shown() -> None:
    value = ", ".join(f"p{number}@acme.example" for number in range(80))
    shown = people_of({"headers": [{"name": "To", "value": value}]}, "To")
    assert len(shown) == 51 and shown[-1] == "and 30 more"


def test_when_a_mail_came_is_gmails_own_time_and_not_the_senders() -> None:
    message = {"internalDate": "1763631000123", "payload": {"headers": [{"name": "Date", "value": "Thu, 1 Jan 1970"}]}}
    assert received(message) == "2025-11-20T09:30:00Z"
    assert received({}) == received({"internalDate": "x"}) == received({"internalDate": "9" * 30}) == ""


def test_only_message_ids_that_may_stand_in_a_header_are_taken() -> None:
    assert message_ids("<a@b> (comment) <c@d>\n <é@x> <e f> <g@h>") == ["<a@b>", "<c@d>", "<g@h>"]


LATIN = b"Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\nGr=FC=DFe\n"
HTML = b"Content-Type: text/html; charset=utf-8\n\n<p>Gr\xc3\xbc\xc3\x9fe <b>fett</b></p>\n"
JAPANESE = b"Content-Type: text/plain; charset=iso-2022-jp\n\n\x1b$BF|K\\\x1b(B\n"


def alternative(*parts: bytes) -> bytes:
    """The same mail in several forms."""
    inside = b"".join(b"--b\n" + part + b"\n" for part in parts)
    return b'Content-Type: multipart/alternative; boundary="b"\n\n' + inside + b"--b--\n"


STUB = b"Content-Type: text/plain\n\nYour program shows no HTML.\n"
LONG_HTML = b"Content-Type: text/html\n\n<p>" + b"This is the mail itself. " * 20 + b"</p>\n"


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (LATIN, "Grüße"),
        (HTML, "Grüße fett"),
        (JAPANESE, "日本"),
        (alternative(LATIN, HTML), "Grüße"),
        (alternative(HTML), "Grüße fett"),
        (alternative(b"Content-Type: text/plain\n\n   \n", HTML), "Grüße fett"),
        (alternative(STUB, LONG_HTML), ("This is the mail itself. " * 20).strip()),
        (b"Subject: nothing\n\n", ""),
    ],
)
def test_the_text_of_a_mail_is_what_a_person_reads(raw: bytes, text: str) -> None:
    body = Body(payload(raw))
    assert (body.text, body.attachments, body.missing) == (text, [], [])


def test_files_and_attached_mails_are_listed_and_not_read_as_text() -> None:
    raw = b"""Content-Type: multipart/mixed; boundary="m"

--m
Content-Type: text/plain

See below
--m
Content-Type: text/plain; name="notes.txt"
Content-Disposition: attachment; filename="notes.txt"

SECRET
--m
Content-Type: application/pdf
Content-Disposition: attachment; filename="=?utf-8?Q?=C3=9Cbersicht=2Epdf?="
Content-Transfer-Encoding: base64

JVBERi0=
--m
Content-Type: text/calendar; charset=utf-8

BEGIN:VCALENDAR
--m
Content-Type: message/rfc822

Subject: The one before
Content-Type: text/plain

NOT OURS
--m--
"""
    body = Body(payload(raw))
    assert body.text == "See below"
    named = [(each.name, each.mime_type) for each in body.attachments]
    assert named == [
        ("notes.txt", "text/plain"),
        ("Übersicht.pdf", "application/pdf"),
        ("invitation", "text/calendar"),
        ("attached mail: The one before", "message/rfc822"),
    ]
    assert body.attachments[1].size == 5


def test_pictures_beside_the_html_are_listed_when_the_plain_text_is_read() -> None:
    picture = b"Content-Type: image/png; name=a.png\nContent-ID: <a>\nContent-Transfer-Encoding: base64\n\niVBO\n"
    related = b'Content-Type: multipart/related; boundary="r"\n\n--r\n' + HTML + b"--r\n" + picture + b"--r--\n"
    plain = b"Content-Type: text/plain\n\n" + b"A long enough text. " * 20 + b"\n"
    assert [each.name for each in Body(payload(alternative(plain, related))).attachments] == ["a.png"]
    short = Body(payload(alternative(b"Content-Type: text/plain\n\nhi\n", related)))
    assert [each.name for each in short.attachments] == ["a.png"]


def test_broken_base64_and_endless_parts_end_in_no_text() -> None:
    assert unpacked("R3LDvMOfZQ") == "Grüße".encode() and unpacked("a") == b"" and unpacked("") == b""
    part: dict[str, Any] = {"mimeType": "text/plain", "body": {"data": "eA=="}}
    many = {"mimeType": "multipart/mixed", "parts": [part] * 100_000}
    assert len(Body(many).text) < 1_000


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>a</p><p>b</p>", "a\n\nb"),
        ("<div>a</div><div><br></div><div>b<br>c</div>", "a\n\nb\nc"),
        ("a&nbsp;b &lt;c&gt; &euro; &#8364;", "a b <c> € €"),
        ("<style>p{}</style><script>x</script><title>t</title><p>a", "a"),
        ("<ul><li>one<li>two</ul>", "- one\n- two"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c<td>d</table>", "a | b\nc | d"),
        ('<a href="https://x.example/y">here</a>', "here (https://x.example/y)"),
        ('<a href="https://x.example">x.example</a> <a href="javascript:x">y</a>', "x.example y"),
        ("<blockquote>q<blockquote>r</blockquote></blockquote>s", "> q\n> >\n> > r\n\ns"),
        ("<pre>a\n  b</pre>", "a\n  b"),
        ('<img src="x" alt="Logo"> a', "[Logo] a"),
        ("1 < 2 <b>x</b>", "1 < 2 x"),
        ('<p title=">">a</p>', "a"),
        ("a<!-- b -->c<![endif]-->d", "acd"),
    ],
)
def test_html_becomes_the_text_that_is_seen(html: str, text: str) -> None:
    assert html_text(html) == text


@pytest.mark.parametrize(
    "hidden",
    [
        '<div style="display:none">SECRET</div>',
        '<div style="color:red; DISPLAY : none !important"><p>SECRET</p></div>',
        '<span style="font-size:0px">SECRET</span>',
        '<span style="opacity:0">SECRET</span>',
        '<p style="visibility:hidden">SECRET</p>',
        '<p style="max-height:0">SECRET</p>',
        "<p hidden>SECRET</p>",
        "<template>SECRET</template>",
        "<!-- SECRET -->",
        "<a b='\"SECRET'>",
    ],
)
def test_what_people_do_not_see_a_model_does_not_read(hidden: str) -> None:
    assert html_text(f"<p>seen</p>{hidden}<p>and seen</p>") == "seen\n\nand seen"


def test_what_only_looks_hidden_is_read() -> None:
    html = '<p style="font-size:0.9em">a</p><p style="line-height:0">b</p><p style="opacity:0.8">c</p>'
    assert html_text(html) == "a\n\nb\n\nc"


@pytest.mark.parametrize(
    "part",
    [
        "<div>",
        "</span>",
        "<a",
        "<!--",
        "<",
        '<a "',
        "<blockquote>",
        "&",
        "<style>",
        "<a b='\"",
        "<a \t",
        "<p>x<a>",
        "\u00a0",
        "&nbsp; ",
    ],
)
def test_a_strangers_html_takes_no_longer_than_its_length(part: str) -> None:
    began = time.process_time()
    html_text(part * (60_000 // len(part)) + "x")
    assert time.process_time() - began < 2


ATTRIBUTION = "On Thu, Nov 20, 2026 at 10:30 AM Ada Byron <ada@acme.example> wrote:"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (f"Yes.\n\n{ATTRIBUTION}\n\n> When?\n> Ada\n", "Yes."),
        ("Yes.\n\nOn Thu, Nov 20, 2026 at 10:30 AM Ada Byron <ada@acme.example>\nwrote:\n> When?", "Yes."),
        ("Ja.\n\nAm 20.11.2026 um 10:30 schrieb Ada Byron:\n> Wann?", "Ja."),
        ("Oui.\n\nLe jeu. 20 nov. 2026 à 10:30, Ada a écrit :\n> Quand ?", "Oui."),
        ("Yes.\n\nAda Byron <ada@acme.example>:\n> When?", "Yes."),
        ("We need:\n\n> milk\n", "We need:"),
        (f"{ATTRIBUTION}\n> When?\n\nIn March.", "In March."),
        (f"{ATTRIBUTION}\n> When?\n\nIn March.\n\n> Where?\n\nHere.", None),
        ("> When?\n> Ada", None),
        (f"{ATTRIBUTION}\n> When?", None),
        ("Yes.\n\n-----Original Message-----\nFrom: Ada\nSent: Monday\n\nWhen?", "Yes."),
        ("Ja.\n\n-----Ursprüngliche Nachricht-----\nVon: Ada\n\nWann?", "Ja."),
        ("Yes.\n\n________________________________\nFrom: Ada\nSent: Monday\nTo: Mia\nSubject: x\n\nWhen?", "Yes."),
        ("Ja.\n\nVon: Ada\nGesendet: Montag\nAn: Mia\n\nWann?", "Ja."),
        ("From: here it goes on\nand on", None),
        ("Look:\n\n---------- Forwarded message ---------\nFrom: Ada <a@b>\nDate: Monday\nSubject: x\n\nWhen?", None),
        ("a > b\nx", None),
    ],
)
def test_quoted_mails_are_cut_and_own_words_never(text: str, left: str | None) -> None:
    forwarded = "Fwd: x" if "Forwarded" in text else "Re: x"
    assert without_quotes(text, forwarded) == (text.strip() if left is None else left, left is not None)


def test_the_cut_in_a_mail_that_was_written_in_a_browser() -> None:
    quote = f'<div class="gmail_quote"><div class="gmail_attr">{ATTRIBUTION.replace("<", "&lt;")}<br></div>'
    reply = f"<div>Yes, in March.</div><br>{quote}<blockquote><div>When?</div></blockquote></div>"
    assert without_quotes(html_text(reply)) == ("Yes, in March.", True)
    forward = (
        "<div>Look</div><div class='gmail_quote'>---------- Forwarded message ---------<br>From: Ada<br>When?</div>"
    )
    assert without_quotes(html_text(forward), "Fwd: x")[1] is False
