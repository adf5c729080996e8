"""A field or filter that nobody knows is a 422 that names it, on every route that takes one."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import resolve

from organizations.api.base import ClosedView, PagedView
from organizations.models import Invitation
from organizations.sealing import token_hash
from organizations.tenancy import tenant
from tests.acme_rows import address_parts
from tests.cast import Cast
from tests.edge.routes import NAMED, UUID, all_routes, plain_path

BODIES = ("POST", "PUT", "PATCH")
GIVEN = {"org": "acme", "token": "invited", "token_id": UUID}  # refused before a token is looked for
UNKNOWN = ["no_such_name", "Member", "ids[]", "connection", "audience", "name", ""]


def _view(route: str) -> Any:
    return getattr(resolve(plain_path(route)).func, "view_class", None)


def _api_routes() -> Iterator[tuple[str, str, Any]]:
    for route in sorted(set(all_routes())):
        if route.startswith("api/v1/") and (view := _view(route)) is not None:
            for method in ("GET", "DELETE", *BODIES):
                if hasattr(view, method.lower()):
                    yield route, method, view


ROUTES = list(_api_routes())
TAKING = [(route, method) for route, method, _ in ROUTES if method in BODIES]
REMOVING = [route for route, method, _ in ROUTES if method == "DELETE"]
NOT_OURS = {"api/v1/schema"}  # drf-spectacular's own
LISTS = [route for route, method, view in ROUTES if method == "GET" and issubclass(view, PagedView)]


@pytest.fixture
def addresses(cast: Cast) -> Any:
    def address(route: str) -> str:
        names = {name for _, name in NAMED.findall(route)}
        values = address_parts(cast, names - set(GIVEN)) | GIVEN
        return "/" + NAMED.sub(lambda found: str(values[found[2]]), route)

    with tenant(cast.acme.id):
        for person, token in ((cast.ada, "other"), (cast.mia, "invited")):
            Invitation.objects.create(
                organization=cast.acme, email=person.user.email, token_hash=token_hash(token), invited_by=cast.ada
            )
    return address


def test_the_walk_finds_the_routes() -> None:
    assert len(TAKING) > 20 and len(LISTS) > 12 and len(REMOVING) > 9
    assert {route for route, _, view in ROUTES if not issubclass(view, ClosedView)} == NOT_OURS


# All names at once for a route: the people of a test cost more than its requests.
@pytest.mark.parametrize(("route", "method"), TAKING)
def test_an_unknown_field_is_named(route: str, method: str, cast: Cast, addresses: Any) -> None:
    url, clients = addresses(route), [cast.client(person) for person in _both(cast)]
    for field in ("no_such_field", "expiress_at", "Name", "name ", "__class__", ""):
        answers = [client.generic(method, url, _json({field: 1}), "application/json") for client in clients]
        _names(field, answers)


@pytest.mark.parametrize(("route", "method"), [(route, method) for route, method, _ in ROUTES if route not in NOT_OURS])
def test_a_query_that_is_not_known_is_named_whatever_the_method(
    route: str, method: str, cast: Cast, addresses: Any
) -> None:
    url, clients = addresses(route), [cast.client(person) for person in _both(cast)]
    for name in UNKNOWN:
        _names(name, [client.generic(method, f"{url}?{name}=x") for client in clients])


def _names(name: str, answers: list[Any]) -> None:
    """Everybody is refused, and who may ask at all is told this name."""
    assert not [answer.status_code for answer in answers if answer.status_code < 400], name
    problem = next(answer.json() for answer in answers if answer.status_code == 422)
    assert (problem["code"], [error["field"] for error in problem["errors"]]) == ("unknown_field", [name])


@pytest.mark.parametrize("route", REMOVING)
def test_a_removal_takes_no_body_that_it_would_leave_unread(route: str, cast: Cast, addresses: Any) -> None:
    url, clients = addresses(route), [cast.client(person) for person in _both(cast)]
    for field, value in {"ids": ["a"], "connection": "a", "": 1}.items():
        _names(field, [client.delete(url, {field: value}, format="json") for client in clients])


@pytest.mark.parametrize("route", REMOVING)
def test_a_removal_takes_no_body_of_another_kind(route: str, cast: Cast, addresses: Any) -> None:
    url, clients = addresses(route), [cast.client(person) for person in _both(cast)]
    for body in (["a"], "a", 1, None, []):
        answers = [client.generic("DELETE", url, _json(body), "application/json") for client in clients]
        answered = {answer.status_code for answer in answers}
        assert answered <= {400, 403, 404} and 400 in answered, body


def test_the_tokens_live_when_a_removal_of_some_is_refused(cast: Cast) -> None:
    mia = cast.client(cast.mia)
    for name in ("t0", "t1"):
        assert mia.post("/api/v1/me/tokens", {"name": name, "scopes": ["read"]}, format="json").status_code == 201
    mine = [row["id"] for row in mia.get("/api/v1/me/tokens").json()["results"]]
    assert mia.delete("/api/v1/me/tokens?name=t0").status_code == 422
    assert mia.delete("/api/v1/me/tokens", {"ids": mine[:1]}, format="json").status_code == 422
    assert len(mia.get("/api/v1/me/tokens").json()["results"]) == 2
    assert mia.delete("/api/v1/me/tokens", {}, format="json").status_code == 204
    assert mia.get("/api/v1/me/tokens").json()["results"] == []


def test_a_refused_query_does_not_use_up_its_idempotency_key(cast: Cast) -> None:
    url, headers = "/api/v1/organizations/acme/projects", {"Idempotency-Key": "once"}
    ada = cast.client(cast.ada)
    assert ada.post(f"{url}?visibility=public", {"name": "P"}, format="json", headers=headers).status_code == 422
    assert ada.post(url, {"name": "P"}, format="json", headers=headers).status_code == 201


def test_a_stranger_is_told_of_no_names(cast: Cast) -> None:
    for method in ("GET", "POST", "DELETE"):
        answer = cast.client(cast.gus).generic(method, "/api/v1/organizations/acme/projects?x=1")
        assert answer.status_code in {404, 405}


def test_a_method_that_is_not_there_is_still_a_405(cast: Cast) -> None:
    assert cast.client(cast.mia).put("/api/v1/me?x=1", {"y": 1}, format="json").status_code == 405


def test_the_events_of_a_turn_take_no_query(cast: Cast, addresses: Any) -> None:
    url = addresses("api/v1/organizations/<slug:org>/turns/<uuid:turn_id>/events")
    answer = cast.client(cast.mia).get(f"{url}?after=3")
    assert (answer.status_code, answer.json()["code"]) == (422, "unknown_field")


@pytest.mark.parametrize("path", ["me", "organizations/acme", "organizations/acme/projects", "me/tokens"])
def test_the_format_may_be_named(path: str, cast: Cast) -> None:
    assert cast.client(cast.mia).get(f"/api/v1/{path}?format=json").status_code == 200


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


@pytest.mark.parametrize("sign", ["\\u0000", "\\ud800"])
def test_a_field_does_not_become_a_known_one_by_being_cleaned(sign: str, cast: Cast) -> None:
    """Left in, it stands beside the known one, and the wide word wins over the narrow one."""
    body = f'{{"name": "x", "visibility": "private", "visibility{sign}": "public"}}'
    answer = cast.client(cast.ada).generic("POST", "/api/v1/organizations/acme/projects", body, "application/json")
    assert answer.status_code in {400, 422}
    body = f'{{"name": "x", "scopes": ["read"], "scopes{sign}": ["read", "write", "approve"]}}'
    answer = cast.client(cast.ada).generic("POST", "/api/v1/me/tokens", body, "application/json")
    assert answer.status_code in {400, 422}


def test_a_narrowed_request_does_nothing_rather_than_more(cast: Cast, addresses: Any) -> None:
    url = addresses("api/v1/organizations/<slug:org>/conversations/<uuid:conversation_id>/shares")
    wanted = {"audience": "organization", "expiress_at": "2026-12-01T00:00:00Z"}
    assert cast.client(cast.mia).post(url, wanted, format="json").status_code == 422
    assert cast.client(cast.mia).get(url).json()["results"] == []


def test_a_removal_that_names_nobody_known_removes_nobody(cast: Cast, addresses: Any) -> None:
    url = addresses("api/v1/organizations/<slug:org>/projects/<uuid:project_id>/members")
    for name in ("membr", "member_id"):
        assert cast.client(cast.mia).delete(f"{url}?{name}={cast.mia.id}").status_code == 422
    assert cast.client(cast.mia).delete(f"{url}?member={cast.mia.id}&x=1").status_code == 422
    answers = [
        cast.client(cast.mia).delete(f"{url}?member={cast.mia.id}&member={cast.max.id}"),
        cast.client(cast.mia).delete(f"{url}?member={cast.mia.id}", {"member": str(cast.max.id)}, format="json"),
        cast.client(cast.mia).delete(f"{url}?member="),
        cast.client(cast.mia).delete(url),
    ]
    assert [(a.status_code, [e["field"] for e in a.json()["errors"]]) for a in answers] == [
        (400, ["member"]),
        (422, ["member"]),
        (400, ["member"]),
        (400, ["member"]),
    ]


def _both(cast: Cast) -> tuple[Any, Any]:
    return cast.ada, cast.mia


def _json(value: Any) -> bytes:
    return json.dumps(value).encode()
