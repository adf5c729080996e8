"""Where a `$ref` leads inside its document. Nothing is ever fetched."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

Pointer = tuple[str, ...]


class References:
    """The places of one document that can be referred to: by pointer, by anchor, by an id of its own."""

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
        """The place and the schema there; None when it is not in this document, or leads round in a circle."""
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
    """Every object of the document with its place; its depth was checked before."""
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
