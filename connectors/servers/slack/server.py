"""Slack's server, and the parameters that several of its tools take."""

from typing import Annotated

from pydantic import Field

from connectors.servers.tools import ToolServer

SERVER = ToolServer("slack", title="Slack")

ChannelId = Annotated[
    str,
    Field(
        description="A channel's id from list_channels, such as C012AB3CD.",
        pattern=r"^[CDG][A-Z0-9]{2,30}$",
        max_length=31,
    ),
]
Timestamp = Annotated[
    str,
    Field(description="A message's `ts`, such as 1700000000.000100.", pattern=r"^\d{1,12}\.\d{1,9}$", max_length=22),
]
ThreadTimestamp = Annotated[
    str,
    Field(
        description="`ts` of the message that began the thread; leave it out for a message of its own.",
        pattern=r"^(\d{1,12}\.\d{1,9})?$",
        max_length=22,
    ),
]
Limit = Annotated[int, Field(description="How many at most.", ge=1, le=50)]
