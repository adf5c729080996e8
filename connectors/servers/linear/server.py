"""Linear's server, and the parameters that several of its tools have."""

from typing import Annotated, Literal

from pydantic import Field

from connectors.servers.tools import ToolServer

SERVER = ToolServer("linear", title="Linear")

IssueId = Annotated[
    str, Field(description="An issue's identifier such as ENG-123, or its id.", min_length=1, max_length=64)
]
TeamName = Annotated[str, Field(description="A team's key such as ENG, its name or its id.", max_length=100)]
Limit = Annotated[int, Field(description="How many at most on a page.", ge=1, le=50)]
Priority = Literal["none", "urgent", "high", "medium", "low"]
# Linear's numbers: 0 is none, 1 the most urgent.
PRIORITIES: tuple[Priority, ...] = ("none", "urgent", "high", "medium", "low")

LONGEST_TITLE = 255
LONGEST_TEXT = 50_000
