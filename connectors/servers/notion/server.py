"""Notion's server, and the parameters that several of its tools have."""

from typing import Annotated

from pydantic import Field

from connectors.servers.tools import ToolServer

SERVER = ToolServer("notion", title="Notion")

PageId = Annotated[str, Field(description="A page's id or link.", min_length=1, max_length=2_000)]
DataSourceId = Annotated[
    str, Field(description="The id of a data source, or the link of its database.", min_length=1, max_length=2_000)
]
Limit = Annotated[int, Field(description="How many at most on a page.", ge=1, le=50)]
# Values of properties as the model writes them. Texts stay texts, whatever they read as.
Value = str | bool | int | float | list[str]
Values = Annotated[
    dict[str, Value],
    Field(
        description="Properties by name, as the data source has them: text, number, true or false, an option's name, "
        "a list of names, a day (YYYY-MM-DD), a time with offset, or two with a slash between. Empty text clears.",
        max_length=50,
    ),
]

LONGEST_TITLE = 2_000
LONGEST_TEXT = 50_000
