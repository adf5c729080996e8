"""Who am I: memberships, changes, and how strangers to the API are answered."""

import pytest
from rest_framework.test import APIClient

from tests.cast import Cast


def test_me_lists_every_membership_with_its_organization(cast: Cast) -> None:
    answer = cast.client(cast.mia).get("/api/v1/me")
    assert answer.status_code == 200
    assert answer.json()["email"] == "mia@acme.example"
    [membership] = answer.json()["memberships"]
    assert membership["role"] == "member"
    assert membership["organization"] == {
        "id": str(cast.acme.id),
        "slug": "acme",
        "name": "Acme",
        "plan": "team",
        "personal": False,
    }


def test_an_anonymous_request_is_a_401_problem(db: None) -> None:
    answer = APIClient().get("/api/v1/me")
    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "not_authenticated"


def test_a_person_changes_name_and_time_zone(cast: Cast) -> None:
    client = cast.client(cast.mia)
    answer = client.patch("/api/v1/me", {"name": "Mia K.", "time_zone": "Europe/Berlin"}, format="json")
    assert (answer.json()["name"], answer.json()["time_zone"]) == ("Mia K.", "Europe/Berlin")


def test_an_unknown_time_zone_is_refused_with_its_field(cast: Cast) -> None:
    answer = cast.client(cast.mia).patch("/api/v1/me", {"time_zone": "Mars/Olympus"}, format="json")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == "time_zone"


def _zone(cast: Cast, **changes: str) -> tuple[str, bool]:
    answer = cast.client(cast.mia).patch("/api/v1/me", changes, format="json")
    assert answer.status_code == 200
    return answer.json()["time_zone"], answer.json()["time_zone_chosen"]


def test_the_browsers_time_zone_is_taken_over_and_followed_until_a_person_chooses(cast: Cast) -> None:
    assert _zone(cast, name="Mia") == ("UTC", False)
    assert _zone(cast, browser_time_zone="Europe/Berlin") == ("Europe/Berlin", False)
    assert _zone(cast, browser_time_zone="Asia/Kolkata") == ("Asia/Kolkata", False)
    assert _zone(cast, time_zone="UTC") == ("UTC", True)
    assert _zone(cast, browser_time_zone="Europe/Berlin") == ("UTC", True)


@pytest.mark.parametrize("name", ["Mars/Olympus", "", "Etc/Unknown", "../../etc/passwd", "Europe", "europe/berlin "])
def test_a_time_zone_that_a_browser_made_up_is_ignored(cast: Cast, name: str) -> None:
    assert _zone(cast, browser_time_zone=name) == ("UTC", False)
