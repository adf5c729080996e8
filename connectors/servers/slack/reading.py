"""Slack's tools that read channels and messages."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from connectors.servers.api import Refused, cleaned
from connectors.servers.slack.api import SlackRefused, cursor_in, slack
from connectors.servers.slack.messages import Messages, messages_from, seconds_of
from connectors.servers.slack.mrkdwn import readable
from connectors.servers.slack.names import names_in
from connectors.servers.slack.server import SERVER, ChannelId, Limit, Timestamp
from connectors.servers.texts import cut, in_one_line
from connectors.servers.tools import Cursor, Listed

Kind = Literal["all", "public", "private", "direct"]
_TYPES = {
    "all": "public_channel,private_channel,mpim,im",
    "public": "public_channel",
    "private": "private_channel",
    "direct": "mpim,im",
}
# A page may be short or empty although more follow, so several are asked for until there is something to show.
_MOST_PAGES = 10
_PAGE = 100
# Slack counts no further.
_LAST_PAGE = 100
_MOMENT = "A time with its offset, such as 2026-11-28T09:00:00+01:00; leave it out for no limit."


class Channel(BaseModel):
    """A channel or a direct conversation."""

    id: str
    title: str
    kind: Literal["public", "private", "direct"]
    topic: str = ""
    members: int | None = None
    is_member: bool = True
    url: str


class Channels(Listed):
    """One page of channels."""

    channels: list[Channel]

    def text(self) -> str:
        return self.with_more("\n".join(map(_channel_line, self.channels)) or "No channels on this page.")


@SERVER.reads("List channels")
async def list_channels(
    kind: Annotated[Kind, Field(description="`direct` are conversations with one or more people.")] = "all",
    name_contains: Annotated[str, Field(description="Only names with this in them.", max_length=80)] = "",
    cursor: Cursor = "",
    limit: Limit = 50,
) -> Channels:
    """List the channels and direct conversations that you can see, with the ids that other tools take. Use it to find
    a channel by name; not to find messages."""
    found: list[dict[str, Any]] = []
    wanted = name_contains.strip().removeprefix("#").casefold()
    for _ in range(_MOST_PAGES):
        size = _PAGE if wanted else limit
        said = await slack.ask_for(
            "conversations.list", types=_TYPES[kind], exclude_archived=True, limit=size, cursor=cursor
        )
        found += [one for one in said["channels"] if wanted in str(one.get("name") or "").casefold()]
        cursor = cursor_in(said)
        if not cursor or len(found) >= limit:
            break
    names = await names_in(map(_topic, found), (one["user"] for one in found if one.get("is_im") and one.get("user")))
    workspace = await slack.workspace_url()
    return Channels(channels=[_channel(one, names, workspace) for one in found], next_cursor=cursor)


@SERVER.reads("Read channel")
async def read_channel(
    channel: ChannelId,
    since: Annotated[str, Field(description=_MOMENT, max_length=40)] = "",
    until: Annotated[str, Field(description=_MOMENT, max_length=40)] = "",
    cursor: Cursor = "",
    limit: Limit = 20,
) -> Messages:
    """Read a channel's messages, the newest first, without the replies in threads (read_thread has those). Use it to
    catch up on a channel that you know; search_messages finds messages anywhere."""
    oldest = f"{seconds_of(since):.6f}" if since else ""
    latest = f"{seconds_of(until):.6f}" if until else ""
    said = await slack.ask_for(
        "conversations.history", channel=channel, oldest=oldest, latest=latest, cursor=cursor, limit=limit
    )
    messages = await messages_from(said["messages"], channel, await slack.workspace_url())
    return Messages(messages=messages, next_cursor=cursor_in(said))


@SERVER.reads("Read thread")
async def read_thread(channel: ChannelId, ts: Timestamp, cursor: Cursor = "", limit: Limit = 20) -> Messages:
    """Read a thread: the message that it began with and its replies, the oldest first. Takes the `ts` of the first
    message or of any reply. Also shows one long message whole, with limit 1."""
    said = await slack.ask_for("conversations.replies", channel=channel, ts=ts, limit=1 if cursor else limit)
    began = next((one.get("thread_ts") for one in said["messages"] if one.get("ts") == ts), None) or ts
    # A reply alone has no replies; a cursor is the thread's.
    if cursor or (began != ts and limit > 1):
        said = await slack.ask_for("conversations.replies", channel=channel, ts=began, cursor=cursor, limit=limit)
    # Slack repeats the first message on every page.
    found = [one for one in said["messages"] if not cursor or one.get("ts") != began]
    return Messages(
        messages=await messages_from(found, channel, await slack.workspace_url()), next_cursor=cursor_in(said)
    )


class Found(Messages):
    """One page of what a search found."""

    total: int

    def text(self) -> str:
        return f"{self.total} messages found.\n\n{super().text()}" if self.messages else super().text()


@SERVER.reads("Search messages")
async def search_messages(
    query: Annotated[
        str,
        Field(
            description="Words, and Slack's modifiers: in:#channel, from:@name, before:2026-11-28, has:link, "
            '"exact words", -without.',
            min_length=1,
            max_length=1000,
        ),
    ],
    order: Annotated[Literal["best", "newest"], Field(description="What comes first.")] = "best",
    cursor: Cursor = "",
    limit: Limit = 20,
) -> Found:
    """Search all messages that you can see, in channels and direct conversations. Use it when the channel is not
    known; read_thread then shows what was said around a message."""
    sort = "timestamp" if order == "newest" else "score"
    said = (await slack.ask_for("search.messages", query=query, sort=sort, count=limit, page=_page(cursor)))["messages"]
    paging = said.get("paging") or {}
    page, pages = int(paging.get("page") or 1), int(paging.get("pages") or 1)
    workspace = "" if all(one.get("permalink") for one in said["matches"]) else await slack.workspace_url()
    return Found(
        messages=await messages_from(said["matches"], "", workspace),
        total=int(said.get("total") or paging.get("total") or 0),
        next_cursor=str(page + 1) if page < min(pages, _LAST_PAGE) else "",
    )


def _page(cursor: str) -> int:
    if not cursor:
        return 1
    if not cursor.isascii() or not cursor.isdigit() or not 0 < int(cursor[:4]) <= _LAST_PAGE:
        raise SlackRefused("invalid_cursor")
    return int(cursor[:4])


async def channel_named(channel: str) -> str:
    """The name of a channel that can be written to. Raises Refused when it is archived."""
    found = (await slack.ask_for("conversations.info", channel=channel))["channel"]
    if found.get("is_archived"):
        raise SlackRefused("is_archived")
    names = await names_in([], [found["user"]] if found.get("is_im") and found.get("user") else [])
    return _title(found, names)


async def thread_in(channel: str, thread_ts: str) -> None:
    """Raises Refused unless a thread may begin there: Slack takes any time and answers `ok`."""
    said = await slack.ask_for("conversations.replies", channel=channel, ts=thread_ts, limit=1)
    first = next((one for one in said["messages"] if one.get("ts") == thread_ts), None)
    if first is None:
        raise SlackRefused("thread_not_found")
    if (began := first.get("thread_ts") or thread_ts) != thread_ts:
        raise Refused(f"The message {thread_ts} is a reply itself; its thread began with {cleaned(began)}.")


def _channel(one: dict[str, Any], names: dict[str, str], workspace: str) -> Channel:
    return Channel(
        id=one["id"],
        title=_title(one, names),
        kind=_kind(one),
        topic=cut(in_one_line(readable(_topic(one), names)), 100),
        members=one.get("num_members"),
        is_member=_kind(one) == "direct" or one.get("is_member") is not False,
        url=f"{workspace}archives/{one['id']}",
    )


def _topic(one: dict[str, Any]) -> str:
    return (one.get("topic") or {}).get("value") or (one.get("purpose") or {}).get("value") or ""


def _kind(one: dict[str, Any]) -> Literal["public", "private", "direct"]:
    if one.get("is_im") or one.get("is_mpim"):
        return "direct"
    return "private" if one.get("is_private") else "public"


def _title(one: dict[str, Any], names: dict[str, str]) -> str:
    if one.get("is_im"):
        return names.get(str(one.get("user"))) or str(one.get("user") or one["id"])
    name = in_one_line(one.get("name")) or str(one["id"])
    return name if one.get("is_mpim") else f"#{name}"


def _channel_line(one: Channel) -> str:
    facts = [
        one.kind,
        f"{one.members} members" if one.members is not None else "",
        "" if one.is_member else "not in it",
    ]
    topic = f" · {one.topic}" if one.topic else ""
    return f"- {one.title} (id {one.id}; {', '.join(filter(None, facts))}){topic} {one.url}"
