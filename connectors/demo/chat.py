"""Acme Chat's tools."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from mcp_types import CallToolResult, ToolAnnotations
from pydantic import BaseModel, Field
from pydantic.json_schema import SkipJsonSchema

from connectors.demo.database import (
    CleanText,
    Database,
    Limit,
    Person,
    RequiredQuery,
    best_of,
    name_of,
    now_text,
    search_words,
    without_default,
)
from connectors.demo.speaking_server import Refused, SpeakingServer, answer, asking_person

# What the chat's tools take and give.

ChannelName = Annotated[
    CleanText,
    Field(min_length=1, max_length=80, description="The channel's name, with or without #", examples=["#launch"]),
]
MaybeChannel = Annotated[
    ChannelName | SkipJsonSchema[None],
    Field(description="Look in this channel only", examples=["#launch"], json_schema_extra=without_default),
]
MessageText = Annotated[CleanText, Field(min_length=1, max_length=4_000, description="The message, in Markdown")]


class Channel(BaseModel):
    """A channel that the person may read."""

    name: str
    topic: str
    private: bool


class ChatMessage(BaseModel):
    """One message."""

    channel: str
    author: str
    posted_at: str
    body: str


class ChannelList(BaseModel):
    """The channels that the person may read, by name."""

    channels: list[Channel]


class MessageList(BaseModel):
    """Messages: of a channel oldest first, of a search newest first."""

    messages: list[ChatMessage]


# The stored channels and messages. A private channel does not exist for those who are not in it.

# ruff: noqa: S608 - table and column names below are constants of ours; values are always bound


_VISIBLE = (
    "c.workspace = ? AND (c.private = 0 OR EXISTS"
    " (SELECT 1 FROM channel_members m WHERE m.channel_id = c.id AND m.person = ?))"
)
_COLUMNS = "c.name AS channel, t.author, t.posted_at, t.body"
_FROM = "FROM chat_messages t JOIN channels c ON c.id = t.channel_id"


@dataclass(frozen=True, slots=True)
class OpenChannel:
    """A channel that the person may read and post in."""

    id: int
    name: str
    topic: str


def channels(connection: sqlite3.Connection, person: Person) -> list[Channel]:
    """All channels that the person may read, by name."""
    rows = connection.execute(
        f"SELECT c.name, c.topic, c.private FROM channels c WHERE {_VISIBLE} ORDER BY c.name",
        (person.workspace, person.email),
    )
    return [Channel.model_validate(dict(row)) for row in rows]


def channel(connection: sqlite3.Connection, person: Person, name: str) -> OpenChannel | None:
    """The channel of this name (with or without #), when the person may read it."""
    row = connection.execute(
        f"SELECT c.id, c.name, c.topic FROM channels c WHERE {_VISIBLE} AND c.name = ?",
        (person.workspace, person.email, name.lstrip("#").lower()),
    ).fetchone()
    return None if row is None else OpenChannel(**dict(row))


def latest(connection: sqlite3.Connection, where: OpenChannel, limit: int) -> list[ChatMessage]:
    """The latest messages of a channel, oldest first."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} {_FROM} WHERE c.id = ? ORDER BY t.posted_at DESC, t.id DESC LIMIT ?",
        (where.id, limit),
    ).fetchall()
    return [ChatMessage.model_validate(dict(row)) for row in reversed(rows)]


def search(
    connection: sqlite3.Connection, person: Person, *, query: str, where: OpenChannel | None, limit: int
) -> list[ChatMessage]:
    """Messages that match the words best, then the newest."""
    words = search_words(query)
    score = " + ".join("mentions(t.body, ?)" for _ in words) or "0"
    only = f" AND c.id = {where.id:d}" if where else ""
    rows = connection.execute(
        f"{best_of(f'SELECT {_COLUMNS}, {score} AS score {_FROM} WHERE {_VISIBLE}{only}')}"
        " ORDER BY score DESC, posted_at DESC LIMIT ?",
        [*words, person.workspace, person.email, limit],
    )
    return [ChatMessage.model_validate(dict(row)) for row in rows]


def post(connection: sqlite3.Connection, person: Person, where: OpenChannel, body: str) -> ChatMessage:
    """Post a message in the person's name."""
    message = ChatMessage(channel=where.name, author=person.email, posted_at=now_text(), body=body)
    connection.execute(
        "INSERT INTO chat_messages (channel_id, author, body, posted_at) VALUES (?, ?, ?, ?)",
        (where.id, person.email, body, message.posted_at),
    )
    return message


_READS = ToolAnnotations(read_only_hint=True, open_world_hint=False)
_WRITES = ToolAnnotations(read_only_hint=False, destructive_hint=False, idempotent_hint=False, open_world_hint=False)
ManyChannels = Annotated[CallToolResult, ChannelList]
ManyMessages = Annotated[CallToolResult, MessageList]
OneMessage = Annotated[CallToolResult, ChatMessage]


class Chat:
    """The tools, over one database. What a tool may see depends on the person behind the token."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add_to(self, server: SpeakingServer) -> None:
        """Offer the tools."""
        server.add_tool(self.list_channels, title="List channels", annotations=_READS)
        server.add_tool(self.read_channel, title="Read channel", annotations=_READS)
        server.add_tool(self.search_messages, title="Search messages", annotations=_READS)
        server.add_tool(self.post_message, title="Post message", annotations=_WRITES)

    def list_channels(self) -> ManyChannels:
        """List the channels that you can read: the public ones and the private ones that you are in."""
        with self._database.reading() as connection:
            found = channels(connection, asking_person())
        lines = [f"- #{item.name}{' (private)' if item.private else ''}: {item.topic}" for item in found]
        return answer("\n".join(lines), ChannelList(channels=found))

    def read_channel(self, channel: ChannelName, limit: Limit = 20) -> ManyMessages:
        """Read the latest messages of one channel, oldest first."""
        with self._database.reading() as connection:
            where = _open(connection, asking_person(), channel)
            found = latest(connection, where, limit)
        text = "\n".join([f"#{where.name}: {where.topic}", "", *map(_line, found)])
        return answer(text, MessageList(messages=found))

    def search_messages(self, query: RequiredQuery, channel: MaybeChannel = None, limit: Limit = 20) -> ManyMessages:
        """Search the messages that you can read, in all channels or in one, best match first."""
        person = asking_person()
        with self._database.reading() as connection:
            where = _open(connection, person, channel) if channel else None
            found = search(connection, person, query=query, where=where, limit=limit)
        text = "\n".join(map(_line, found)) or "No messages match."
        return answer(text, MessageList(messages=found))

    def post_message(self, channel: ChannelName, text: MessageText) -> OneMessage:
        """Post a message to a channel in your name."""
        person = asking_person()
        with self._database.writing() as connection:
            where = _open(connection, person, channel)
            message = post(connection, person, where, text)
        return answer(f"Posted to #{where.name}: {text}", message)


def _open(connection: sqlite3.Connection, person: Person, name: str) -> OpenChannel:
    where = channel(connection, person, name)
    if where is None:
        raise Refused(f"There is no channel #{name.lstrip('#')} that you can see.")
    return where


def _line(message: ChatMessage) -> str:
    when = datetime.fromisoformat(message.posted_at)
    return f"- #{message.channel} · {when:%a %d %b %H:%M} · {name_of(message.author)}: {message.body}"
