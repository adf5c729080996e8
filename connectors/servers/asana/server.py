"""Asana's server, and the parameters that several of its tools have."""

from typing import Annotated

from pydantic import Field

from connectors.servers.tools import ToolServer

SERVER = ToolServer("asana", title="Asana")

TaskId = Annotated[
    str, Field(description="A task's id (gid), the last number of its link.", pattern=r"^\d{1,30}$", max_length=30)
]
WorkspaceName = Annotated[
    str, Field(description="A workspace's name or id; needed only by members of several.", max_length=200)
]
ProjectName = Annotated[str, Field(description="A project's name or id.", max_length=300)]
PersonName = Annotated[str, Field(description="`me`, an e-mail address, a name or an id.", max_length=200)]
Limit = Annotated[int, Field(description="How many at most on a page.", ge=1, le=50)]

LONGEST_NAME = 1_024
LONGEST_TEXT = 50_000
