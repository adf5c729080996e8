"""Rewrites one schema as draft 2020-12, keyword by keyword."""

import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import unquote

from connectors.model_schemas import values
from connectors.model_schemas.values import DEEPEST_SCHEMA, Allowance, Names

# Where a `$ref` leads inside its document. Nothing is ever fetched.

Pointer = tuple[str, ...]


class References:
    """What a `$ref` can name in one document: a pointer, an anchor, an id."""

    def __init__(self, document: Any) -> None:
        self._document = document
        self._named: dict[str, Pointer] = {}
        self.keys: set[str] = set()
        for pointer, schema in _walk(document):
            self.keys.update(schema)
            for key, prefix in (("$anchor", "#"), ("$dynamicAnchor", "#"), ("$id", ""), ("id", "")):
                if isinstance(name := schema.get(key), str) and name:
                    self._named.setdefault(prefix + name.rstrip("#"), pointer)

    def find(self, reference: Any) -> tuple[Pointer, Any] | None:
        """The pointer and the schema there; None when it is not in this document, or refers to itself."""
        seen: set[Pointer] = set()
        found = first = self._find(reference)
        while found is not None and isinstance(found[1], dict) and "$ref" in found[1]:
            if found[0] in seen:
                return None
            seen.add(found[0])
            found = self._find(found[1]["$ref"])
        return first

    def _find(self, reference: Any) -> tuple[Pointer, Any] | None:
        if not isinstance(reference, str):
            return None
        base, _, fragment = reference.partition("#")
        start: Pointer | None = self._named.get(base) if base else ()
        if start is None:
            return None
        if fragment and not fragment.startswith("/"):
            named = self._named.get(f"#{fragment}")
            return None if named is None else (named, self._at(named))
        steps = (step.replace("~1", "/").replace("~0", "~") for step in unquote(fragment).split("/")[1:])
        pointer = (*start, *steps)
        schema = self._at(pointer)
        return (pointer, schema) if isinstance(schema, dict | bool) else None

    def _at(self, pointer: Pointer) -> Any:
        value = self._document
        for step in pointer:
            if isinstance(value, dict) and step in value:
                value = value[step]
            elif isinstance(value, list) and step.isascii() and step.isdigit() and int(step) < len(value):
                value = value[int(step)]
            else:
                return None
        return value


def _walk(document: Any) -> Iterator[tuple[Pointer, dict[str, Any]]]:
    """Every object of the document with its pointer; the depth was checked before."""
    waiting: list[tuple[Pointer, Any]] = [((), document)]
    while waiting:
        pointer, value = waiting.pop()
        if isinstance(value, dict):
            yield pointer, value
            waiting += [((*pointer, key), inner) for key, inner in value.items() if isinstance(inner, dict | list)]
        elif isinstance(value, list):
            waiting += [
                ((*pointer, str(at)), inner) for at, inner in enumerate(value) if isinstance(inner, dict | list)
            ]


Schema = dict[str, Any]

_VALUES: dict[str, Callable[[Any], Any]] = {
    **dict.fromkeys(("title", "description", "format", "contentEncoding", "contentMediaType"), values.text),
    **dict.fromkeys(("uniqueItems", "deprecated", "readOnly", "writeOnly"), values.flag),
    **dict.fromkeys(("minLength", "maxLength", "minItems", "maxItems"), values.count),
    **dict.fromkeys(("minProperties", "maxProperties", "minContains", "maxContains"), values.count),
    **dict.fromkeys(("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"), values.number),
    "multipleOf": values.step,
    "pattern": values.pattern,
    "enum": values.choices,
}
_ONE = frozenset(
    [
        "not",
        "if",
        "then",
        "else",
        "contains",
        "propertyNames",
        "additionalProperties",
        "contentSchema",
        "unevaluatedItems",
        "unevaluatedProperties",
    ]
)
_SEVERAL = frozenset(("anyOf", "oneOf", "allOf", "prefixItems"))
_BOUNDS = (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum"))
# Left out: identities, keywords of other drafts and definitions, which are written elsewhere or useless to the model.
_ELSEWHERE = frozenset(
    [
        "$schema",
        "$id",
        "id",
        "$anchor",
        "$dynamicAnchor",
        "$dynamicRef",
        "$recursiveAnchor",
        "$recursiveRef",
        "$vocabulary",
        "$comment",
        "$defs",
        "definitions",
        "nullable",
        "required",
        "type",
        "$ref",
        "additionalItems",
        "properties",
        "patternProperties",
        "items",
        "dependencies",
        "dependentSchemas",
        "dependentRequired",
        "extends",
        "disallow",
        "divisibleBy",
    ]
)


class Mender:
    """Rewrites the schemas of one document and collects what they refer to as definitions."""

    def __init__(self, document: Any) -> None:
        self.references = References(document)
        self.allowance = Allowance()
        self.names = Names(self.references.keys)
        self._defined: dict[Pointer, str] = {}
        self._waiting: list[tuple[str, Any]] = []

    def definitions(self) -> dict[str, Schema]:
        """What the schemas written so far refer to, and what that refers to."""
        found: dict[str, Schema] = {}
        while self._waiting:
            name, source = self._waiting.pop(0)
            found[name] = self.schema(source, 1)
        return found

    def schema(self, source: Any, depth: int) -> Schema:
        """Any value as a schema; levels that are too deep for models accept anything."""
        self.allowance.take()
        if isinstance(source, str) and (named := values.type_names(source)):
            return {"type": named[0]}
        if source is False:
            return {"not": {}}
        if not isinstance(source, dict) or depth > DEEPEST_SCHEMA:
            return {}
        return self._nullable(source, self.keywords(source, depth))

    def keywords(self, source: Schema, depth: int) -> Schema:
        """All keywords of a schema that is an object, except whether it may be null."""
        written: Schema = {}
        if named := values.type_names(source.get("type")):
            written["type"] = named[0] if len(named) == 1 else named
        for key, value in source.items():
            written |= self._keyword(key, value, depth)
        for bound, exclusive in _BOUNDS:
            if source.get(exclusive) is True and bound in written:
                written[exclusive] = written.pop(bound)
        if "properties" in source:
            written["properties"] = self.by_name(values.properties(source["properties"]), depth)
        if required := values.required_of(source):
            written["required"] = [self.names.of(name) for name in required]
        return written | self._reference(source) | self._dependencies(source, depth) | self._items(source, depth)

    def by_name(self, source: dict[str, Any], depth: int) -> dict[str, Schema]:
        """Schemas of properties, under names for the model."""
        return {self.names.of(name): self.schema(inner, depth + 1) for name, inner in source.items()}

    def _keyword(self, key: str, value: Any, depth: int) -> Schema:
        if key in _VALUES:
            read = _VALUES[key](value)
            return {} if read is None else {key: read}
        if key in _ONE:
            return {key: self.schema(value, depth + 1)} if isinstance(value, dict) else _open_or_closed(key, value)
        if key in _SEVERAL:
            schemas = [self.schema(one, depth + 1) for one in (value if isinstance(value, list) else [value])]
            return {key: schemas} if schemas and isinstance(value, dict | list) else {}
        if key == "patternProperties" and isinstance(value, dict):
            return {key: {name: self.schema(one, depth + 1) for name, one in value.items() if values.is_pattern(name)}}
        if key in ("const", "default"):
            return {key: value}
        if key == "examples":
            return {key: value if isinstance(value, list) else [value]}
        return {} if key in _ELSEWHERE or isinstance(value, dict | list) else {key: value}

    def _reference(self, source: Schema) -> Schema:
        if "$ref" not in source:
            return {"$ref": "#"} if source.get("$recursiveRef") == "#" else {}
        found = self.references.find(source["$ref"])
        if found is None:
            there = f"Described elsewhere: {source['$ref']}"[:200]
            return {} if isinstance(source.get("description"), str) else {"description": there}
        pointer, target = found
        if pointer and pointer not in self._defined:
            self._defined[pointer] = name = self._definition_name(pointer[-1])
            self._waiting.append((name, target))
        return {"$ref": f"#/$defs/{self._defined[pointer]}" if pointer else "#"}

    def _definition_name(self, wanted: str) -> str:
        taken = set(self._defined.values())
        stem = re.sub(r"[^a-zA-Z0-9_.-]", "_", wanted)[:60] or "definition"
        return next(name for name in (stem, *(f"{stem}_{n}" for n in range(len(taken) + 1))) if name not in taken)

    def _dependencies(self, source: Schema, depth: int) -> Schema:
        """What a property requires; draft-07 had one keyword for names and for schemas."""
        old = source.get("dependencies")
        both = [one for one in (old, source.get("dependentRequired"), source.get("dependentSchemas"))]
        asked = {name: value for one in both if isinstance(one, dict) for name, value in one.items()}
        lists = {n: values.names(v) for n, v in asked.items() if isinstance(v, list | str)}
        schemas = {name: value for name, value in asked.items() if isinstance(value, dict | bool)}
        written: Schema = {}
        if lists:
            renamed = {self.names.of(n): [self.names.of(each) for each in listed] for n, listed in lists.items()}
            written["dependentRequired"] = renamed
        if schemas:
            written["dependentSchemas"] = self.by_name(schemas, depth)
        return written

    def _items(self, source: Schema, depth: int) -> Schema:
        """Draft 2020-12 has another keyword for the items of a tuple."""
        items, rest = source.get("items"), source.get("additionalItems")
        if not isinstance(items, list):
            return {"items": self.schema(items, depth + 1)} if isinstance(items, dict | bool | str) else {}
        written: Schema = {"prefixItems": [self.schema(one, depth + 1) for one in items]} if items else {}
        return written | ({"items": self.schema(rest, depth + 1)} if isinstance(rest, dict | bool) else {})

    def _nullable(self, source: Schema, written: Schema) -> Schema:
        """OpenAPI's way to say that null is a value too."""
        if source.get("nullable") is not True:
            return written
        if "$ref" in written or not ("type" in written or "enum" in written):
            return {"anyOf": [written, {"type": "null"}]} if written else {}
        if "type" in written:
            named = values.type_names(written["type"])
            written["type"] = named if "null" in named else [*named, "null"]
        if "enum" in written and None not in written["enum"]:
            written["enum"] = [*written["enum"], None]
        return written


def _open_or_closed(key: str, value: Any) -> Schema:
    """Keeps `additionalProperties: false` as it is."""
    return {key: value} if isinstance(value, bool) else {}
