"""The root of a tool's schema as one object: the Messages API takes no alternatives and no reference there."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from connectors.model_schemas import values
from connectors.model_schemas.keywords import Mender, Schema
from connectors.model_schemas.values import DEEPEST_SCHEMA, Unfit

_LONGEST_WORDS = 2_000
_FOLDED = frozenset(("type", "properties", "required", "anyOf", "oneOf", "allOf", "$ref", "additionalProperties"))
_LEADS = {"anyOf": "At least one", "oneOf": "Exactly one"}


@dataclass
class Part:
    """An object: its properties as the server wrote them, and what was folded into it."""

    properties: dict[str, Any] = field(default_factory=dict)
    required: list[str] = field(default_factory=list)
    rest: Schema = field(default_factory=dict)
    words: list[str] = field(default_factory=list)
    is_closed: bool = False


def fold_root(source: Any, mender: Mender) -> tuple[Schema, str]:
    """(the root for the model, words for what it does not say any more). Raises Unfit when it is no object."""
    part = _part([] if source is None else source, mender, 0)
    if part is None:
        raise Unfit("It does not take named arguments: its schema describes no object.")
    rest = {key: value for key, value in mender.keywords(part.rest, 0).items() if key not in _FOLDED}
    root: Schema = {"type": "object", "properties": mender.by_name(part.properties, 0), **rest}
    if part.required:
        root["required"] = [mender.names.of(name) for name in part.required]
    if part.is_closed:
        root["additionalProperties"] = False
    elif isinstance(extra := part.rest.get("additionalProperties"), dict | bool):
        root["additionalProperties"] = extra if extra is True else mender.schema(extra, 1)
    return root, " ".join(part.words)[:_LONGEST_WORDS]


def _part(source: Any, mender: Mender, depth: int) -> Part | None:
    """What a schema asks of an object; None when no object can match it."""
    mender.allowance.take()
    if source is True or source == []:
        return Part()
    if not isinstance(source, dict) or depth > DEEPEST_SCHEMA:
        return None
    named = values.type_names(source.get("type"))
    if named and "object" not in named:
        return None
    part = Part(
        dict(values.properties(source.get("properties"))),
        values.required_of(source),
        {key: value for key, value in source.items() if key not in _FOLDED - {"additionalProperties"}},
        is_closed=source.get("additionalProperties") is False,
    )
    if "$ref" in source:
        found = mender.references.find(source["$ref"])
        target = _part(found[1], mender, depth + 1) if found else None
        if found and target is None:
            return None
        if target is not None:
            part.rest = target.rest | part.rest
            _join(part, target)
    for one in _listed(source.get("allOf")):
        if (inner := _part(one, mender, depth + 1)) is not None:
            _join(part, inner)
    for key in _LEADS:
        if alternatives := _listed(source.get(key)):
            fitting = [inner for one in alternatives if (inner := _part(one, mender, depth + 1)) is not None]
            if not fitting and not (named or part.properties):
                return None
            if fitting:
                _join(part, _either(key, fitting, mender.names.of))
    return part


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if isinstance(value, dict) else []


def _join(part: Part, more: Part) -> None:
    """An object that matches both."""
    part.properties = _united((part, more), "allOf")
    part.required = list(dict.fromkeys([*part.required, *more.required]))
    part.words += more.words
    part.is_closed = part.is_closed or more.is_closed


def _either(key: str, parts: list[Part], name_of: Callable[[str], str]) -> Part:
    """An object that matches one of them: all properties are allowed, those that every one requires are required."""
    common = [name for name in parts[0].required if all(name in part.required for part in parts)]
    words: list[str] = []
    if len(parts) > 1:
        told = "; ".join(f"({at}) {_told(part, name_of)}" for at, part in enumerate(parts, 1))
        words.append(f"{_LEADS[key]} of these sets of arguments has to be given: {told}.")
    inner = [line for part in parts for line in part.words]
    closed = all(part.is_closed for part in parts)
    return Part(_united(parts, "anyOf"), common, words=words + inner, is_closed=closed)


def _united(parts: Iterable[Part], combinator: str) -> dict[str, Any]:
    found: dict[str, list[Any]] = {}
    for part in parts:
        for name, schema in part.properties.items():
            known = found.setdefault(name, [])
            if schema not in known:
                known.append(schema)
    return {name: known[0] if len(known) == 1 else {combinator: known} for name, known in found.items()}


def _told(part: Part, name_of: Callable[[str], str]) -> str:
    """What distinguishes an alternative: its required properties, with fixed values."""
    needed = part.required or list(part.properties)
    return ", ".join(name_of(name) + _fixed(part.properties.get(name)) for name in needed) or "nothing in particular"


def _fixed(schema: Any) -> str:
    if not isinstance(schema, dict):
        return ""
    only = schema.get("enum")
    if isinstance(only, list) and len(only) == 1:
        return f"={only[0]!r}"[:60]
    return f"={schema['const']!r}"[:60] if "const" in schema else ""
