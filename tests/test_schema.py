"""The API's own description: valid OpenAPI 3.1, without warnings, complete, and readable as a page."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema

NOT_DESCRIBED = re.compile(r"/schema$|/docs$|\.\*|\^")


@pytest.fixture(scope="module")
def schema() -> Any:
    GENERATOR_STATS.reset()
    return SchemaGenerator().get_schema(request=None, public=True)


def _routes(patterns: list[Any], prefix: str = "/") -> Any:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern) and route.startswith("/api/v1/"):
            yield re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", route)


def operations(schema: Any) -> list[tuple[str, str, Any]]:
    return [(path, method, one) for path, methods in schema["paths"].items() for method, one in methods.items()]


def test_it_is_valid_openapi_3_1_without_a_warning(schema: Any) -> None:
    validate_schema(schema)
    assert schema["openapi"].startswith("3.1")
    assert not GENERATOR_STATS, [*GENERATOR_STATS._warn_cache, *GENERATOR_STATS._error_cache]


def test_every_route_is_described(schema: Any) -> None:
    routes = {route for route in _routes(get_resolver().url_patterns) if not NOT_DESCRIBED.search(route)}
    assert routes - set(schema["paths"]) == set()


def test_every_operation_says_what_it_does_and_how_it_fails(schema: Any) -> None:
    names = [one["operationId"] for _, _, one in operations(schema)]
    assert len(names) == len(set(names))
    for path, method, one in operations(schema):
        assert one.get("description"), f"{method} {path} has no docstring"
        assert one["responses"]["default"]["content"]["application/problem+json"]


def test_unsafe_requests_may_carry_an_idempotency_key(schema: Any) -> None:
    for path, method, one in operations(schema):
        carried = "Idempotency-Key" in [p["name"] for p in one.get("parameters", [])]
        assert carried == (method != "get"), f"{method} {path}"


def test_it_is_served_as_json_to_anybody(client: Client, db: None) -> None:
    answer = client.get("/api/v1/schema")
    assert answer.status_code == 200
    assert answer.json()["info"]["title"] == "Switchboard"


def test_the_page_shows_every_operation_and_loads_nothing_from_elsewhere(client: Client, schema: Any, db: None) -> None:
    answer = client.get("/api/v1/docs")
    page = answer.content.decode()
    assert answer.status_code == 200
    for path, method, one in operations(schema):
        assert f'id="{one["operationId"]}"' in page, f"{method} {path}"
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert re.findall(r'(?:src|href)="(?:https?:)?//', page) == []
    assert "<script" not in page
