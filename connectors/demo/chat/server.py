"""Acme Chat's tools."""

import sqlite3
from datetime import datetime
from typing import Annotated

from mcp_types import CallToolResult, ToolAnnotations

from connectors.demo.arguments import Limit, RequiredQuery
from connectors.demo.chat import messages, shapes
from connectors.demo.database import Database
from connectors.demo.people import Person, name_of
from connectors.demo.speaking_server import Refused, SpeakingServer, answer, asking_person

_READS = ToolAnnotations(read_only_hint=True, open_world_hint=False)
_WRITES = ToolAnnotations(read_only_hint=False, destructive_hint=False, idempotent_hint=False, open_world_hint=False)
ManyChannels = Annotated[CallToolResult, shapes.ChannelList]
ManyMessages = Annotated[CallToolResult, shapes.MessageList]
OneMessage = Annotated[CallToolResult, shapes.ChatMessage]


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
            found = messages.channels(connection, asking_person())
        lines = [f"- #{item.name}{' (private)' if item.private else ''}: {item.topic}" for item in found]
        return answer("\n".join(lines), shapes.ChannelList(channels=found))

    def read_channel(self, channel: shapes.ChannelName, limit: Limit = 20) -> ManyMessages:
        """Read the latest messages of one channel, oldest first."""
        with self._database.reading() as connection:
            where = _open(connection, asking_person(), channel)
            found = messages.latest(connection, where, limit)
        text = "\n".join([f"#{where.name}: {where.topic}", "", *map(_line, found)])
        return answer(text, shapes.MessageList(messages=found))

    def search_messages(
        self, query: RequiredQuery, channel: shapes.MaybeChannel = None, limit: Limit = 20
    ) -> ManyMessages:
        """Search the messages that you can read, in all channels or in one, best match first."""
        person = asking_person()
        with self._database.reading() as connection:
            where = _open(connection, person, channel) if channel else None
            found = messages.search(connection, person, query=query, where=where, limit=limit)
        text = "\n".join(map(_line, found)) or "No messages match."
        return answer(text, shapes.MessageList(messages=found))

    def post_message(self, channel: shapes.ChannelName, text: shapes.MessageText) -> OneMessage:
        """Post a message to a channel in your name."""
        person = asking_person()
        with self._database.writing() as connection:
            where = _open(connection, person, channel)
            message = messages.post(connection, person, where, text)
        return answer(f"Posted to #{where.name}: {text}", message)


def _open(connection: sqlite3.Connection, person: Person, name: str) -> messages.OpenChannel:
    where = messages.channel(connection, person, name)
    if where is None:
        raise Refused(f"There is no channel #{name.lstrip('#')} that you can see.")
    return where


def _line(message: shapes.ChatMessage) -> str:
    when = datetime.fromisoformat(message.posted_at)
    return f"- #{message.channel} · {when:%a %d %b %H:%M} · {name_of(message.author)}: {message.body}"
