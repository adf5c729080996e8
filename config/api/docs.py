"""The API's description as JSON and as a page; rendered here, so that nothing loads from elsewhere.

Not in schema.py: DRF's views ask for the schema class while they are imported.
"""

from collections import defaultdict
from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.views import SpectacularJSONAPIView


class SchemaView(SpectacularJSONAPIView):
    """The description as JSON."""


def docs(request: HttpRequest) -> HttpResponse:
    """The page."""
    return render(request, "api_docs.html", described())


@lru_cache(maxsize=1)
def described() -> dict[str, Any]:
    """What the page shows: operations by what they are about, and the shapes that they name."""
    generator: Any = SchemaGenerator  # untyped in its package
    schema = generator().get_schema(request=None, public=True)
    groups = defaultdict(list)
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            groups[operation["tags"][0]].append(_operation(path, method, operation))
    shapes = [_shape(name, shape) for name, shape in schema["components"]["schemas"].items()]
    return {"info": schema["info"], "groups": dict(sorted(groups.items())), "shapes": shapes}


def _operation(path: str, method: str, operation: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": operation["operationId"],
        "path": path,
        "method": method.upper(),
        "description": operation.get("description", ""),
        "parameters": [p for p in operation.get("parameters", []) if p["in"] == "query"],
        "body": _content(operation.get("requestBody", {})),
        "answers": [(status, _content(answer)) for status, answer in operation["responses"].items()],
    }


def _shape(name: str, shape: dict[str, Any]) -> dict[str, Any]:
    required = shape.get("required", [])
    fields = [
        {"name": field, "type": _type(one), "note": one.get("description", ""), "required": field in required}
        for field, one in shape.get("properties", {}).items()
    ]
    return {"name": name, "note": shape.get("description", ""), "values": shape.get("enum", []), "fields": fields}


def _content(part: dict[str, Any]) -> dict[str, str]:
    return next((_type(content.get("schema", {})) for content in part.get("content", {}).values()), {"text": ""})


def _type(schema: dict[str, Any]) -> dict[str, str]:
    """In words, with the name of the shape to link to: `list of` Project, `null or` Share."""
    if "$ref" in schema:
        return {"text": "", "shape": schema["$ref"].rsplit("/", 1)[-1]}
    if "items" in schema:
        inner = _type(schema["items"])
        return {**inner, "text": f"list of {inner['text']}".strip()}
    for choice in ("allOf", "oneOf", "anyOf"):
        if choice in schema:
            inner = next((_type(one) for one in schema[choice] if one.get("type") != "null"), {"text": ""})
            nullable = any(one.get("type") == "null" for one in schema[choice])
            return {**inner, "text": f"{'null or ' if nullable else ''}{inner['text']}".strip()}
    kind = schema.get("type", "anything")
    words = " or ".join(kind) if isinstance(kind, list) else str(kind)
    return {"text": f"{words} ({schema['format']})" if "format" in schema else words}
