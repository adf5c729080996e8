"""Microsoft 365's tools that search and read mail."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from connectors.servers.api import segment
from connectors.servers.microsoft_365.api import LASTING_IDS, Graph, prefer
from connectors.servers.microsoft_365.server import LONGEST, SERVER, Limit, Offset
from connectors.servers.texts import Part, in_one_line
from connectors.servers.tools import Cursor, Listed, Result

mail = Graph("Mail.Read")
MailId = Annotated[str, Field(description="A message's id from search_mail.", min_length=1, max_length=600)]
Folder = Literal["all", "inbox", "sentitems", "drafts", "archive"]
_SUMMARY = (
    "id,conversationId,subject,from,toRecipients,receivedDateTime,isRead,isDraft,hasAttachments,bodyPreview,webLink"
)
_WHOLE = f"{_SUMMARY},ccRecipients,replyTo,body,uniqueBody"
_MOST_NAMED = 15
_ATTACHMENTS = "attachments($select=id,name,contentType,size)"


class MailSummary(BaseModel):
    """A message in a list."""

    id: str
    conversation_id: str = ""
    title: str
    sender: str
    to: list[str] = []
    received_at: str = ""
    is_read: bool = True
    is_draft: bool = False
    has_attachments: bool = False
    preview: str = ""
    url: str = ""


class MailPage(Listed):
    """One page of messages."""

    messages: list[MailSummary]

    def text(self) -> str:
        return self.with_more("\n\n".join(map(_line, self.messages)) or "No messages.")


class Mail(Result):
    """A message. `next_offset`: where its text goes on, 0 when this is its end."""

    summary: MailSummary
    cc: list[str] = []
    reply_to: list[str] = []
    attachments: list[str] = []
    body: str
    leaves_out_quoted: bool
    next_offset: int = 0

    def text(self) -> str:
        one = self.summary
        copies = f"\nCc: {named(self.cc)}" if self.cc else ""
        files = f"\nAttachments: {named(self.attachments)}" if self.attachments else ""
        quoted = "\n\n[Quoted earlier mail is left out: part `whole` has it.]" if self.leaves_out_quoted else ""
        head = f"{one.title}\nFrom: {one.sender}\nTo: {named(one.to)}{copies}\nReceived: {one.received_at}{files}"
        return f"{head}\n{one.url}\n\n{Part(self.body, self.next_offset).told('offset')}{quoted}"


@SERVER.reads("Search mail")
async def search_mail(
    query: Annotated[
        str,
        Field(
            description="Words; from:, to:, subject:, body:, received:, hasAttachment:true. Empty: the newest mail.",
            max_length=500,
        ),
    ] = "",
    folder: Annotated[Folder, Field(description="Where to look.")] = "all",
    cursor: Cursor = "",
    limit: Limit = 15,
) -> MailPage:
    """Search the member's mail, or list the newest. Use it to find a message; read_mail then gives its text. Not for
    Teams chats (list_chats) or files (search_files)."""
    path = "/me/messages" if folder == "all" else f"/me/mailFolders/{folder}/messages"
    asked: dict[str, str | int | bool | list[str] | None] = {"$select": _SUMMARY, "$top": limit}
    # Graph refuses to sort what it searches: its own order is the newest first.
    asked |= {"$search": _searched(query)} if query.strip() else {"$orderby": "receivedDateTime desc"}
    found, following = await mail.page(path, asked, cursor, prefer(LASTING_IDS))
    return MailPage(messages=[summary_of(one) for one in found], next_cursor=following)


@SERVER.reads("Read mail")
async def read_mail(
    message_id: MailId,
    part: Annotated[
        Literal["new", "whole"],
        Field(description="`new`: without the earlier mail quoted in it; `whole`: with it."),
    ] = "new",
    offset: Offset = 0,
) -> Mail:
    """Read one message as plain text, with its recipients and the names of its attachments. Find its id with
    search_mail first."""
    one = await mail.get(
        f"/me/messages/{segment(message_id)}",
        {"$select": _WHOLE, "$expand": _ATTACHMENTS},
        headers=prefer(LASTING_IDS, 'outlook.body-content-type="text"'),
    )
    whole, new = _content(one.get("body")), _content(one.get("uniqueBody"))
    shown = whole if part == "whole" or not new else new
    part_shown = Part.of(shown, offset, LONGEST)
    return Mail(
        summary=summary_of(one),
        cc=_people(one.get("ccRecipients")),
        reply_to=_people(one.get("replyTo")),
        attachments=[_attachment(each) for each in one.get("attachments") or []],
        body=part_shown.text,
        leaves_out_quoted=len(shown) < len(whole),
        next_offset=part_shown.next_part,
    )


def summary_of(one: Mapping[str, Any]) -> MailSummary:
    """Graph's message in short."""
    return MailSummary(
        id=str(one.get("id") or ""),
        conversation_id=str(one.get("conversationId") or ""),
        title=in_one_line(one.get("subject")) or "(no subject)",
        sender=person(one.get("from")),
        to=_people(one.get("toRecipients")),
        received_at=str(one.get("receivedDateTime") or ""),
        is_read=one.get("isRead") is not False,
        is_draft=one.get("isDraft") is True,
        has_attachments=one.get("hasAttachments") is True,
        preview=in_one_line(one.get("bodyPreview")),
        url=str(one.get("webLink") or ""),
    )


def named(names: list[str]) -> str:
    """The names in a line; of many, the first and how many more there are."""
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return f"{', '.join(names[:_MOST_NAMED])}{more}"


def person(recipient: Any) -> str:
    """A name with its address, as mail programs write it."""
    address = (recipient or {}).get("emailAddress") or {}
    name, place = in_one_line(address.get("name")), in_one_line(address.get("address"))
    return f"{name} <{place}>" if name and place and name != place else place or name or "(unknown)"


def _people(recipients: Any) -> list[str]:
    return [person(one) for one in recipients or []]


def _searched(query: str) -> str:
    """The query as one quoted value, with the quotes in it escaped."""
    escaped = query.strip().replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _content(body: Any) -> str:
    said = (body or {}).get("content")
    return said.replace("\r\n", "\n").strip() if isinstance(said, str) else ""


def _attachment(each: Mapping[str, Any]) -> str:
    size = each.get("size")
    return f"{in_one_line(each.get('name'))} ({size} bytes)" if size is not None else in_one_line(each.get("name"))


def _line(one: MailSummary) -> str:
    marks = [
        "draft" if one.is_draft else "",
        "" if one.is_read else "unread",
        "attachments" if one.has_attachments else "",
    ]
    facts = f" ({', '.join(mark for mark in marks if mark)})" if any(marks) else ""
    return f"{one.title}{facts}, from {one.sender}, {one.received_at}, id {one.id}\n{one.preview}\n{one.url}"
