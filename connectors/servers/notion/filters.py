"""Conditions of a query as Notion wants them, by the kind of each property."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from connectors.servers.api import Refused
from connectors.servers.notion.ids import id_in
from connectors.servers.notion.people import person_id
from connectors.servers.notion.schema import OPTIONS, Record, moment, number, option_named, property_named, yes_or_no

_EMPTY = ("is_empty", "is_not_empty")
_SAME = ("equals", "does_not_equal")
_HAS = ("contains", "does_not_contain")
_TEXT = (*_SAME, *_HAS, "starts_with", "ends_with", *_EMPTY)
_ORDER = ("greater_than", "less_than", "greater_than_or_equal_to", "less_than_or_equal_to")
_TIME = ("equals", "before", "after", "on_or_before", "on_or_after")
_TIMESTAMPS = ("created_time", "last_edited_time")
# By the kind of a property, what it can be asked.
CONDITIONS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("title", "rich_text", "url", "email", "phone_number"), _TEXT),
    "number": (*_SAME, *_ORDER, *_EMPTY),
    "unique_id": (*_SAME, *_ORDER),
    "checkbox": _SAME,
    **dict.fromkeys(("select", "status"), (*_SAME, *_EMPTY)),
    **dict.fromkeys(("multi_select", "people", "relation"), (*_HAS, *_EMPTY)),
    **dict.fromkeys(("created_by", "last_edited_by"), _HAS),
    "date": (*_TIME, *_EMPTY),
    **dict.fromkeys(_TIMESTAMPS, _TIME),
    "files": _EMPTY,
}
Word = Literal[
    "equals",
    "does_not_equal",
    "contains",
    "does_not_contain",
    "starts_with",
    "ends_with",
    "greater_than",
    "less_than",
    "greater_than_or_equal_to",
    "less_than_or_equal_to",
    "before",
    "after",
    "on_or_before",
    "on_or_after",
    "is_empty",
    "is_not_empty",
]


class Condition(BaseModel):
    """One condition on one property."""

    model_config = ConfigDict(extra="forbid")

    property: str = Field(description="The property's name.", max_length=200)
    condition: Word = Field(description="How it is compared.")
    value: str | bool | int | float = Field(
        default="", description="With what: a text, a number, true, an option, a day, an id. Not for is_empty."
    )


class Sort(BaseModel):
    """An order of the entries."""

    model_config = ConfigDict(extra="forbid")

    property: str = Field(description="A property's name, or created_time or last_edited_time.", max_length=200)
    direction: Literal["ascending", "descending"] = Field(default="ascending", description="Which way.")


async def filter_of(source: Record, conditions: list[Condition], match: str) -> Record:
    """Notion's filter for these conditions, with one of them alone not nested."""
    made = [await _one(source, each) for each in conditions]
    return made[0] if len(made) == 1 else {"and" if match == "all" else "or": made}


def sorts_of(source: Record, sorts: list[Sort]) -> list[Record]:
    """Notion's sorts; the two times need no property."""
    return [{**_sorted_by(source, each.property), "direction": each.direction} for each in sorts]


def _sorted_by(source: Record, name: str) -> Record:
    if name in _TIMESTAMPS and name not in source["properties"]:
        return {"timestamp": name}
    return {"property": property_named(source, name)["name"]}


async def _one(source: Record, asked: Condition) -> Record:
    is_timestamp = asked.property in _TIMESTAMPS and asked.property not in source["properties"]
    prop = {"type": asked.property, "name": asked.property} if is_timestamp else property_named(source, asked.property)
    kind = str(prop["type"])
    allowed = CONDITIONS.get(kind, ())
    if asked.condition not in allowed:
        can = f"It can be asked: {', '.join(allowed)}." if allowed else "It cannot be filtered by here."
        raise Refused(f"{prop['name']} ({kind}) cannot be asked {asked.condition}. {can}")
    value = True if asked.condition in _EMPTY else await _compared(prop, kind, asked)
    named = {"timestamp": kind} if is_timestamp else {"property": prop["name"]}
    return {**named, kind: {asked.condition: value}}


async def _compared(prop: Record, kind: str, asked: Condition) -> Any:
    if kind in ("number", "unique_id"):
        return number(prop, asked.value)
    if kind == "checkbox":
        return yes_or_no(prop, asked.value)
    text = str(asked.value)
    if not text:
        raise Refused(f"Say what {prop['name']} is compared with.")
    if kind in OPTIONS:
        return option_named(prop, text)
    if kind in ("date", *_TIMESTAMPS):
        return moment(text)
    if kind in ("people", "created_by", "last_edited_by"):
        return await person_id(text)
    return id_in(text) if kind == "relation" else text
