"""Declares answers and live events: a shape is a TypedDict named `…Shape`.

`ToolShape` says what clients read, `tool_shape(row)` beside it builds it, and the schema's component `Tool` follows
from it (config/api/schema.py). A shape holds what the JSON holds, so that an answer and a live event are the same
value. A field's `Annotated` may add a description, the choices of a text (an enum, or a tuple), or a `Format`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, overload


@dataclass(frozen=True, slots=True)
class Format:
    """The `format` of a text in the schema."""

    name: str


Id = Annotated[str, Format("uuid")]
Time = Annotated[str, Format("date-time")]
Email = Annotated[str, Format("email")]


@overload
def time_text(value: datetime) -> str: ...
@overload
def time_text(value: None) -> None: ...
@overload
def time_text(value: datetime | None) -> str | None: ...
def time_text(value: datetime | None) -> str | None:
    """A time in UTC as the API writes it; None stays None."""
    return value.isoformat().replace("+00:00", "Z") if value else None


@dataclass(frozen=True, slots=True)
class Stream:
    """Server-sent events by name, with the shape of their data; `position` is in the data of each but the `opening`."""

    name: str
    position: type
    opening: Mapping[str, type]
    events: Mapping[str, type]
