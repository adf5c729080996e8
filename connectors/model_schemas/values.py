"""The values of single keywords, read as older drafts and other dialects write them; None: leave the keyword out."""

import hashlib
import json
import math
import re
from collections.abc import Iterable
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
            # An unknown type, or a schema as in draft-03: anything is allowed.
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


# How much of a schema is read: it was written by somebody else, and references can make it endless.

DEEPEST_JSON = 100
DEEPEST_SCHEMA = 24
MOST_SCHEMAS = 20_000


class Unfit(Exception):
    """This tool cannot be offered to the model; the words say why, for people."""


def check_depth(value: Any) -> None:
    """Raises Unfit for JSON that is nested too deeply."""
    level = [value]
    for _ in range(DEEPEST_JSON):
        if not level:
            return
        level = [inner for outer in level for inner in _inside(outer)]
    raise Unfit("Its description is nested too deeply.")


def _inside(value: Any) -> list[Any]:
    found = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [inner for inner in found if isinstance(inner, dict | list)]


class Allowance:
    """How many schemas may still be read in one tool."""

    def __init__(self) -> None:
        self._left = MOST_SCHEMAS

    def take(self) -> None:
        """One more. Raises Unfit."""
        self._left -= 1
        if self._left < 0:
            raise Unfit("Its arguments are described in more detail than a model can be given.")


# Property names that the Messages API takes, and the way back to the server's own.

# The API's own words: "Property keys should match pattern '^[a-zA-Z0-9_.-]{1,64}$'".
FITTING = re.compile(r"[a-zA-Z0-9_.-]{1,64}")
_LONGEST_STEM = 50


class Names:
    """One tool's names; the same schema always gets the same ones."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._taken = set(taken)
        self._given: dict[str, str] = {}
        self.own: dict[str, str] = {}

    def of(self, own: str) -> str:
        """The name for the model: the server's own wherever it fits."""
        if FITTING.fullmatch(own):
            return own
        if own not in self._given:
            name = self._free(own)
            self._given[own], self.own[name] = name, own
        return self._given[own]

    def _free(self, own: str) -> str:
        stem = re.sub(r"[^a-zA-Z0-9_.-]+", "_", own).strip("_")[:_LONGEST_STEM] or "field"
        digest = hashlib.sha256(own.encode("utf-8", "surrogatepass")).hexdigest()
        names = (f"{stem}_{digest[start : start + 6]}" for start in range(len(digest) - 5))
        return next(name for name in names if name not in self._taken and name not in self.own)


# A quick check whether a schema can stay as it is: nearly all can, and big servers have hundreds.

_TEXTS = frozenset(("title", "description", "format"))
_COUNTS = frozenset(("minLength", "maxLength", "minItems", "maxItems"))
_BOUNDS = frozenset(("minimum", "maximum"))


def is_plain_root(schema: Any) -> bool:
    """Whether the API accepts it as it is; False also when this check cannot tell."""
    return (
        isinstance(schema, dict) and schema.get("type") == "object" and "properties" in schema and _is_plain(schema, 0)
    )


def _is_plain(schema: Any, depth: int) -> bool:
    if not isinstance(schema, dict) or depth > DEEPEST_SCHEMA:
        return False
    return all(_fits(key, value, depth) for key, value in schema.items())


def _fits(key: str, value: Any, depth: int) -> bool:
    if key == "type":
        return value in TYPES if isinstance(value, str) else _are_types(value)
    if key in _TEXTS:
        return isinstance(value, str)
    if key == "properties":
        return isinstance(value, dict) and all(
            FITTING.fullmatch(name) is not None and _is_plain(inner, depth + 1) for name, inner in value.items()
        )
    if key == "items":
        return _is_plain(value, depth + 1)
    if key == "anyOf":
        # At the root it would have to be folded.
        return depth > 0 and isinstance(value, list) and value != [] and all(_is_plain(one, depth + 1) for one in value)
    if key in ("required", "enum"):
        return isinstance(value, list) and value != [] and _are_names(value)
    return _is_small_fact(key, value)


def _is_small_fact(key: str, value: Any) -> bool:
    if key in ("additionalProperties", "uniqueItems"):
        return isinstance(value, bool)
    if key in _COUNTS:
        return type(value) is int and value >= 0
    if key in _BOUNDS:
        return type(value) is int or type(value) is float
    return key == "default"


def _are_names(value: list[Any]) -> bool:
    return all(isinstance(one, str) for one in value) and len(set(value)) == len(value)


def _are_types(value: Any) -> bool:
    return isinstance(value, list) and value != [] and _are_names(value) and TYPES.issuperset(value)
