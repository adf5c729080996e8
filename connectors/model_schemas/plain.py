"""Telling quickly that a schema needs no mending: nearly all are so, and big servers have hundreds."""

from typing import Any

from connectors.model_schemas.limits import DEEPEST_SCHEMA
from connectors.model_schemas.names import FITTING
from connectors.model_schemas.values import TYPES

_TEXTS = frozenset(("title", "description", "format"))
_COUNTS = frozenset(("minLength", "maxLength", "minItems", "maxItems"))
_BOUNDS = frozenset(("minimum", "maximum"))


def is_plain_root(schema: Any) -> bool:
    """Whether the API takes it as it is; False also when it would take a closer look to know."""
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
