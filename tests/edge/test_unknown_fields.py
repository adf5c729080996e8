"""A field or filter that nobody knows is a 422 that names it, on every route that takes one."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import resolve

from organizations.api.listing import PagedView
from organizations.models import Invitation
from organizations.opaque_tokens import token_hash
from organizations.tenancy import tenant
from tests.acme_rows import address_parts
from tests.cast import Cast
from tests.edge.routes import NAMED, all_routes, plain_path

BODIES = ("POST", "PUT", "PATCH")


def _view(route: str) -> Any:
    return getattr(resolve(plain_path(route)).func, "view_class", None)


def _api_routes() -> Iterator[tuple[str, str, Any]]:
    for route in sorted(set(all_routes())):
        if route.startswith("api/v1/") and (view := _view(route)) is not None:
            for method in ("GET", *BODIES):
                if hasattr(view, method.lower()):
                    yield route, method, view


ROUTES = list(_api_routes())
TAKING = [(route, method) for route, method, _ in ROUTES if method in BODIES]
LISTS = [route for route, method, view in ROUTES if method == "GET" and issubclass(view, PagedView)]


@pytest.fixture
def addresses(cast: Cast) -> Any:
    def address(route: str) -> str:
        names = {name for _, name in NAMED.findall(route)}
        values = address_parts(cast, names - {"org", "token"}) | {"org": "acme", "token": "invited"}
        return "/" + NAMED.sub(lambda found: str(values[found[2]]), route)

    with tenant(cast.acme.id):
        for person, token in ((cast.ada, "other"), (cast.mia, "invited")):
            Invitation.objects.create(
                organization=cast.acme, email=person.user.email, token_hash=token_hash(token), invited_by=cast.ada
            )
    return address


def test_the_walk_finds_the_routes() -> None:
    assert len(TAKING) > 20 and len(LISTS) > 12


@pytest.mark.parametrize(("route", "method"), TAKING)
@pytest.mark.parametrize("field", ["no_such_field", "expiress_at", "Name", "name ", "__class__", ""])
def test_an_unknown_field_is_named(route: str, method: str, field: str, cast: Cast, addresses: Any) -> None:
    url = addresses(route)
    answers = [
        cast.client(person).generic(method, url, _json({field: 1}), "application/json") for person in _both(cast)
    ]
    assert not [answer.status_code for answer in answers if answer.status_code < 400]
    problem = next(answer.json() for answer in answers if answer.status_code == 422)
    assert problem["code"] == "unknown_field"
    assert [error["field"] for error in problem["errors"]] == [field]


@pytest.mark.parametrize("route", LISTS)
@pytest.mark.parametrize("name", ["no_such_filter", "Status", "project_id", "q[]"])
def test_an_unknown_filter_is_named(route: str, name: str, cast: Cast, addresses: Any) -> None:
    url = addresses(route)
    answers = [cast.client(person).get(f"{url}?{name}=x&page_size=5") for person in _both(cast)]
    problem = next(answer.json() for answer in answers if answer.status_code == 422)
    assert [error["field"] for error in problem["errors"]] == [name]


@pytest.mark.parametrize("route", LISTS)
def test_a_page_is_asked_for_as_before(route: str, cast: Cast, addresses: Any) -> None:
    url = addresses(route)
    assert 200 in [cast.client(person).get(f"{url}?page_size=5").status_code for person in _both(cast)]


@pytest.mark.parametrize(
    ("path", "body", "names"),
    [
        ("", {"name": "A", "settings": {"external_sharin": False}}, ["settings.external_sharin"]),
        ("", {"settings": {"public_projects": False, "x": {"y": 1}}, "plan": "max"}, ["plan", "settings.x"]),
        ("", {"setting": {"external_sharing": False}}, ["setting"]),
    ],
)
def test_a_nested_field_is_named_by_its_path(path: str, body: Any, names: list[str], cast: Cast) -> None:
    answer = cast.client(cast.ada).patch(f"/api/v1/organizations/acme{path}", body, format="json")
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == names
    cast.acme.refresh_from_db()
    assert (cast.acme.name, cast.acme.plan, cast.acme.public_projects) == ("Acme", "team", True)


def test_a_narrowed_request_does_nothing_rather_than_more(cast: Cast, addresses: Any) -> None:
    url = addresses("api/v1/organizations/<slug:org>/conversations/<uuid:conversation>/shares")
    wanted = {"audience": "organization", "expiress_at": "2026-12-01T00:00:00Z"}
    assert cast.client(cast.mia).post(url, wanted, format="json").status_code == 422
    assert cast.client(cast.mia).get(url).json()["results"] == []


def test_a_removal_that_names_nobody_known_removes_nobody(cast: Cast, addresses: Any) -> None:
    url = addresses("api/v1/organizations/<slug:org>/projects/<uuid:project_id>/members")
    for name in ("membr", "member_id"):
        assert cast.client(cast.mia).delete(f"{url}?{name}={cast.mia.id}").status_code == 422
    assert cast.client(cast.mia).delete(f"{url}?member={cast.mia.id}&x=1").status_code == 422


def _both(cast: Cast) -> tuple[Any, Any]:
    return cast.ada, cast.mia


def _json(value: Any) -> bytes:
    return json.dumps(value).encode()
