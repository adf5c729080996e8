"""Whatever arrives, the answer is a clear problem and never a 500."""

import base64
import json
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.cast import Cast

URL = "/api/v1/organizations/acme/projects"


def post(cast: Cast, body: bytes, content_type: str = "application/json") -> Any:
    client = cast.client(cast.mia)
    return client.generic("POST", URL, body, content_type=content_type)


@pytest.mark.parametrize(
    "body", [b"", b"{", b"\xff", b"[]", b"null", b'"x"', b"1e999", b"NaN", b"[" * 200_000, b'{"name": NaN}']
)
def test_malformed_json_is_a_400_problem(cast: Cast, body: bytes) -> None:
    answer = post(cast, body)
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] in {"parse_error", "invalid"}


def test_another_content_type_is_a_415(cast: Cast) -> None:
    assert post(cast, b"name=x", "application/x-www-form-urlencoded").status_code == 415


def test_nul_and_lone_surrogates_are_cleaned_from_text(cast: Cast) -> None:
    answer = post(cast, b'{"name": "a\\u0000b\\ud800c \\ud83d\\ude00", "instructions": "\\udfff"}')
    assert answer.status_code == 201
    assert answer.json()["name"] == "abc \U0001f600"
    assert answer.json()["instructions"] == ""


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", "n" * 121), ("instructions", "i" * 20_001), ("name", {}), ("visibility", "secret"), ("name", "\u0000")],
)
def test_a_wrong_field_is_named(cast: Cast, field: str, value: Any) -> None:
    answer = post(cast, json.dumps({"name": "ok", field: value}).encode())
    assert answer.status_code == 400
    assert [e["field"] for e in answer.json()["errors"]] == [field]


def test_a_body_that_is_too_large_is_refused(cast: Cast) -> None:
    answer = post(cast, json.dumps({"name": "n", "instructions": "x" * 2_000_000}).encode())
    assert answer.status_code in {400, 413}
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("member", ["", "x", "1", "00000000-0000-0000-0000-00000000000", "%00"])
def test_a_malformed_id_in_a_query_is_a_400(cast: Cast, member: str) -> None:
    project = post(cast, b'{"name": "P"}').json()["id"]
    answer = cast.client(cast.mia).delete(f"{URL}/{project}/members?member={member}")
    assert answer.status_code == 400


@pytest.mark.parametrize("path", ["", "nowhere", "organizations/acme/nothing", "organizations/acme/projects/1", "me/"])
@pytest.mark.parametrize("method", ["get", "post", "delete"])
def test_an_unknown_path_is_a_404_problem(cast: Cast, path: str, method: str) -> None:
    answer = getattr(cast.client(cast.mia), method)(f"/api/v1/{path}")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert answer["Content-Type"] == "application/problem+json"


def test_a_wrong_method_is_a_405_problem(cast: Cast) -> None:
    answer = cast.client(cast.mia).put("/api/v1/me", {}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")


@pytest.mark.parametrize(
    "position", ["0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "2026-01-01T00:00+16:00"]
)
@pytest.mark.parametrize("path", ["me/tokens", "organizations/acme/conversations", "organizations/acme/tool-calls"])
def test_a_cursor_at_a_time_that_postgresql_does_not_know_is_a_404(cast: Cast, path: str, position: str) -> None:
    """Python's zones go up to 24 hours, PostgreSQL's up to 16."""
    cursor = base64.b64encode(urlencode({"p": position}).encode()).decode()
    answer = cast.client(cast.mia).get(f"/api/v1/{path}", {"cursor": cursor})
    assert answer.status_code == 404
