"""Idempotency-Key: one answer per key, whatever is repeated."""

from typing import Any

import pytest

from organizations.models import IdempotentAnswer, Project
from organizations.tenancy import tenant
from tests.cast import Cast
from tests.owner import as_owner

URL = "/api/v1/organizations/acme/projects"


def send(cast: Cast, key: str = "k1", name: str = "Once", url: str = URL, person: str = "mia") -> Any:
    client = cast.client(getattr(cast, person))
    return client.post(url, {"name": name}, format="json", headers={"Idempotency-Key": key})


def projects(cast: Cast) -> int:
    with tenant(cast.acme.id):
        return Project.objects.count()


def test_a_repeat_gets_the_first_answer_and_does_nothing(cast: Cast) -> None:
    first, second = send(cast), send(cast)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert projects(cast) == 1


def test_another_key_or_no_key_does_the_work_again(cast: Cast) -> None:
    send(cast), send(cast, key="k2"), send(cast, key="")
    assert projects(cast) == 3


def test_a_key_is_its_persons_own(cast: Cast) -> None:
    send(cast), send(cast, person="max")
    assert projects(cast) == 2


def test_a_key_for_another_request_is_a_conflict(cast: Cast) -> None:
    send(cast)
    answer = send(cast, name="Other")
    assert (answer.status_code, answer.json()["code"]) == (409, "idempotency_key_reused")


def test_an_answer_with_a_secret_is_not_kept(cast: Cast) -> None:
    first = send(cast, url="/api/v1/me/tokens")
    second = send(cast, url="/api/v1/me/tokens")
    assert first.status_code == 201
    assert (second.status_code, second.json()["code"]) == (409, "idempotency_secret")
    assert first.json()["token"] not in str(IdempotentAnswer.objects.values())


def test_a_refusal_is_not_kept(cast: Cast) -> None:
    refused = send(cast, name="")
    assert refused.status_code == 400
    assert send(cast, name="Now with a name").status_code == 201


def test_a_deletion_repeats_as_done(cast: Cast) -> None:
    project = send(cast).json()["id"]
    client = cast.client(cast.mia)
    headers = {"Idempotency-Key": "gone"}
    assert [client.delete(f"{URL}/{project}", headers=headers).status_code for _ in range(2)] == [204, 204]


def test_a_request_that_is_still_being_answered_is_a_conflict_for_a_minute(cast: Cast) -> None:
    send(cast)
    as_owner("UPDATE organizations_idempotentanswer SET status = NULL, body = NULL")
    answer = send(cast)
    assert (answer.status_code, answer.json()["code"]) == (409, "idempotency_in_progress")
    as_owner("UPDATE organizations_idempotentanswer SET created_at = now() - interval '2 minutes'")
    assert send(cast).status_code == 201


def test_a_key_is_free_again_after_a_day(cast: Cast) -> None:
    send(cast)
    as_owner("UPDATE organizations_idempotentanswer SET created_at = now() - interval '2 days'")
    assert send(cast, name="Another").status_code == 201
    assert projects(cast) == 2


@pytest.mark.parametrize("key", ["k" * 201, "ä\x01"])
def test_a_strange_key_is_a_400(cast: Cast, key: str) -> None:
    assert send(cast, key=key).status_code == 400


def test_a_stranger_learns_nothing_from_a_key(cast: Cast) -> None:
    send(cast)
    assert send(cast, person="gus").status_code == 404
