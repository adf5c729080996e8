"""The model knows whom it talks with, and what day and hour it is there."""

from datetime import UTC, datetime

import pytest

from conversations.engine.context.history import system_prompt
from organizations.models import Membership, Organization, Project, User
from tests.conversations.conftest import Desk
from tests.fakes.messages_api import text, tool

LATE = datetime(2026, 11, 27, 23, 30, tzinfo=UTC)


def _prompt(zone: str, project: Project | None = None, now: datetime = LATE) -> str:
    member = Membership(user=User(name="Mia", email="mia@acme.example", time_zone=zone), organization=Organization())
    return system_prompt(member, ["Notebook"], project, now)


@pytest.mark.parametrize(
    ("zone", "now"),
    [
        ("UTC", "It is 23:30 on Friday, 27 November 2026 (UTC)."),
        ("Europe/Berlin", "It is 00:30 on Saturday, 28 November 2026 (Europe/Berlin)."),
        ("Asia/Kathmandu", "It is 05:15 on Saturday, 28 November 2026 (Asia/Kathmandu)."),
        ("America/Los_Angeles", "It is 15:30 on Friday, 27 November 2026 (America/Los_Angeles)."),
        ("Mars/Olympus", "It is 23:30 on Friday, 27 November 2026 (UTC)."),
        ("Europe", "It is 23:30 on Friday, 27 November 2026 (UTC)."),
        ("", "It is 23:30 on Friday, 27 November 2026 (UTC)."),
    ],
)
def test_date_and_time_are_those_of_the_persons_zone(zone: str, now: str) -> None:
    assert _prompt(zone).endswith(now)


def test_what_stays_the_same_from_turn_to_turn_stands_before_the_time() -> None:
    project = Project(name="Launch", instructions="Be brief.")
    one, other = _prompt("UTC", project), _prompt("UTC", project, LATE.replace(minute=31))
    before, after = one.rsplit("\n\n", 1)
    assert (before, after) == (other.rsplit("\n\n", 1)[0], "It is 23:30 on Friday, 27 November 2026 (UTC).")
    assert before.endswith("Be brief.")


def test_all_steps_of_a_turn_have_the_same_prompt_in_the_browsers_zone(desk: Desk) -> None:
    desk.cast.client(desk.cast.mia).patch("/api/v1/me", {"browser_time_zone": "Asia/Kathmandu"}, format="json")
    desk.model.says([tool("notebook__list_notes")], [text("One.")])
    desk.run(desk.ask())
    first, second = (request["system"] for request in desk.model.requests)
    assert first == second
    assert first.endswith("(Asia/Kathmandu).")
