"""The audit log: owners and auditors read it, newest first, filtered; nothing of others in it."""

import pytest

from organizations.audit import record
from organizations.tenancy import tenant
from tests.cast import Cast

URL = "/api/v1/organizations/acme/audit-events"


@pytest.fixture
def told(cast: Cast) -> Cast:
    """Three events at Acme and one at Globex."""
    with tenant(cast.acme.id):
        for action in ("a.first", "a.second", "a.third"):
            record(actor=cast.actor(cast.mia), action=action, subject=cast.mia, count=1)
    with tenant(cast.globex.id):
        record(actor=cast.actor(cast.gus), action="g.first", subject=cast.gus)
    return cast


def test_an_owner_reads_newest_first(told: Cast) -> None:
    listed = told.client(told.ada).get(URL).json()["results"]
    assert [e["action"] for e in listed] == ["a.third", "a.second", "a.first"]
    assert listed[0]["actor"] == {"kind": "member", "id": str(told.mia.id), "name": "Mia Kern"}
    assert listed[0]["subject"] == {"type": "membership", "id": str(told.mia.id)}
    assert listed[0]["data"] == {"count": 1}


def test_filters_narrow_by_action_and_subject(told: Cast) -> None:
    client = told.client(told.ada)
    assert len(client.get(f"{URL}?action=a.second").json()["results"]) == 1
    assert len(client.get(f"{URL}?subject={told.mia.id}").json()["results"]) == 3
    assert client.get(f"{URL}?subject={told.max.id}").json()["results"] == []


@pytest.mark.parametrize("query", ["action=\ufffd", "action=nobody.did", "page_size=0", "page_size=x"])
def test_a_strange_filter_is_no_error(told: Cast, query: str) -> None:
    assert told.client(told.ada).get(f"{URL}?{query}").status_code == 200


@pytest.mark.parametrize("cursor", ["bz05OTk5OTk5OTk5", "", "cj0xJnA9"])
def test_a_strange_cursor_is_no_error(told: Cast, cursor: str) -> None:
    assert told.client(told.ada).get(f"{URL}?cursor={cursor}").status_code in {200, 404}


@pytest.mark.parametrize("query", ["action=%00", "subject=%ff", "cursor=%00", "action=" + "x" * 65, "no_such_filter=x"])
def test_a_filter_that_cannot_be_meant_is_refused(told: Cast, query: str) -> None:
    assert told.client(told.ada).get(f"{URL}?{query}").status_code in {400, 422}


@pytest.mark.parametrize("cursor", ["x", "cD1hYmM=", "cD0A"])
def test_a_broken_cursor_is_a_404(told: Cast, cursor: str) -> None:
    answer = told.client(told.ada).get(f"{URL}?cursor={cursor}")
    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"


def test_an_auditor_reads_and_a_member_is_refused_and_noted(told: Cast) -> None:
    with tenant(told.acme.id):
        told.max.change_role("auditor")
    assert told.client(told.max).get(URL).status_code == 200
    answer = told.client(told.mia).get(URL)
    assert (answer.status_code, answer.json()["code"]) == (403, "auditor_required")
    latest = told.client(told.ada).get(URL).json()["results"][0]
    assert (latest["action"], latest["data"]) == ("audit.read_denied", {"code": "auditor_required"})
