"""What a data source's entries can have, and values for them: names are checked, for Notion adds unknown options."""

from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from connectors.servers.api import Refused
from connectors.servers.notion.api import notion
from connectors.servers.notion.ids import id_in
from connectors.servers.notion.people import person_id
from connectors.servers.notion.rich_text import rich_text
from connectors.servers.notion.server import Value
from connectors.servers.notion.values import title_of
from connectors.servers.texts import day

Record = dict[str, Any]
OPTIONS = ("select", "multi_select", "status")
_MOST = 100
_LONGEST = {"url": 2_000, "email": 200, "phone_number": 200}


async def data_source(text: str) -> Record:
    """The data source with this id, or the only one of the database with this id or link."""
    found = id_in(text)
    try:
        return await notion.record(f"/data_sources/{found}")
    except Refused as refused:
        # People have the links of databases, which hold data sources since 2025.
        try:
            sources = (await notion.record(f"/databases/{found}")).get("data_sources") or []
        except Refused:
            raise refused from None
    if len(sources) != 1:
        listed = ", ".join(f"{each['name']} (id {each['id']})" for each in sources)
        raise Refused(f"This database has {len(sources)} data sources: name one by its id. {listed}")
    return await notion.record(f"/data_sources/{sources[0]['id']}")


def property_named(source: Record, name: str) -> Record:
    """A property of the data source. Raises Refused, with the names, where there is none."""
    known: dict[str, Record] = source["properties"]
    found = known.get(name) or next((each for key, each in known.items() if key.casefold() == name.casefold()), None)
    if found is None:
        raise Refused(f"{title_of(source)} has no property {name!r}. There are: {', '.join(known)}.")
    return found


def option_named(prop: Record, name: str) -> str:
    """An option as it is written. Raises Refused: Notion itself would add a new one."""
    names = [option["name"] for option in prop[prop["type"]].get("options") or []]
    for each in names:
        if each.casefold() == name.casefold():
            return str(each)
    raise Refused(f"{prop['name']} has no option {name!r}. There are: {', '.join(names) or 'none'}.")


async def values_for(source: Record, given: dict[str, Value]) -> Record:
    """Properties as Notion wants them, by their ids."""
    found = [(property_named(source, name), value) for name, value in given.items()]
    return {str(prop["id"]): await _value(prop, value) for prop, value in found}


def moment(text: str) -> str:
    """A day, or a time with its zone: Notion would take a time without one for UTC."""
    if "T" not in text.upper():
        return day(text)
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        raise Refused(f"{text!r} is not a time such as 2026-12-31T17:00+01:00.") from None
    if time.tzinfo is None:
        raise Refused(f"{text!r} does not say its time zone: add an offset such as +01:00, or Z.")
    return time.isoformat()


def number(prop: Record, value: Value) -> int | float:
    """A number, from a text too."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    try:
        exact = Decimal(str(value).strip())
    except InvalidOperation:
        exact = Decimal("NaN")
    if not exact.is_finite():
        raise Refused(f"{prop['name']} is a number: {value!r} is none.")
    return int(exact) if exact == exact.to_integral_value() else float(exact)


def yes_or_no(prop: Record, value: Value) -> bool:
    """Whether it is ticked, from a word too."""
    words: dict[Value, bool] = {"true": True, "yes": True, "false": False, "no": False}
    known = value if isinstance(value, bool) else words.get(str(value).strip().lower())
    if known is None:
        raise Refused(f"{prop['name']} is a checkbox: give true or false.")
    return known


async def _value(prop: Record, value: Value) -> Record:
    kind, several = str(prop["type"]), [str(each) for each in value] if isinstance(value, list) else None
    if kind in ("multi_select", "people", "relation"):
        named = several if several is not None else [str(value)] if value != "" else []
        if len(named) > _MOST:
            raise Refused(f"{prop['name']} takes at most {_MOST}.")
        return {kind: [await _member(kind, prop, each) for each in named]}
    if several is not None:
        raise Refused(f"{prop['name']} takes one value, not a list.")
    if kind in ("title", "rich_text"):
        return {kind: rich_text(str(value))}
    if kind == "checkbox":
        return {kind: yes_or_no(prop, value)}
    if value == "":
        _insist_clearable(prop)
        return {kind: None}
    return {kind: _single(kind, prop, value)}


async def _member(kind: str, prop: Record, name: str) -> Record:
    if kind == "multi_select":
        return {"name": option_named(prop, name)}
    return {"id": await person_id(name) if kind == "people" else id_in(name)}


def _single(kind: str, prop: Record, value: Value) -> Any:
    if kind == "number":
        return number(prop, value)
    text = str(value)
    if kind in ("select", "status"):
        return {"name": option_named(prop, text)}
    if kind == "date":
        start, _, end = text.partition("/")
        return {"start": moment(start.strip()), **({"end": moment(end.strip())} if end else {})}
    if kind in _LONGEST:
        if len(text) > _LONGEST[kind]:
            raise Refused(f"{prop['name']} takes at most {_LONGEST[kind]} characters.")
        return text
    raise Refused(f"{prop['name']} cannot be set: Notion fills it in itself ({kind}).")


def _insist_clearable(prop: Record) -> None:
    if prop["type"] not in ("number", "select", "status", "date", *_LONGEST):
        raise Refused(f"{prop['name']} cannot be set: Notion fills it in itself ({prop['type']}).")
