"""The stored channels and messages. A private channel does not exist for those who are not in it."""
# ruff: noqa: S608 - table and column names below are constants of ours; values are always bound

import sqlite3
from dataclasses import dataclass

from connectors.demo.chat.shapes import Channel, ChatMessage
from connectors.demo.database import best_of, now_text
from connectors.demo.people import Person
from connectors.demo.words import search_words

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
