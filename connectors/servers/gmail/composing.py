"""A mail as it is handed to Gmail (RFC 5322), and what a reply takes from the mail that it answers."""

import base64
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import getaddresses
from typing import Any

from connectors.servers.api import Refused
from connectors.servers.gmail.headers import addresses_of, header, message_ids, subject_of
from organizations.text import CONTROL, clean_text

# Seven bits everywhere: no server on the way has to be asked what it takes.
_POLICY = SMTP.clone(cte_type="7bit")
_ADDRESS = re.compile(r"[^\s@<>()\[\]\\,;:\"]{1,64}@[^\s@<>()\[\]\\,;:\"]{1,253}")
# "Re:" in the languages of common mail programs, also counted ("Re[2]:").
_REPLY = re.compile(
    r"^\s*(?:re|aw|antw|sv|vs|odp|rif|ref|res|ang|ynt|回复|回覆|返信)\s*(?:\[\d+\]|\(\d+\))?\s*[:\uff1a]\s*",
    re.IGNORECASE,
)
_MOST_REFERENCES = 20
# How an encoded word begins (RFC 2047). Python's `email` decodes those in what it is given, and writes what comes out,
# line ends too: "=?utf-8?q?=0D=0ABcc:_…?=" would be a header of its own.
_ENCODED = "=?"
ANSWERED = ("Subject", "From", "To", "Reply-To", "Message-ID", "References", "In-Reply-To")


@dataclass(frozen=True)
class Answered:
    """What a reply needs of the mail that it answers."""

    thread_id: str
    subject: str
    to: list[str]
    in_reply_to: str
    references: list[str]


def answered(message: Mapping[str, Any]) -> Answered:
    """From a message with the headers of ANSWERED."""
    payload = message.get("payload") or {}
    # An answer to a mail of one's own goes on to the same people.
    is_own = "SENT" in (message.get("labelIds") or [])
    fields = ("To",) if is_own else ("Reply-To",) if header(payload, "Reply-To") else ("From",)
    own_id = message_ids(header(payload, "Message-ID"))[:1]
    before = message_ids(header(payload, "References")) or message_ids(header(payload, "In-Reply-To"))
    return Answered(
        thread_id=str(message["threadId"]),
        subject=subject_of(payload),
        to=[_written(name, address) for name, address in addresses_of(payload, *fields)],
        in_reply_to=own_id[0] if own_id else "",
        references=_fewer([*before, *own_id]),
    )


def _written(name: str, address: str) -> str:
    # A name that decodes once more is no name: `_mailbox` takes none.
    bare = "" if _ENCODED in name else name.replace("\\", "").replace('"', "")
    return f'"{bare}" <{address}>' if bare else address


def _fewer(ids: list[str]) -> list[str]:
    """The first and the last of a long chain (RFC 5537, 3.4.4)."""
    return ids if len(ids) <= _MOST_REFERENCES else [ids[0], *ids[1 - _MOST_REFERENCES :]]


def reply_subject(given: str, original: str) -> str:
    """The subject of a reply. Raises Refused for another one: Gmail would begin a new conversation."""
    if given and _bare(given) != _bare(original):
        raise Refused(f"A reply keeps the subject ({original!r}), or it begins a new conversation: leave it out.")
    return original if _REPLY.match(original) else f"Re: {original}".rstrip()


def _bare(subject: str) -> str:
    bare, before = subject.strip(), ""
    while bare != before:
        before, bare = bare, _REPLY.sub("", bare)
    return " ".join(bare.split()).casefold()


def mailboxes(values: Sequence[str]) -> list[Address]:
    """The addresses, each checked. Raises Refused for what is none, is several, or cannot be sent to."""
    return [_mailbox(value) for value in values]


def _mailbox(value: str) -> Address:
    found = getaddresses([value]) if not CONTROL.search(value) and _ENCODED not in value else []
    if len(found) != 1 or not _ADDRESS.fullmatch(found[0][1]):
        good = 'ada@acme.example or "Byron, Ada" <ada@acme.example>'
        raise Refused(f"{value!r} is not one e-mail address such as {good}.")
    name, address = found[0]
    local, _, domain = address.rpartition("@")
    try:
        return Address(display_name=name, username=local.encode("ascii").decode(), domain=_in_ascii(domain))
    except (UnicodeError, ValueError):
        raise Refused(f"Mail cannot be sent to {address!r}.") from None


def _in_ascii(domain: str) -> str:
    return domain.encode("idna").decode() if not domain.isascii() else domain


def written(
    *,
    to: Sequence[Address],
    cc: Sequence[Address],
    bcc: Sequence[Address],
    subject: str,
    body: str,
    reply: Answered | None,
) -> str:
    """The mail in base64url. Gmail adds From, Date and Message-ID."""
    if CONTROL.search(subject):
        raise Refused("The subject has to be in one line.")
    mail = EmailMessage(policy=_POLICY)
    for name, people in (("To", to), ("Cc", cc), ("Bcc", bcc)):
        if people:
            mail[name] = people
    mail.set_content(clean_text(body).replace("\r\n", "\n").replace("\r", "\n"), charset="utf-8")
    return base64.urlsafe_b64encode(_subject(clean_text(subject)) + _threading(reply) + mail.as_bytes()).decode()


def _subject(subject: str) -> bytes:
    """The line of the subject. What looks encoded in it is encoded itself, so that it is read as it was written."""
    is_plain = subject.isascii() and _ENCODED not in subject
    header = Header(subject, "us-ascii" if is_plain else "utf-8", header_name="Subject")
    return f"Subject: {header.encode(linesep=chr(13) + chr(10))}\r\n".encode("ascii")


def _threading(reply: Answered | None) -> bytes:
    """In-Reply-To and References, an id a line: Python's `email` would encode those that are longer than a line
    (=?utf-8?q?=3C…), and then no program finds the mail that is answered.
    """
    if reply is None or not reply.in_reply_to:
        return b""
    chain = "\r\n ".join(reply.references)
    return f"In-Reply-To: {reply.in_reply_to}\r\nReferences: {chain}\r\n".encode("ascii")
