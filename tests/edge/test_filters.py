"""A filter narrows or is refused and named: blank, given twice or unknown, it would show everything, or nothing."""

from collections.abc import Iterator

import pytest
from django.http import HttpResponse

from tests.cast import Cast
from tests.edge.test_unknown_fields import ROUTES
from tests.factories import make_conversation, make_design

ACME = "/api/v1/organizations/acme"
CHAT = "<uuid:conversation_id>"
DESIGN = "<uuid:design_id>"
GOOD = {
    "category": "productivity",
    "effect": "read",
    "interactive": "true",
    "state": "enabled",
    "status": "awaiting_approval",
    "project": "00000000-0000-4000-8000-000000000000",
    "action": "member.joined",
    "subject": "x",
    "q": "word",
    "order": "newest_first",
    "version": "1",
    "file_type": "pdf",
}
# Where one name has other values.
GOOD_THERE = {("/connector-requests", "status"): "open"}
FREE = {"q"}  # may be blank: nothing was typed yet
ANY_WORDS = {"q", "action", "subject"}


def _filters() -> Iterator[tuple[str, str]]:
    for route, method, view in ROUTES:
        if method == "GET" and (shape := getattr(view, "queries", {}).get("GET")):
            for name in shape().fields:
                yield route.removeprefix("api/v1/organizations/<slug:org>"), name


FILTERS = sorted(_filters())


def _get(cast: Cast, address: str) -> HttpResponse:
    """Ada's answer; a chat and a design in the path are hers."""
    if DESIGN in address:
        address = address.replace(DESIGN, str(make_design(make_conversation(cast.ada)).id))
    if CHAT in address:
        address = address.replace(CHAT, str(make_conversation(cast.ada).id))
    return cast.client(cast.ada).get(f"{ACME}{address}")


def _refused(cast: Cast, address: str, name: str) -> None:
    answer = _get(cast, address)
    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == [name]


def test_the_walk_finds_the_filters() -> None:
    assert {("/conversations", "project"), ("/tool-calls", "status"), ("/audit-events", "action")} <= set(FILTERS)
    assert {name for _, name in FILTERS} == set(GOOD)


@pytest.mark.parametrize(("path", "name"), FILTERS)
def test_a_filter_with_a_value_is_answered(path: str, name: str, cast: Cast) -> None:
    assert _get(cast, f"{path}?{name}={GOOD_THERE.get((path, name), GOOD[name])}").status_code == 200


@pytest.mark.parametrize(("path", "name"), [each for each in FILTERS if each[1] not in FREE])
@pytest.mark.parametrize("blank", ["", "%20", "%09"])
def test_a_blank_filter_is_refused(path: str, name: str, blank: str, cast: Cast) -> None:
    _refused(cast, f"{path}?{name}={blank}", name)


@pytest.mark.parametrize(("path", "name"), [each for each in FILTERS if each[1] not in ANY_WORDS])
@pytest.mark.parametrize("value", ["nonsense", "null", "None", "%5B%5D", "0x", "true,false"])
def test_a_value_that_the_filter_does_not_have_is_refused(path: str, name: str, value: str, cast: Cast) -> None:
    _refused(cast, f"{path}?{name}={value}", name)


@pytest.mark.parametrize(("path", "name"), FILTERS)
def test_a_filter_given_twice_is_refused(path: str, name: str, cast: Cast) -> None:
    for again in (GOOD[name], "", "other"):
        _refused(cast, f"{path}?{name}={GOOD[name]}&{name}={again}", name)
        _refused(cast, f"{path}?{name}={again}&{name}={GOOD[name]}", name)


@pytest.mark.parametrize("name", ["cursor", "page_size", "format"])
def test_a_page_is_asked_for_once(name: str, cast: Cast) -> None:
    _refused(cast, f"/projects?{name}=json&{name}=json", name)


@pytest.mark.parametrize(("path", "name"), [each for each in FILTERS if each[1] in FREE])
def test_free_text_may_be_blank(path: str, name: str, cast: Cast) -> None:
    assert _get(cast, f"{path}?{name}=").status_code == 200
