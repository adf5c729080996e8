"""The values of single keywords, read as older drafts and other dialects write them; None: leave the keyword out."""

import json
import math
import re
from typing import Any

TYPES = frozenset({"string", "number", "integer", "boolean", "object", "array", "null"})
_ALSO = {
    "str": "string", "text": "string", "char": "string", "date": "string", "datetime": "string", "file": "string",
    "uuid": "string", "int": "integer", "int32": "integer", "int64": "integer", "long": "integer", "float": "number",
    "double": "number", "decimal": "number", "numeric": "number", "bool": "boolean", "dict": "object", "map": "object",
    "struct": "object", "list": "array", "tuple": "array", "set": "array", "none": "null", "nil": "null",
}  # fmt: skip


def type_names(value: Any) -> list[str]:
    """The types that this names; none for "any", and for what is no type."""
    found: list[str] = []
    for name in value if isinstance(value, list) else [value]:
        lower = name.strip().lower() if isinstance(name, str) else ""
        known = lower if lower in TYPES else _ALSO.get(lower)
        if known is None:
            # One that nobody knows, or a schema as in draft-03: anything may come.
            return []
        if known not in found:
            found.append(known)
    return found


def text(value: Any) -> str | None:
    """A title, a description, a format."""
    if isinstance(value, list) and value and all(isinstance(line, str) for line in value):
        return "\n".join(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) else None


def flag(value: Any) -> bool | None:
    """True or false."""
    return value if isinstance(value, bool) else None


def number(value: Any) -> int | float | None:
    """A bound; "0" is one too."""
    if isinstance(value, str):
        try:
            value = float(value) if not value.strip().lstrip("+-").isdigit() else int(value)
        except ValueError:
            return None
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return value if is_number and math.isfinite(value) else None


def count(value: Any) -> int | None:
    """How many of something."""
    found = number(value)
    return int(found) if found is not None and found >= 0 and found == int(found) else None


def step(value: Any) -> int | float | None:
    """What a number is a multiple of."""
    found = number(value)
    return found if found is not None and found > 0 else None


def pattern(value: Any) -> str | None:
    """A regular expression."""
    return value if isinstance(value, str) and is_pattern(value) else None


def is_pattern(value: str) -> bool:
    """Whether it compiles; dialects of other languages do not."""
    try:
        re.compile(value)
    except (re.error, OverflowError, RecursionError):
        return False
    return True


def choices(value: Any) -> list[Any] | None:
    """The values of an enum, each once."""
    if not isinstance(value, list):
        return None
    return list({json.dumps(each, sort_keys=True): each for each in value}.values()) or None


def names(value: Any) -> list[str]:
    """A list of property names, each once; draft-03 wrote a single one as text."""
    listed = [value] if isinstance(value, str) else value if isinstance(value, list) else []
    return list(dict.fromkeys(name for name in listed if isinstance(name, str)))


def properties(value: Any) -> dict[str, Any]:
    """Schemas by name; PHP writes an empty object as a list, others write a list of named schemas."""
    if isinstance(value, list):
        return {each["name"]: each for each in value if isinstance(each, dict) and isinstance(each.get("name"), str)}
    return value if isinstance(value, dict) else {}


def required_of(schema: dict[str, Any]) -> list[str]:
    """The names that an object must have; before draft-04 each property said it of itself."""
    own = [
        name
        for name, inner in properties(schema.get("properties")).items()
        if isinstance(inner, dict) and inner.get("required") is True
    ]
    return list(dict.fromkeys([*names(schema.get("required")), *own]))
