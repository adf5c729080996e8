"""What the chat's tools take and give."""

from typing import Annotated

from pydantic import BaseModel, Field
from pydantic.json_schema import SkipJsonSchema

from connectors.demo.arguments import without_default
from connectors.demo.words import CleanText

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
