"""Microsoft 365's tools for Teams chats."""

from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import quote

from pydantic import BaseModel, Field

from connectors.servers.api import Refused, segment
from connectors.servers.microsoft_365.api import Graph
from connectors.servers.microsoft_365.mail import named
from connectors.servers.microsoft_365.server import LONGEST, SERVER, Limit
from connectors.servers.microsoft_365.teams_text import text_of
from connectors.servers.texts import in_one_line
from connectors.servers.tools import Cursor, Listed, Result

# Teams names the permission that is missing; any other refusal is about the chat.
_chats, _posting = Graph("Chat.Read", is_own=False), Graph("ChatMessage.Send", is_own=False)
# About 28 KB with everything around the text, says Teams.
_MOST_BYTES = 24_000
ChatId = Annotated[str, Field(description="A chat's id from list_chats.", min_length=1, max_length=300)]


class Chat(BaseModel):
    """A chat, named by its topic or by who is in it."""

    id: str
    title: str
    kind: str = ""
    members: list[str] = []
    last_message: str = ""
    url: str


class Chats(Listed):
    """One page of chats."""

    chats: list[Chat]

    def text(self) -> str:
        return self.with_more("\n".join(map(_chat_line, self.chats)) or "No chats.")


class ChatMessage(BaseModel):
    """A message of a chat."""

    id: str
    title: str
    sent_at: str
    by: str
    text: str
    is_edited: bool = False
    attachments: list[str] = []
    url: str


class ChatMessages(Listed):
    """One page of a chat, the newest first."""

    messages: list[ChatMessage]

    def text(self) -> str:
        return self.with_more("\n\n".join(map(_message_line, self.messages)) or "No messages on this page.")


class Posted(Result):
    """The message as Teams stored it."""

    id: str
    chat_id: str
    sent_at: str
    stored: str
    title: str
    url: str

    def text(self) -> str:
        return f"Posted in the Teams chat at {self.sent_at} (id {self.id}): {self.url}\n{self.stored[:2000]}"


@SERVER.reads("List chats")
async def list_chats(cursor: Cursor = "", limit: Limit = 20) -> Chats:
    """List the member's Teams chats, the latest first, with the people in them and the last message. Use it to find a
    chat's id; read_chat then has its messages."""
    query: dict[str, str | int | bool | list[str] | None] = {
        "$expand": "members,lastMessagePreview",
        "$orderby": "lastMessagePreview/createdDateTime desc",
        "$top": limit,
    }
    found, following = await _chats.page("/me/chats", query, cursor)
    return Chats(chats=[_chat(one) for one in found], next_cursor=following)


@SERVER.reads("Read chat")
async def read_chat(chat_id: ChatId, cursor: Cursor = "", limit: Limit = 20) -> ChatMessages:
    """Read a Teams chat, the newest message first. Find its id with list_chats first. Not for mail."""
    path = f"/chats/{segment(chat_id)}/messages"
    found, following = await _chats.page(path, {"$top": limit, "$orderby": "createdDateTime desc"}, cursor)
    # Who came and went is no message.
    said = [one for one in found if one.get("messageType", "message") == "message"]
    most = LONGEST // max(len(said), 1)
    return ChatMessages(messages=[_message(one, chat_id, most) for one in said], next_cursor=following)


@SERVER.writes("Post in chat")
async def post_in_chat(
    chat_id: ChatId,
    text: Annotated[str, Field(description="Plain text; line breaks stay.", min_length=1, max_length=_MOST_BYTES)],
) -> Posted:
    """Post a message in a Teams chat, in the member's name. Find the chat's id with list_chats first. Mail is sent with
    send_mail."""
    if (size := len(text.encode())) > _MOST_BYTES:
        raise Refused(f"The text has {size} bytes; a Teams message takes about {_MOST_BYTES}. Split it into several.")
    body = {"@odata.type": "#microsoft.graph.itemBody", "contentType": "text", "content": text}
    stored = await _posting.post(
        f"/chats/{segment(chat_id)}/messages", {"@odata.type": "#microsoft.graph.chatMessage", "body": body}
    )
    shown = _message(stored, chat_id, LONGEST)
    return Posted(
        id=shown.id, chat_id=chat_id, sent_at=shown.sent_at, stored=shown.text, title=shown.title, url=shown.url
    )


def _chat(one: Mapping[str, Any]) -> Chat:
    members = [
        in_one_line(each.get("displayName")) or in_one_line(each.get("email")) for each in one.get("members") or []
    ]
    members = [name for name in members if name]
    last = one.get("lastMessagePreview") or {}
    said = text_of(str((last.get("body") or {}).get("content") or ""))
    return Chat(
        id=str(one["id"]),
        title=in_one_line(one.get("topic")) or ", ".join(members[:6]) or "A chat",
        kind=in_one_line(one.get("chatType")),
        members=members,
        last_message=f"{_sender(last)}: {said[:200]}" if said else "",
        url=str(one.get("webUrl") or "") or _chat_url(str(one["id"])),
    )


def _message(one: Mapping[str, Any], chat_id: str, most: int) -> ChatMessage:
    body = one.get("body") or {}
    content = str(body.get("content") or "")
    said = "(deleted)" if one.get("deletedDateTime") else _plain(content, in_one_line(body.get("contentType")))
    by, sent_at = _sender(one), str(one.get("createdDateTime") or "")
    return ChatMessage(
        id=str(one.get("id") or ""),
        title=f"{by}, {sent_at}",
        sent_at=sent_at,
        by=by,
        text=said if len(said) <= most else f"{said[:most]} [… {len(said) - most} more characters: open the link]",
        is_edited=bool(one.get("lastEditedDateTime")),
        attachments=[name for each in one.get("attachments") or [] if (name := in_one_line(each.get("name")))],
        url=str(one.get("webUrl") or "") or _message_url(chat_id, str(one.get("id") or "")),
    )


def _plain(content: str, kind: str) -> str:
    return text_of(content) if kind.lower() == "html" else content.replace("\r\n", "\n").strip()


def _sender(one: Mapping[str, Any]) -> str:
    who = one.get("from") or {}
    names = (in_one_line((who.get(kind) or {}).get("displayName")) for kind in ("user", "application", "device"))
    return next((name for name in names if name), "somebody")


def _chat_url(chat_id: str) -> str:
    return f"https://teams.microsoft.com/l/chat/{quote(chat_id, safe='')}/0"


def _message_url(chat_id: str, message_id: str) -> str:
    context = quote('{"contextType":"chat"}', safe="")
    place = f"{quote(chat_id, safe='')}/{quote(message_id, safe='')}"
    return f"https://teams.microsoft.com/l/message/{place}?context={context}"


def _chat_line(one: Chat) -> str:
    last = f" · {one.last_message}" if one.last_message else ""
    return f"- {one.title} (id {one.id}; {one.kind}; {named(one.members)}){last} {one.url}"


def _message_line(one: ChatMessage) -> str:
    files = f" (files {', '.join(one.attachments)})" if one.attachments else ""
    return f"[{one.title}{', edited' if one.is_edited else ''}] {one.text}{files}\n{one.url}"
