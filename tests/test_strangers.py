"""A stranger gets 404 on every route of an organization, with the body of a missing one (credentials-C6).

Walks the URLconf, so that a new route is covered on the day it is added.
"""

import re
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections
from django.urls import URLPattern, URLResolver, get_resolver
from rest_framework.test import APIClient

from tests.acme_rows import ROWS, address_parts
from tests.cast import Cast

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
PARAMETER = re.compile(r"<(?:(\w+):)?(\w+)>")


def _routes(patterns: list[Any], prefix: str = "") -> Iterator[str]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern) and "<slug:org>" in route:
            yield route


ROUTES = sorted(set(_routes(get_resolver().url_patterns)))
every_route = pytest.mark.parametrize("route", ROUTES)


@pytest.fixture(autouse=True)
def _kept_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """Streams give their connection back before they start; here it holds the test's transaction."""
    monkeypatch.setattr(connections, "close_all", lambda: None)


def names_in(route: str) -> set[str]:
    return {name for _, name in PARAMETER.findall(route)} - {"org"}


def uuids_in(route: str) -> set[str]:
    return {name for kind, name in PARAMETER.findall(route) if kind == "uuid"}


def fill(route: str, values: dict[str, object]) -> str:
    return "/" + PARAMETER.sub(lambda found: str(values[found[2]]), route)


def ask(gus: APIClient, method: str, url: str) -> tuple[int, bytes]:
    """Status and body of Gus's request."""
    answer: Any = gus.generic(method, url, b"{}", content_type="application/json")
    return answer.status_code, b"".join(answer) if answer.streaming else answer.content


def test_the_walk_finds_the_routes() -> None:
    assert "api/v1/organizations/<slug:org>/projects/<uuid:project_id>/members" in ROUTES
    assert len(ROUTES) > 30


@every_route
def test_every_name_in_a_path_has_a_row(route: str) -> None:
    assert names_in(route) <= set(ROWS), "add it to tests/acme_rows.py"


@every_route
def test_a_stranger_gets_404_with_the_body_of_a_missing_organization(route: str, cast: Cast) -> None:
    values = address_parts(cast, names_in(route))
    gus = cast.client(cast.gus)
    for method in METHODS:
        foreign = ask(gus, method, fill(route, {**values, "org": "acme"}))
        missing = ask(gus, method, fill(route, {**values, "org": "no-such-organization"}))
        assert foreign[0] == 404, f"{method} answered {foreign}"
        assert foreign == missing


@pytest.mark.parametrize("route", [route for route in ROUTES if uuids_in(route)])
def test_a_foreign_row_looks_missing_from_within_ones_own_organization(route: str, cast: Cast) -> None:
    values = address_parts(cast, names_in(route))
    random = values | {name: uuid.uuid4() for name in uuids_in(route)}
    gus = cast.client(cast.gus)
    for method in METHODS:
        foreign = ask(gus, method, fill(route, {**values, "org": "globex"}))
        missing = ask(gus, method, fill(route, {**random, "org": "globex"}))
        assert foreign == missing, method
        assert foreign[0] in {400, 404, 405} or method == "OPTIONS", f"{method} answered {foreign}"


@every_route
def test_the_signed_out_get_401_or_404(route: str, cast: Cast, client: Any) -> None:
    values = address_parts(cast, names_in(route))
    answer = client.get(fill(route, {**values, "org": "acme"}))
    assert answer.status_code in {401, 404}
    assert answer["Content-Type"] == "application/problem+json"
