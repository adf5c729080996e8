"""Personal access tokens: made with a session, shown once, revoked at once, told to each organization."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from rest_framework.test import APIClient

from organizations.models import AccessToken, AuditEvent
from organizations.tenancy import tenant
from tests.cast import Cast
from tests.owner import set_as_owner

URL = "/api/v1/me/tokens"


def make(cast: Cast, name: str = "laptop") -> tuple[str, str]:
    answer = cast.client(cast.mia).post(URL, {"name": name}, format="json")
    assert answer.status_code == 201
    return answer.json()["id"], answer.json()["token"]


def bearer(token: str) -> APIClient:
    return APIClient(headers={"Authorization": f"Bearer {token}"})


def test_a_token_is_shown_once_and_stored_as_a_hash(cast: Cast) -> None:
    _, token = make(cast)
    assert token.startswith("sb_pat_") and len(token) == 7 + 43
    [listed] = cast.client(cast.mia).get(URL).json()["results"]
    assert set(listed) == {"id", "name", "prefix", "scopes", "created_at", "last_used_at", "expires_at"}
    assert token not in str(AccessToken.objects.values())


def test_a_token_acts_as_its_person_and_notes_its_use(cast: Cast) -> None:
    _, token = make(cast)
    client = bearer(token)
    assert client.get("/api/v1/me").json()["email"] == "mia@acme.example"
    project = client.post("/api/v1/organizations/acme/projects", {"name": "P"}, format="json")
    assert project.status_code == 201
    assert AccessToken.objects.get().last_used_at is not None
    with tenant(cast.acme.id):
        assert AuditEvent.objects.get(action="project.created").actor_kind == "token"


def test_a_revoked_token_stops_at_once(cast: Cast) -> None:
    token_id, token = make(cast)
    assert cast.client(cast.mia).delete(f"{URL}/{token_id}").status_code == 204
    assert bearer(token).get("/api/v1/me").status_code == 401
    assert cast.client(cast.mia).delete(f"{URL}/{token_id}").status_code == 404


def test_making_and_revoking_is_told_to_each_organization(cast: Cast) -> None:
    token_id, _ = make(cast)
    cast.client(cast.mia).delete(f"{URL}/{token_id}")
    with tenant(cast.acme.id):
        told = list(AuditEvent.objects.values_list("action", "subject_id"))
    assert told == [("token.revoked", token_id), ("token.created", token_id)]


def test_a_token_makes_no_tokens(cast: Cast) -> None:
    _, token = make(cast)
    answer = bearer(token).post(URL, {"name": "child"}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (403, "session_required")


def test_an_expired_token_and_a_disabled_person_are_401(cast: Cast) -> None:
    _, token = make(cast)
    AccessToken.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert bearer(token).get("/api/v1/me").status_code == 401
    AccessToken.objects.update(expires_at=timezone.now() + timedelta(days=1))
    set_as_owner(cast.mia.user, is_active=False)
    assert bearer(token).get("/api/v1/me").status_code == 401


@pytest.mark.parametrize("header", ["Bearer", "Bearer x", "Bearer sb_pat_", "Bearer sb_pat_" + "x" * 9000])
def test_a_wrong_token_is_a_401_that_names_the_scheme(cast: Cast, header: str) -> None:
    answer = APIClient(headers={"Authorization": header}).get("/api/v1/me")
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")


def test_another_persons_token_is_a_404(cast: Cast) -> None:
    token_id, _ = make(cast)
    assert cast.client(cast.gus).delete(f"{URL}/{token_id}").status_code == 404
    assert cast.client(cast.gus).get(URL).json()["results"] == []


@pytest.mark.parametrize("name", ["", " ", "n" * 81, None])
def test_a_token_needs_a_name(cast: Cast, name: str | None) -> None:
    assert cast.client(cast.mia).post(URL, {"name": name}, format="json").status_code == 400


def lifetime(token: dict[str, Any]) -> float:
    ends, made = (datetime.fromisoformat(token[name]) for name in ("expires_at", "created_at"))
    return (ends - made).total_seconds() / 86_400


@pytest.mark.parametrize(("asked", "days"), [({}, 90), ({"expires_in_days": 1}, 1), ({"expires_in_days": 365}, 365)])
def test_a_token_ends_after_ninety_days_or_when_asked(cast: Cast, asked: dict[str, Any], days: int) -> None:
    token = cast.client(cast.mia).post(URL, {"name": "t", **asked}, format="json").json()
    assert lifetime(token) == pytest.approx(days, abs=0.01)


@pytest.mark.parametrize("days", [0, -1, 366, 10**9, None, "never", 1.5])
def test_no_token_lives_longer_than_a_year_or_for_ever(cast: Cast, days: Any) -> None:
    answer = cast.client(cast.mia).post(URL, {"name": "t", "expires_in_days": days}, format="json")
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "expires_in_days")


def test_no_row_is_without_an_end(cast: Cast) -> None:
    make(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        AccessToken.objects.update(expires_at=None)


@pytest.mark.parametrize(
    ("asked", "scopes"),
    [
        ({}, ["read", "write", "approve"]),
        ({"scopes": ["read"]}, ["read"]),
        ({"scopes": ["approve", "read", "read"]}, ["read", "approve"]),
    ],
)
def test_a_token_has_the_scopes_asked_for_and_all_without(cast: Cast, asked: dict[str, Any], scopes: list[str]) -> None:
    made = cast.client(cast.mia).post(URL, {"name": "t", **asked}, format="json").json()
    assert made["scopes"] == scopes
    assert cast.client(cast.mia).get(URL).json()["results"][0]["scopes"] == scopes


@pytest.mark.parametrize("scopes", [[], ["admin"], "read", None, [None], [["read"]], {"read": True}])
def test_a_wrong_scope_makes_no_token(cast: Cast, scopes: Any) -> None:
    answer = cast.client(cast.mia).post(URL, {"name": "t", "scopes": scopes}, format="json")
    assert answer.status_code == 400
    assert not AccessToken.objects.exists()


def test_the_last_use_is_noted_to_the_minute(cast: Cast) -> None:
    _, token = make(cast)
    bearer(token).get("/api/v1/me")
    used = AccessToken.objects.get().last_used_at
    assert used is not None and (used.second, used.microsecond) == (0, 0)
    an_hour_ago = used - timedelta(hours=1)
    AccessToken.objects.update(last_used_at=an_hour_ago)
    bearer(token).get("/api/v1/me")
    noted = AccessToken.objects.get().last_used_at
    assert noted is not None and noted > an_hour_ago
