"""Every route of the product with something in its path, and everything that a query may name: walked, not listed."""

import functools
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from django.urls import URLPattern, URLResolver, get_resolver
from drf_spectacular.generators import SchemaGenerator

NAMED = re.compile(r"<(?:(\w+):)?(\w+)>")
EXPRESSION = re.compile(r"\(\?P<(\w+)>[^()]*(?:\([^()]*\)[^()]*)*\)")
UUID = "00000000-0000-4000-8000-000000000000"
# What a converter accepts, so that the broken parameter is reached behind good ones.
GOOD = {"uuid": UUID, "slug": "acme", "str": "word", "path": "word", "int": "1"}
# Names of query parameters that no schema tells: the admin sites', the sign-in pages', the callback's.
OTHER_NAMES = {
    *("next", "return_to", "reference", "connected", "connect_error", "token", "key", "code", "state", "iss", "error"),
    *("q", "o", "p", "e", "all", "org", "_to_field", "_popup", "_changelist_filters", "cursor", "page_size", "format"),
    *("role__exact", "visibility__exact", "action__exact", "actor_kind__exact", "action", "plan__exact", "name"),
    *("review_status__exact", "is_active__exact", "disabled_at__isnull", "id__exact", "pk", "email", "login"),
}


def all_routes(patterns: list[Any] | None = None, prefix: str = "") -> Iterator[str]:
    """The routes as the URLconf writes them, from the root."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = prefix + str(pattern.pattern).removeprefix("^")
        if isinstance(pattern, URLResolver):
            yield from all_routes(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield route


def paths_with(route: str, broken: str) -> Iterator[str]:
    """Its paths with `broken` (already quoted) in each parameter in turn, and the plain one with it at the end."""
    plain = _filled(route, {})
    yield f"/{plain}{broken}"
    for name in _names(route):
        yield "/" + _filled(route, {name: broken})


def plain_path(route: str) -> str:
    """The route's path with a likely value in every parameter."""
    return "/" + _filled(route, {})


@functools.cache
def query_names() -> list[str]:
    """Every query parameter that the API describes, and those of the pages."""
    schema = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    described = {
        parameter["name"]
        for operations in schema["paths"].values()
        for operation in operations.values()
        for parameter in operation.get("parameters", [])
        if parameter["in"] == "query"
    }
    return sorted(described | OTHER_NAMES)


def _names(route: str) -> list[str]:
    return [*(name for _, name in NAMED.findall(EXPRESSION.sub("", route))), *EXPRESSION.findall(route)]


def _filled(route: str, values: dict[str, str]) -> str:
    route = EXPRESSION.sub(lambda found: values.get(found[1], "word"), route)
    route = NAMED.sub(lambda found: values.get(found[2], quote(GOOD[found[1] or "str"])), route)
    return re.sub(r"\(\?!.*?\)|[\^$\\?]|\.\*", "", route)
