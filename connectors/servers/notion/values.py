"""A page's properties as text."""

from decimal import Decimal
from typing import Any

from connectors.servers.notion.rich_text import plain

_YES_NO = {True: "yes", False: "no"}


def shown(prop: dict[str, Any]) -> str:
    """One property's value in words; empty where it has none. Addresses of files are left out: they are secrets."""
    kind = str(prop.get("type"))
    return _shown(kind, prop.get(kind))


def title_of(record: dict[str, Any]) -> str:
    """The title of a page, data source or database."""
    if isinstance(record.get("title"), list):
        return plain(record["title"]) or "(untitled)"
    titles = (each for each in (record.get("properties") or {}).values() if each.get("type") == "title")
    return next((plain(each.get("title")) for each in titles), "") or "(untitled)"


def number_text(value: Any) -> str:
    """A number as it was written, without an exponent; with one that no number of Notion's has, as it is."""
    return format(value, "f") if isinstance(value, Decimal) and abs(value.adjusted()) < 400 else str(value)


def _shown(kind: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return _YES_NO[value]
    if isinstance(value, int | float | Decimal):
        return number_text(value)
    if isinstance(value, str):
        return value
    return _of_list(kind, value) if isinstance(value, list) else _of_record(kind, value)


def _of_list(kind: str, value: list[Any]) -> str:
    if kind in ("title", "rich_text"):
        return plain(value)
    # An array of a rollup has whole properties in it.
    told = (shown(each) if kind == "array" else each.get("name") or each.get("id") or "" for each in value)
    return ", ".join(each for each in told if each)


def _of_record(kind: str, value: dict[str, Any]) -> str:
    if kind == "date":
        zone = f" {value['time_zone']}" if value.get("time_zone") else ""
        return str(value["start"]) + (f" to {value['end']}" if value.get("end") else "") + zone
    if kind == "unique_id":
        return f"{value['prefix']}-{value['number']}" if value.get("prefix") else str(value.get("number"))
    if kind in ("formula", "rollup"):
        return _shown(str(value.get("type")), value.get(str(value.get("type"))))
    return str(value.get("name") or value.get("state") or value.get("id") or "")
