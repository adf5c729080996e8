"""The API's description as JSON and as a page; rendered here, so that nothing loads from elsewhere."""

from collections import defaultdict
from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.views import SpectacularJSONAPIView


class SchemaView(SpectacularJSONAPIView):
    """The description as JSON."""


@lru_cache(maxsize=1)
def operations_by_tag() -> dict[str, list[dict[str, Any]]]:
    """Every operation of the description, grouped by what it is about."""
    generator: Any = SchemaGenerator  # untyped in its package
    schema = generator().get_schema(request=None, public=True)
    groups = defaultdict(list)
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            shown = {"method": method.upper(), "path": path, **operation}
            groups[operation["tags"][0]].append(shown | {"answers": _answers(operation), "body": _body(operation)})
    return dict(sorted(groups.items()))


def docs(request: HttpRequest) -> HttpResponse:
    """The page."""
    return render(request, "api_docs.html", {"groups": operations_by_tag()})


def _answers(operation: dict[str, Any]) -> list[tuple[str, str]]:
    return [(status, _named(answer)) for status, answer in operation["responses"].items() if status != "default"]


def _body(operation: dict[str, Any]) -> str:
    return _named(operation.get("requestBody", {}))


def _named(part: dict[str, Any]) -> str:
    """The name of the shape inside, such as Project."""
    for content in part.get("content", {}).values():
        reference = str(content.get("schema", {}).get("$ref", ""))
        return reference.rsplit("/", 1)[-1]
    return ""
