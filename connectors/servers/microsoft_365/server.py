"""Microsoft 365's server, and the parameters that several of its tools take."""

from typing import Annotated

from pydantic import Field

from connectors.servers.tools import ToolServer

SERVER = ToolServer("microsoft_365", title="Microsoft 365")

# Of the texts in one result.
LONGEST = 36_000
Limit = Annotated[int, Field(description="How many at most.", ge=1, le=50)]
Offset = Annotated[
    int, Field(description="Where to go on in a text that was cut: the offset that the cut named.", ge=0, le=50_000_000)
]
DriveId = Annotated[str, Field(description="A drive's id, as search_files and list_folder give it.", max_length=400)]
ItemId = Annotated[str, Field(description="The id of a file or folder in that drive.", max_length=400)]
