"""What neither PostgreSQL nor Django can hold is refused before any view sees it: never a 500, on no route."""

import itertools
import json
from typing import Any
from urllib.parse import urlencode

import pytest
from asgiref.testing import ApplicationCommunicator
from django.test import Client

from config.edge.handler import OneThreadHandler
from tests.cast import Cast
from tests.edge.routes import all_routes, paths_with, plain_path, query_names
from tests.owner import set_as_owner
from tests.signed_in import sign_in_as

BROKEN = ["%00", "a%00b", "%FF"]
every_route = pytest.mark.parametrize("route", sorted(set(all_routes())))


@pytest.fixture
def inside(cast: Cast) -> Client:
    """Somebody whom every site admits; server errors are answers, as in production."""
    set_as_owner(cast.ada.user, is_staff=True, is_superuser=True)
    client = Client(raise_request_exception=False)
    sign_in_as(client, cast.ada.user)
    return client


@every_route
def test_a_path_that_can_name_nothing_is_a_404(route: str, inside: Client) -> None:
    for method, broken in itertools.product(("GET", "POST"), BROKEN):
        for path in paths_with(route, broken):
            answer = inside.generic(method, path, b"{}", content_type="application/json")
            assert answer.status_code != 500, (method, path)  # 503: the front end is not built
            assert answer.status_code == 404 or "%00" not in path, (method, path, answer.status_code)


@every_route
def test_a_query_that_cannot_be_held_is_a_400(route: str, inside: Client) -> None:
    for query in [*(f"{name}=a%00b" for name in query_names()), "%00=x", "q=%ff", "q=%ed%a0%80"]:
        answer = inside.get(f"{plain_path(route)}?{query}")
        assert answer.status_code == 400, (query, answer.status_code)
        assert answer.json()["code"] == "invalid_characters"


PATHS = ["/api/v1/me", "/_allauth/browser/v1/auth/session", "/admin/", "/owner/", "/shared/x", "/oauth/callback", "/"]
KINDS = ["text/plain", "application/json", "multipart/form-data; boundary=b"]
every_path = pytest.mark.parametrize("path", PATHS)


HEADS = [
    {"User-Agent": "a\0b"},
    {"Idempotency-Key": "a\0"},
    {"X-Client": "\x01ios"},
    {"X-Password-Reset-Key": "a\0"},
    {"X-Forwarded-For": "\0"},
    {"Accept": "text/html\n\n"},
    {"Cookie": "sessionid_8000=a\0b"},
]


# All cases of a path in one test, here and below: the people of a test cost more than a refusal.
@every_path
def test_a_head_that_cannot_be_held_is_a_400(path: str, db: None) -> None:
    for head in HEADS:
        answer = Client(raise_request_exception=False).get(path, headers=head)
        assert answer.status_code == 400, head
        assert "invalid_characters" in answer.content.decode() or "text/html" in head.get("Accept", ""), head


@every_path
def test_a_cookie_that_cannot_be_ours_counts_as_none(path: str, db: None) -> None:
    # As long as a key of a session is at least: shorter ones are looked up nowhere.
    for cookie in ('sessionid_8000="abcdefgh\\000"', 'csrftoken_8000="\\000"; other="\\000"'):
        with_it, without = (Client(headers=headers).get(path) for headers in ({"Cookie": cookie}, {}))
        assert with_it.status_code == without.status_code, cookie


@every_path
def test_another_encoding_than_utf_8_is_a_415(path: str, inside: Client) -> None:
    for kind, charset in itertools.product(KINDS, ("utf-16", "utf-7", "idna", "latin-1", "no-such-thing")):
        for method in ("GET", "POST"):
            answer = inside.generic(method, f"{path}?q=a", b"{}", content_type=f"{kind}; charset={charset}")
            assert answer.status_code == 415, (method, kind, charset)


@pytest.mark.parametrize("path", ["/owner/organizations/project/", "/admin/organizations/organization/", "/shared/x"])
@pytest.mark.parametrize("form", [{"action": "a\0b"}, {"a\0": "x"}, {"_selected_action": ["x", "\0"]}])
def test_a_form_that_cannot_be_held_is_a_400(path: str, form: dict[str, Any], inside: Client) -> None:
    assert inside.post(path, form).json()["code"] == "invalid_characters"
    quoted = urlencode(form, doseq=True)
    answer = inside.post(path, quoted, content_type="application/x-www-form-urlencoded")
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_characters")


@pytest.mark.parametrize("path", ["/api/v1/me", "/_allauth/browser/v1/auth/login", "/_allauth/browser/v1/auth/signup"])
@pytest.mark.parametrize(
    "kind", ["multipart/form-data; boundary=b", "text/plain", "application/x-www-form-urlencoded", ""]
)
def test_only_json_has_a_way_into_the_api(path: str, kind: str, inside: Client) -> None:
    body = json.dumps({"email": "a\ud800\0@b.example", "password": "\ud800"}).encode()
    for method in ("POST", "PATCH"):
        answer = inside.generic(method, path, body, content_type=kind, headers={"Idempotency-Key": "k"})
        assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")


@pytest.mark.parametrize("number", ["1e99999", "-1e99999", "Infinity", "NaN", "1" * 5000])
def test_a_number_that_postgresql_cannot_hold_is_refused(number: str, inside: Client) -> None:
    for path in ("/api/v1/me", "/_allauth/browser/v1/auth/login"):
        method = "PATCH" if path.endswith("me") else "POST"
        answer = inside.generic(method, path, b'{"name": %s}' % number.encode(), content_type="application/json")
        assert answer.status_code == 400
        assert answer.json()["code"] in {"parse_error", "number_not_exact"}


@pytest.mark.parametrize("query", ["q=a%20b", "q=%F0%9F%98%80", "q=%2500", "q=\\0", "q=a+b%C3%A9"])
def test_ordinary_text_goes_through(query: str, inside: Client) -> None:
    assert inside.get(f"/api/v1/organizations/acme/projects?{query}").status_code in {200, 422}
    assert inside.get(f"/owner/organizations/project/?{query}", headers={"User-Agent": "Zo\u00eb\t1"}).status_code < 400


@pytest.mark.parametrize("lookup", ["", "__lt", "__gte", "__exact", "__in"])
@pytest.mark.parametrize("time", ["0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "99999-01-01", "x"])
def test_a_time_that_postgresql_does_not_know_filters_nothing(lookup: str, time: str, inside: Client) -> None:
    answer = inside.get("/owner/connectors/connector/", {f"disabled_at{lookup}": time})
    assert answer.status_code in {302, 400}


@pytest.mark.anyio
async def test_a_query_that_a_server_hands_on_in_raw_bytes_is_refused_and_kept_nowhere() -> None:
    """Our server refuses it by itself; another may not, and no middleware sees what Django cannot make a request of."""
    scope = {"type": "http", "method": "GET", "path": "/", "query_string": b"q=\xff", "headers": []}
    web = ApplicationCommunicator(OneThreadHandler(), scope)
    await web.send_input({"type": "http.request", "body": b"", "more_body": False})
    start, rest = await web.receive_output(), await web.receive_output()
    headers = {name.lower(): value for name, value in start["headers"]}
    assert (start["status"], headers[b"cache-control"]) == (400, b"private, no-store")
    assert json.loads(rest["body"])["code"] == "invalid_characters"
