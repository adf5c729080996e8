"""Arguments for a tool, filled from the words of a clause by the tool's JSON schema."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from conversations.demo_model import values
from conversations.demo_model.tools import Tool, choices_of, options_of
from conversations.demo_model.transcript import Transcript


@dataclass(frozen=True, slots=True)
class Source:
    """What arguments are taken from: the clause, the whole turn, and what "it" means."""

    clause: str
    transcript: Transcript
    topic: str


@dataclass(frozen=True, slots=True)
class Filled:
    """The arguments that were found, and the required ones that were not."""

    arguments: dict[str, Any]
    missing: tuple[str, ...]


def fill(tool: Tool, source: Source) -> Filled:
    """Fill what the words give; leave out what is optional and not spoken of."""
    arguments: dict[str, Any] = {}
    for name, schema in tool.properties.items():
        value = _explicit(name, schema, source) or _by_kind(name, schema, tool, source)
        if value is not None and value != "":
            arguments[name] = _fitted(value, schema)
    missing = tuple(name for name in tool.required if name not in arguments)
    return Filled(arguments, missing)


def _by_kind(name: str, schema: dict[str, Any], tool: Tool, source: Source) -> Any:
    if "const" in schema:
        return schema["const"]
    if choices := choices_of(schema):
        return values.choice(name, choices, tool, source.clause)
    reader = _READERS.get(_type_of(schema))
    return reader(name, schema, tool, source) if reader else None


def _explicit(name: str, schema: dict[str, Any], source: Source) -> str | None:
    """`title: Foo, priority: high`."""
    if _type_of(schema) != "string" or choices_of(schema):
        return None
    label = re.escape(name).replace("_", "[ _]")
    found = re.search(rf"\b{label}\s*[:=]\s*(?:\"([^\"]+)\"|([^,;\n]+))", source.clause, re.IGNORECASE)
    return (found[1] or found[2]).strip() if found else None


def _type_of(schema: dict[str, Any]) -> str:
    kinds = schema.get("type") or [option.get("type") for option in options_of(schema)] or "string"
    return str(kinds[0] if isinstance(kinds, list) and kinds else kinds)


def _fitted(value: Any, schema: dict[str, Any]) -> Any:
    """The value within the schema's limits."""
    if isinstance(value, str) and isinstance(schema.get("maxLength"), int):
        return value[: schema["maxLength"]]
    if isinstance(value, int | float) and not isinstance(value, bool):
        return min(max(value, schema.get("minimum", value)), schema.get("maximum", value))
    return value


def _text(name: str, schema: dict[str, Any], tool: Tool, source: Source) -> str | None:
    found = values.text(name, tool, source.clause, source.topic, source.transcript)
    if found or name not in tool.required or (tool.verb and values.is_known(name)):
        return found
    return values.anything_said(source.clause)


def _number(name: str, schema: dict[str, Any], tool: Tool, source: Source) -> float | int | None:
    return values.number(name, tool, source.clause, whole=_type_of(schema) == "integer")


def _flag(name: str, schema: dict[str, Any], tool: Tool, source: Source) -> bool | None:
    return values.flag(name, source.clause) or (False if name in tool.required else None)


def _several(name: str, schema: dict[str, Any], tool: Tool, source: Source) -> list[str] | None:
    return values.several(source.clause) if name in tool.required else None


_READERS: dict[str, Callable[[str, dict[str, Any], Tool, Source], Any]] = {
    "string": _text,
    "integer": _number,
    "number": _number,
    "boolean": _flag,
    "array": _several,
}
