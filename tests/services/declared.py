"""Names that a service's description does not know: Prism lets undeclared query parameters and body keys pass.

A misspelt name is ignored by most services, so a test that stands on Prism alone would not see it.
"""

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import yaml

JOINS = ("allOf", "anyOf", "oneOf")
DEPTH = 12


class Description:
    """An OpenAPI document, asked by path and method."""

    def __init__(self, path: Path) -> None:
        self._document: dict[str, Any] = read_description(path)
        paths: dict[str, dict[str, Any]] = self._document["paths"]
        # The templates with most fixed text first: `/files/{id}/meta` before `/files/{id}/{name}`.
        ordered = sorted(paths, key=lambda path: (path.count("{"), -len(path)))
        self._paths = [(_pattern(path), paths[path]) for path in ordered]

    def undeclared(self, method: str, path: str, query: str, content_type: str, body: bytes) -> Iterator[str]:
        """What stands in the request and not in the description; nothing for a path that is not there at all."""
        found = next((item for pattern, item in self._paths if pattern.fullmatch(path)), {})
        operation = found.get(method.lower())
        if operation is None:
            return
        parameters = [self._resolved(each) for each in [*found.get("parameters", []), *operation.get("parameters", [])]]
        known = {each["name"] for each in parameters if each["in"] == "query"} | _named_in_words(operation)
        for name, _ in parse_qsl(query, keep_blank_values=True):
            if name not in known:
                yield f"request.query.{name}: not in the description"
        if body and content_type.startswith("application/json"):
            content = self._resolved(operation.get("requestBody", {})).get("content", {})
            yield from self._keys(content.get("application/json", {}).get("schema", {}), _parsed(body), "body")

    def _keys(self, schema: dict[str, Any], value: Any, at: str, depth: int = 0) -> Iterator[str]:
        if depth > DEPTH:
            return
        if isinstance(value, list):
            for each in value:
                yield from self._keys(self._items(schema), each, f"{at}[]", depth + 1)
        elif isinstance(value, dict):
            known, is_open = self._properties(schema)
            for key, inner in value.items():
                if key in known:
                    yield from self._keys({"anyOf": known[key]}, inner, f"{at}.{key}", depth + 1)
                elif known and not is_open and not key.startswith("@"):
                    yield f"request.{at}.{key}: not in the description"

    def _properties(self, schema: dict[str, Any], depth: int = 0) -> tuple[dict[str, list[Any]], bool]:
        """The schemas of each property, from all branches, and whether other names are welcome too."""
        resolved, found = self._resolved(schema), dict[str, list[Any]]()
        is_open = bool(resolved.get("additionalProperties"))
        for name, inner in resolved.get("properties", {}).items():
            found.setdefault(name, []).append(inner)
        for branch in [each for join in JOINS for each in resolved.get(join, [])] if depth < DEPTH else []:
            more, opens = self._properties(branch, depth + 1)
            is_open = is_open or opens
            for name, inners in more.items():
                found.setdefault(name, []).extend(inners)
        return found, is_open

    def _items(self, schema: dict[str, Any], depth: int = 0) -> dict[str, Any]:
        resolved = self._resolved(schema)
        branches = [each for join in JOINS for each in resolved.get(join, [])] if depth < DEPTH else []
        found = [resolved["items"]] if "items" in resolved else []
        return {"anyOf": [*found, *(self._items(each, depth + 1) for each in branches)]}

    def _resolved(self, part: dict[str, Any]) -> dict[str, Any]:
        while "$ref" in part:
            steps = part["$ref"].removeprefix("#/").split("/")
            part = self._document
            for step in steps:
                part = part[step.replace("~1", "/").replace("~0", "~")]
        return part


def _named_in_words(operation: dict[str, Any]) -> set[str]:
    """Asana's search takes a `limit` that stands in its description, and not among its parameters."""
    return set(re.findall(r"`(\w+)` query parameter", operation.get("description", "")))


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return None  # which Prism refuses


@cache
def read_description(path: Path) -> Any:
    """The document of a file, YAML or JSON."""
    return yaml.load(path.read_text(), Loader=yaml.CSafeLoader)


def _pattern(path: str) -> re.Pattern[str]:
    fixed = [re.escape(part) for part in re.split(r"\{[^}]+\}", path)]
    return re.compile("[^/]+".join(fixed))
