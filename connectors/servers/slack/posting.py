"""Slack's tools that write. Each looks up what it refers to, then sends one request that changes something."""

import re
import time
from datetime import UTC, datetime
from typing import Annotated

from pydantic import Field

from connectors.servers.api import Refused, cleaned
from connectors.servers.slack.api import SlackRefused, slack, warnings_in
from connectors.servers.slack.messages import link_to, seconds_of
from connectors.servers.slack.mrkdwn import mentioned_by_us, readable, sendable
from connectors.servers.slack.reading import channel_named, thread_in
from connectors.servers.slack.server import SERVER, ChannelId, ThreadTimestamp, Timestamp
from connectors.servers.tools import Result

_EMOJI = re.compile(r"[a-z0-9_+'&().-]{1,100}(?:::skin-tone-[2-6])?")
# Slack's servers fetch every address in a message unless both are off: an address made of what was read here would
# tell it to whoever owns the address, as soon as it is posted and before anybody clicks.
_NO_PREVIEWS = {"unfurl_links": False, "unfurl_media": False}
_FARTHEST_SECONDS = 120 * 24 * 3600
Text = Annotated[
    str,
    Field(
        description="Slack's own markup: *bold*, _italic_, `code`, > quote, - list, <https://…|words> for a link, "
        "<@U123> to mention a person by id. Everybody at once cannot be mentioned.",
        min_length=1,
        max_length=40_000,
    ),
]


class Posted(Result):
    """The message as Slack stored it."""

    channel: str
    ts: str
    thread_ts: str = ""
    stored: str
    warnings: list[str] = []
    title: str
    url: str

    def text(self) -> str:
        where = "in the thread in" if self.thread_ts else "in"
        return f"Posted {where} {self.title} (ts {self.ts}): {self.url}{_warned(self.warnings)}\n{self.stored[:2000]}"


class Scheduled(Result):
    """The message as Slack will post it."""

    channel: str
    scheduled_message_id: str
    post_at: str
    warnings: list[str] = []
    title: str
    url: str

    def text(self) -> str:
        return (
            f"Scheduled for {self.post_at} in {self.title} (id {self.scheduled_message_id}); it can be changed and "
            f"deleted in Slack until then: {self.url}{_warned(self.warnings)}"
        )


class Reacted(Result):
    """The reaction, which may have been there before."""

    emoji: str
    was_there: bool
    title: str
    url: str

    def text(self) -> str:
        return f"{'Was there already' if self.was_there else 'Reacted'}: {self.title} {self.url}"


@SERVER.writes("Post message")
async def post_message(
    channel: ChannelId,
    text: Text,
    thread_ts: ThreadTimestamp = "",
    also_in_channel: Annotated[
        bool, Field(description="A reply in a thread is shown in the channel too; only with thread_ts.")
    ] = False,
) -> Posted:
    """Post a message at once, in the member's name, in a channel, a direct conversation or a thread. To post later use
    schedule_message."""
    written = await _checked(text)
    title = await channel_named(channel)
    if thread_ts:
        await thread_in(channel, thread_ts)
    elif also_in_channel:
        raise Refused("also_in_channel is for replies in a thread: give thread_ts, or leave it out.")
    workspace = await slack.workspace_url()
    said = await slack.change(
        "chat.postMessage",
        channel=channel,
        text=written,
        thread_ts=thread_ts,
        reply_broadcast=also_in_channel or "",
        **_NO_PREVIEWS,
    )
    stored = str((said.get("message") or {}).get("text", ""))
    return Posted(
        channel=str(said["channel"]),
        ts=str(said["ts"]),
        thread_ts=thread_ts,
        stored=readable(stored, {}),
        warnings=_warnings(warnings_in(said), written, stored),
        title=title,
        url=link_to(workspace, str(said["channel"]), str(said["ts"]), thread_ts),
    )


@SERVER.writes("Schedule message")
async def schedule_message(
    channel: ChannelId,
    text: Text,
    post_at: Annotated[
        str,
        Field(description="When, with the offset: 2026-11-30T09:00:00+01:00. At most 120 days ahead.", max_length=40),
    ],
    thread_ts: ThreadTimestamp = "",
) -> Scheduled:
    """Have Slack post a message later, in the member's name. To post at once use post_message."""
    moment = int(seconds_of(post_at))
    if not 0 < moment - time.time() <= _FARTHEST_SECONDS:
        raise Refused(f"{cleaned(post_at)} has to be in the future, and at most 120 days ahead.")
    written = await _checked(text)
    title = await channel_named(channel)
    if thread_ts:
        await thread_in(channel, thread_ts)
    workspace = await slack.workspace_url()
    said = await slack.change(
        "chat.scheduleMessage", channel=channel, text=written, post_at=moment, thread_ts=thread_ts, **_NO_PREVIEWS
    )
    stored = datetime.fromtimestamp(int(said["post_at"]), UTC)
    return Scheduled(
        channel=str(said["channel"]),
        scheduled_message_id=str(said["scheduled_message_id"]),
        post_at=stored.isoformat().replace("+00:00", "Z"),
        warnings=_warnings(warnings_in(said), written, str((said.get("message") or {}).get("text", ""))),
        title=title,
        url=f"{workspace}archives/{said['channel']}",
    )


@SERVER.writes("Add reaction", idempotent=True)
async def add_reaction(
    channel: ChannelId,
    ts: Timestamp,
    emoji: Annotated[
        str, Field(description="The emoji's name in Slack, such as thumbsup or tada.", min_length=1, max_length=120)
    ],
) -> Reacted:
    """React to a message with an emoji, in the member's name."""
    name = emoji.strip().strip(":")
    if not _EMOJI.fullmatch(name):
        raise Refused("Give the emoji's name in Slack, such as thumbsup; not the picture itself.")
    title = await channel_named(channel)
    url = link_to(await slack.workspace_url(), channel, ts)
    was_there = False
    try:
        await slack.change("reactions.add", channel=channel, timestamp=ts, name=name)
    except SlackRefused as refused:
        if refused.code != "already_reacted":
            raise
        was_there = True
    return Reacted(emoji=name, was_there=was_there, title=f":{name}: on a message in {title}", url=url)


async def _checked(text: str) -> str:
    """The text as Slack wants it. Raises Refused when it is too long, or mentions somebody who is not there."""
    written = sendable(text)
    people, channels = mentioned_by_us(text)
    for person in people:
        await slack.ask_for("users.info", user=person)
    for channel in channels:
        await slack.ask_for("conversations.info", channel=channel)
    return written


def _warnings(said: list[str], written: str, stored: str) -> list[str]:
    """Slack's warnings, and ours when it stored less than was sent."""
    is_cut = stored and stored != written and written.startswith(stored.rstrip("…"))
    return [*said, f"Slack stored {len(stored)} of {len(written)} characters"] if is_cut else said


def _warned(warnings: list[str]) -> str:
    return f"\nSlack warns: {'; '.join(warnings)}" if warnings else ""
