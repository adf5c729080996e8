"""A message as tools give it back."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from pydantic import BaseModel

from connectors.servers.api import Refused, cleaned
from connectors.servers.slack.mrkdwn import LONGEST, readable
from connectors.servers.slack.names import name_of, names_in
from connectors.servers.texts import in_one_line
from connectors.servers.tools import Listed

# Of all texts of one result together.
_MOST_CHARACTERS = 36_000


class Message(BaseModel):
    """`ts` names it within its channel; `thread_ts` is that of the message its thread began with."""

    channel: str
    ts: str
    thread_ts: str = ""
    sent_at: str
    by: str
    by_id: str = ""
    text: str
    replies: int = 0
    reactions: list[str] = []
    files: list[str] = []
    url: str
    title: str

    def line(self) -> str:
        """What the model reads of it."""
        more = [f"{self.replies} replies: read_thread"] if self.replies else []
        more += [f"reactions {', '.join(self.reactions)}"] if self.reactions else []
        more += [f"files {', '.join(self.files)}"] if self.files else []
        said = f" ({'; '.join(more)})" if more else ""
        return f"[{self.title}, channel {self.channel}, ts {self.ts}] {self.text}{said}\n{self.url}"


class Messages(Listed):
    """One page of messages."""

    messages: list[Message]

    def text(self) -> str:
        return self.with_more("\n\n".join(one.line() for one in self.messages) or "No messages.")


async def messages_from(found: Sequence[Mapping[str, Any]], channel: str, workspace: str) -> list[Message]:
    """Slack's messages, of `channel` or of the one that each names, mentions resolved to names."""
    texts = [text_of(one) for one in found]
    names = await names_in(texts, (one["user"] for one in found if one.get("user")))
    shown = [readable(text, names) for text in texts]
    most = LONGEST if len(found) == 1 else _longest_shown([len(text) for text in shown])
    return [_message(one, cut(text, most), names, channel, workspace) for one, text in zip(found, shown, strict=True)]


def _longest_shown(lengths: Sequence[int]) -> int:
    """How much of each text fits, so that all together do: what short ones leave goes to the long ones."""
    left = _MOST_CHARACTERS
    for place, length in enumerate(sorted(lengths)):
        share = left // (len(lengths) - place)
        if length > share:
            return share
        left -= length
    return LONGEST


def text_of(message: Mapping[str, Any]) -> str:
    """Its text, or of an app's message without one what stands in its blocks; and what is attached to it as text."""
    parts = [message.get("text")]
    if not parts[0]:
        blocks = message.get("blocks") or []
        parts = [(block.get("text") or {}).get("text") for block in blocks if isinstance(block.get("text"), dict)]
    parts += [_attached(one) for one in message.get("attachments") or [] if not _is_preview(one)]
    return "\n".join(part for part in parts if isinstance(part, str) and part)


def _is_preview(attachment: Mapping[str, Any]) -> bool:
    """Of a page that the message links to; a message that was passed on has an address too."""
    is_passed_on = attachment.get("is_share") is True or attachment.get("is_msg_unfurl") is True
    return bool(attachment.get("from_url") or attachment.get("original_url")) and not is_passed_on


def _attached(attachment: Mapping[str, Any]) -> str:
    """What an app says beside its text, or the message that somebody passed on, with who wrote it."""
    fields = [f"{each.get('title') or ''}: {each.get('value') or ''}" for each in attachment.get("fields") or []]
    said = [attachment.get("pretext"), attachment.get("title"), attachment.get("text"), *fields]
    words = [part for part in said if isinstance(part, str) and part.strip(": ")]
    author = in_one_line(attachment.get("author_name") or attachment.get("author_subname"))
    return "\n".join([*([f"{author}:"] if author and words else []), *words]) or str(attachment.get("fallback") or "")


def cut(text: str, most: int) -> str:
    """The text, or its beginning and how much is missing."""
    if len(text) <= most:
        return text
    return f"{text[:most]} [… {len(text) - most} more characters: read_thread on this ts with limit 1 shows more]"


def time_of(ts: str) -> str:
    """When a message was sent, in UTC."""
    return datetime.fromtimestamp(float(ts), UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def seconds_of(time: str) -> float:
    """The moment that an argument names. Raises Refused for one without a date or offset."""
    try:
        moment = datetime.fromisoformat(time)
    except ValueError:
        raise Refused(f"{cleaned(time)!r} is not a time such as 2026-11-28T09:00:00+01:00.") from None
    if moment.tzinfo is None:
        raise Refused(f"{cleaned(time)!r} does not say its offset: write 2026-11-28T09:00:00+01:00, or Z for UTC.")
    return moment.timestamp()


def link_to(workspace: str, channel: str, ts: str, thread_ts: str = "") -> str:
    """Where a message is opened in Slack."""
    place = f"{workspace}archives/{quote(channel, safe='')}/p{ts.replace('.', '')}"
    return f"{place}?thread_ts={thread_ts}&cid={quote(channel, safe='')}" if thread_ts not in ("", ts) else place


def _message(one: Mapping[str, Any], text: str, names: Mapping[str, str], channel: str, workspace: str) -> Message:
    ts, by_id = str(one["ts"]), str(one.get("user") or one.get("bot_id") or "")
    by = names.get(by_id) or _app(one) or by_id or "somebody"
    thread = str(one.get("thread_ts") or "")
    channel = channel or str(one["channel"]["id"])
    return Message(
        channel=channel,
        ts=ts,
        thread_ts=thread,
        sent_at=time_of(ts),
        by=by,
        by_id=by_id,
        text=text,
        replies=int(one.get("reply_count") or 0),
        reactions=[f":{each.get('name')}: {each.get('count', 1)}" for each in one.get("reactions") or []],
        files=[in_one_line(each.get("title") or each.get("name")) for each in one.get("files") or [] if each],
        url=str(one.get("permalink") or "") or link_to(workspace, channel, ts, thread),
        title=f"{by}{_place(one.get('channel'))}, {time_of(ts)}",
    )


def _app(one: Mapping[str, Any]) -> str:
    """The name of an app that wrote, or of a person of another workspace."""
    profile = one.get("bot_profile") or one.get("user_profile") or {}
    return in_one_line(one.get("username")) or (name_of(profile) if profile else "")


def _place(channel: Any) -> str:
    """Where a found message stands; a message of the channel that was asked for does not say it."""
    if not isinstance(channel, dict):
        return ""
    if channel.get("is_im") or channel.get("is_mpim"):
        return " in a direct conversation"
    name = in_one_line(channel.get("name"))
    return f" in #{name}" if name else ""
