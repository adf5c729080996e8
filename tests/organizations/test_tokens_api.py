"""Personal access tokens: made with a session, shown once, revoked at once, told to each organization."""

from datetime import timedelta

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from organizations.models import AccessToken, AuditEvent
from organizations.tenancy import tenant
from tests.cast import Cast

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
    assert set(listed) == {"id", "name", "prefix", "created_at", "last_used_at", "expires_at"}
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
    AccessToken.objects.update(expires_at=None)
    cast.mia.user.is_active = False
    cast.mia.user.save()
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
