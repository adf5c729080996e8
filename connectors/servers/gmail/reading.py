"""Tools that find and read mail."""

import html
from collections.abc import Mapping
from functools import partial
from typing import Annotated, Any

import anyio.to_thread
from pydantic import Field

from connectors.servers.api import Query, Refused, segment
from connectors.servers.gmail.api import ME, SERVER, reading, together, url_of
from connectors.servers.gmail.bodies import Body, unpacked
from connectors.servers.gmail.headers import people_of, subject_of
from connectors.servers.gmail.labels import label_names
from connectors.servers.gmail.messages import (
    WITHOUT_SUBJECT,
    FoundThread,
    FoundThreads,
    Mail,
    MessageId,
    Thread,
    ThreadId,
    latest,
    mail_of,
    own_words,
)
from connectors.servers.tools import Cursor, Result
from organizations.text import clean_text, one_line

# Of a whole thread, the newest messages get the room.
MOST_BYTES = 36_000
_MOST_OF_ONE = 12_000
_MOST_MESSAGES = 25
# An answer over 8 MB is refused; Gmail's estimate counts attachments, which the answer does not hold.
_MOST_AT_ONCE = 5_000_000
_SHOWN = ["Subject", "From", "Date"]
_MOST_PEOPLE = 8


@SERVER.reads("Search mail")
async def search_threads(
    query: Annotated[
        str,
        Field(
            description="As in Gmail's own search: from:, to:, subject:, label:, has:attachment, after:2026/11/01, "
            'newer_than:7d, is:unread, "a phrase", -without. Empty: the latest mail.',
            max_length=1_000,
        ),
    ] = "",
    include_spam_and_trash: Annotated[bool, Field(description="Also look there.")] = False,
    limit: Annotated[int, Field(description="How many at most.", ge=1, le=25)] = 10,
    cursor: Cursor = "",
) -> FoundThreads:
    """Find conversations in the mailbox, the latest first, with who wrote and how they begin. Dates such as after: are
    days in Pacific time; for an exact moment give seconds since 1970. Not for reading a whole one (get_thread). The
    next page takes the same query.
    """
    asked: Query = {"q": query, "maxResults": limit, "pageToken": cursor, "includeSpamTrash": include_spam_and_trash}
    found = await reading.get(f"{ME}/threads", asked)
    threads = await together([partial(_found, each) for each in found.get("threads") or []])
    return FoundThreads(threads=threads, next_cursor=found.get("nextPageToken") or "")


async def _found(listed: Mapping[str, Any]) -> FoundThread:
    thread_id = str(listed["id"])
    query: Query = {"format": "metadata", "metadataHeaders": _SHOWN}
    messages = (await reading.get(f"{ME}/threads/{segment(thread_id)}", query)).get("messages") or []
    senders = [who for message in messages for who in people_of(message.get("payload") or {}, "From")]
    return FoundThread(
        id=thread_id,
        title=_subject(messages),
        url=url_of(thread_id),
        people=list(dict.fromkeys(senders))[:_MOST_PEOPLE],
        last=latest(messages),
        messages=len(messages),
        is_unread=any("UNREAD" in (message.get("labelIds") or []) for message in messages),
        # Gmail writes it as HTML.
        snippet=one_line(clean_text(html.unescape(str(listed.get("snippet") or ""))))[:300],
    )


def _subject(messages: list[Mapping[str, Any]]) -> str:
    return (subject_of(messages[0].get("payload") or {}) if messages else "") or WITHOUT_SUBJECT


@SERVER.reads("Read conversation")
async def get_thread(thread_id: ThreadId) -> Thread:
    """Read all messages of a conversation, oldest first, without what they quote. In a long one, older messages are
    shortened: get_message reads one of them whole. Not for finding it (search_threads).
    """
    listed = (await reading.get(f"{ME}/threads/{segment(thread_id)}", {"format": "minimal"})).get("messages") or []
    messages, labels = await _whole(thread_id, listed), await label_names()
    mails = await anyio.to_thread.run_sync(_shortened, messages, labels)
    left_out = len(listed) - len(messages)
    return Thread(id=thread_id, title=_subject(messages), url=url_of(thread_id), messages=mails, left_out=left_out)


async def _whole(thread_id: str, listed: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The newest messages with their texts: in one request, unless the answer could be larger than what is read."""
    newest = listed[-_MOST_MESSAGES:]
    if len(newest) == len(listed) and sum(int(message.get("sizeEstimate") or 0) for message in listed) <= _MOST_AT_ONCE:
        found = await reading.get(f"{ME}/threads/{segment(thread_id)}", {"format": "full"})
        return list(found.get("messages") or [])
    return await together([partial(_message, str(message["id"])) for message in newest])


async def _message(message_id: str) -> dict[str, Any]:
    found: dict[str, Any] = await reading.get(f"{ME}/messages/{segment(message_id)}", {"format": "full"})
    return found


def _shortened(messages: list[Mapping[str, Any]], labels: Mapping[str, str]) -> list[Mail]:
    """The messages, the newest with the most room."""
    left = MOST_BYTES
    mails: list[Mail] = []
    for message in reversed(messages):
        body = Body(message.get("payload") or {}) if left else Body({})
        text, note = own_words(body, subject_of(message.get("payload") or {}))
        content = _first(text, min(left, _MOST_OF_ONE))
        if content != text or not left:
            note = "Its text is not whole here: get_message shows all of it."
        left = max(left - len(content.encode("utf-8", "replace")), 0)
        mails.append(mail_of(message, labels, content, note, body))
    return mails[::-1]


def _first(text: str, most: int) -> str:
    return text.encode("utf-8", "replace")[:most].decode("utf-8", "ignore")


class OneMail(Result):
    """A message, or a part of it."""

    mail: Mail
    characters: int = Field(description="Of its whole text.")
    offset: int
    next_offset: int = Field(description="Pass it as `offset` for the next part; 0: this was the last.")

    def text(self) -> str:
        part = f"characters {self.offset} to {self.next_offset} of {self.characters}"
        more = f"\n\nThis is a part ({part}): call again with offset {self.next_offset} for more."
        return f"{self.mail.title}: {self.mail.url}\n{self.mail.as_text()}{more if self.next_offset else ''}"


@SERVER.reads("Read message")
async def get_message(
    message_id: MessageId,
    include_quoted: Annotated[bool, Field(description="With the mails that it quotes.")] = False,
    offset: Annotated[
        int, Field(description="The character to begin at: `next_offset` of the part before.", ge=0, le=10**9)
    ] = 0,
) -> OneMail:
    """Read one message whole, in parts if it is long, and what is attached by name and size. Use it for a message that
    get_thread shortened; not for conversations.
    """
    message = await _message(message_id)
    payload, labels = message.get("payload") or {}, await label_names()
    body = await anyio.to_thread.run_sync(Body, payload)
    if body.missing:
        fetched = {each: await _fetched(message_id, each) for each in body.missing}
        body = await anyio.to_thread.run_sync(Body, payload, fetched)
    text, note = own_words(body, subject_of(payload), include_quoted)
    if offset and offset >= len(text):
        raise Refused(f"The text has only {len(text)} characters.")
    part = _first(text[offset:], MOST_BYTES)
    end = offset + len(part)
    return OneMail(
        mail=mail_of(message, labels, part, note, body),
        characters=len(text),
        offset=offset,
        next_offset=end if end < len(text) else 0,
    )


async def _fetched(message_id: str, attachment_id: str) -> bytes:
    path = f"{ME}/messages/{segment(message_id)}/attachments/{segment(attachment_id)}"
    return unpacked(str((await reading.get(path)).get("data") or ""))
