"""The calendar in the member's own time zone: local days, whole days, and the two nights when clocks change."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.services.calling import call, connected, data_of, text_of
from tests.services.graph_stand_in import graph_stand_in
from tests.services.graph_tenant import ADA, MIA, GraphStandIn, event

pytestmark = pytest.mark.anyio


@pytest.fixture
def graph() -> Iterator[GraphStandIn]:
    with graph_stand_in() as tenant:
        yield tenant


async def days(graph: GraphStandIn, token: str = "mia", **arguments: Any) -> dict[str, Any]:
    """What list_events gives."""
    async with connected("microsoft_365", graph.url, token) as client:
        told: dict[str, Any] = data_of(await call(client, "list_events", **arguments))
        return told


async def test_times_are_local_and_the_zone_is_the_members_own(graph: GraphStandIn) -> None:
    graph.events[MIA] = graph.events[ADA] = [event("Call", "2026-11-30T15:00:00", "2026-11-30T16:00:00")]
    mias, adas = await days(graph, first_day="2026-11-30"), await days(graph, "ada", first_day="2026-11-30")
    assert mias["time_zone"] == "W. Europe Standard Time" and adas["time_zone"] == "Pacific Standard Time"
    assert [(one["start"], one["end"]) for one in mias["events"]] == [("2026-11-30T16:00", "2026-11-30T17:00")]
    assert [one["start"] for one in adas["events"]] == ["2026-11-30T07:00"]


async def test_a_zone_can_be_named_and_then_the_settings_are_not_asked(graph: GraphStandIn) -> None:
    graph.events[MIA] = [event("Call", "2026-11-30T15:00:00", "2026-11-30T16:00:00")]
    told = await days(graph, first_day="2026-12-01", time_zone="Asia/Tokyo")
    assert [one["start"] for one in told["events"]] == ["2026-12-01T00:00"]
    assert [path for _, path, _, _ in graph.requests] == ["/me/calendarView"]


@pytest.mark.parametrize(
    ("start", "end", "listed"),
    [
        ("2026-11-29T23:30:00", "2026-11-30T00:30:00", True),  # over midnight: its end is on the day
        ("2026-11-29T22:00:00", "2026-11-29T23:00:00", False),
        ("2026-11-29T23:00:00", "2026-11-30T00:00:00", False),  # ends as the day begins
        ("2026-11-30T00:00:00", "2026-11-30T00:00:00", True),  # takes no time
        ("2026-11-30T23:30:00", "2026-12-01T00:30:00", True),
        ("2026-12-01T00:00:00", "2026-12-01T01:00:00", False),
        ("2026-11-01T00:00:00", "2026-12-24T00:00:00", True),  # all around it
    ],
)
@pytest.mark.parametrize("zone", ["Europe/Berlin", "Pacific/Kiritimati", "Etc/GMT+12", "Asia/Kathmandu"])
async def test_a_day_is_the_members_own_from_midnight_to_midnight(
    graph: GraphStandIn, zone: str, start: str, end: str, listed: bool
) -> None:
    graph.events[MIA] = [event("Call", start, end, zone)]
    told = await days(graph, first_day="2026-11-30", time_zone=zone)
    assert bool(told["events"]) == listed


@pytest.mark.parametrize("made_in", ["UTC", "Europe/Berlin", "Pacific Standard Time", "Pacific/Kiritimati"])
async def test_a_whole_day_stays_on_its_day_wherever_it_was_made(graph: GraphStandIn, made_in: str) -> None:
    graph.events[MIA] = [event("Holiday", "2026-12-24T00:00:00", "2026-12-27T00:00:00", made_in, isAllDay=True)]
    for day, listed in (("2026-12-23", False), ("2026-12-24", True), ("2026-12-26", True), ("2026-12-27", False)):
        told = await days(graph, first_day=day)
        shown = [(one["start"], one["end"]) for one in told["events"]]
        assert shown == ([("2026-12-24", "2026-12-26")] if listed else []), day


async def test_a_whole_day_that_graph_shifted_by_a_zone_is_still_on_its_day(graph: GraphStandIn) -> None:
    graph.events[MIA] = [event("Holiday", "2026-12-23T23:00:00", "2026-12-24T23:00:00", "UTC", isAllDay=True)]
    assert [one["start"] for one in (await days(graph, first_day="2026-12-24"))["events"]] == ["2026-12-24"]


async def test_the_night_when_clocks_go_back_keeps_local_times(graph: GraphStandIn) -> None:
    graph.events[MIA] = [
        event("Before", "2026-10-25T00:30:00", "2026-10-25T01:00:00"),
        event("Morning", "2026-10-25T08:00:00", "2026-10-25T09:00:00"),
    ]
    told = await days(graph, first_day="2026-10-25")
    assert [one["start"] for one in told["events"]] == ["2026-10-25T02:30", "2026-10-25T09:00"]


async def test_a_zone_of_ones_own_making_falls_back_to_utc_and_says_so(graph: GraphStandIn) -> None:
    graph.zones[MIA] = "tzone://Microsoft/Custom"
    graph.events[MIA] = [event("Call", "2026-11-30T15:00:00", "2026-11-30T16:00:00")]
    told = await days(graph, first_day="2026-11-30")
    assert told["time_zone"] == "UTC" and told["events"][0]["start"] == "2026-11-30T15:00"


async def test_details_are_shown_and_a_cancelled_event_is_marked(graph: GraphStandIn) -> None:
    graph.events[MIA] = [
        event(
            "Review",
            "2026-11-30T15:00:00",
            "2026-11-30T16:00:00",
            isCancelled=True,
            location={"displayName": "Room 4"},
            organizer={"emailAddress": {"name": "Ada Byron", "address": ADA}},
            attendees=[{"emailAddress": {"name": "Mia Kern", "address": MIA}, "status": {"response": "accepted"}}],
            onlineMeeting={"joinUrl": "https://teams.microsoft.com/l/meetup-join/1"},
            webLink="https://outlook.office365.com/owa/?itemid=Review",
        )
    ]
    async with connected("microsoft_365", graph.url, "mia") as client:
        outcome = await call(client, "list_events", first_day="2026-11-30")
    assert f"CANCELLED: Review (Room 4; with Mia Kern <{MIA}> (accepted)" in text_of(outcome)
    assert data_of(outcome)["events"][0]["organizer"] == f"Ada Byron <{ADA}>"


async def test_a_great_meeting_names_some_and_counts_the_rest(graph: GraphStandIn) -> None:
    people = [{"emailAddress": {"address": f"p{n}@acme.example"}} for n in range(300)]
    graph.events[MIA] = [event("All hands", "2026-11-30T15:00:00", "2026-11-30T16:00:00", attendees=people)] * 50
    async with connected("microsoft_365", graph.url, "mia") as client:
        outcome = await call(client, "list_events", first_day="2026-11-30")
    assert "p14@acme.example and 285 more" in text_of(outcome) and len(text_of(outcome)) < 40_000
    assert len(data_of(outcome)["events"][0]["attendees"]) == 300


async def test_many_days_come_page_by_page(graph: GraphStandIn) -> None:
    graph.events[MIA] = [event(f"E{n}", f"2026-11-{n:02}T10:00:00", f"2026-11-{n:02}T11:00:00") for n in range(1, 6)]
    first = await days(graph, first_day="2026-11-01", last_day="2026-11-30", limit=3)
    second = await days(graph, first_day="2026-11-01", last_day="2026-11-30", limit=3, cursor=first["next_cursor"])
    assert [one["title"] for one in first["events"] + second["events"]] == ["E1", "E2", "E3", "E4", "E5"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"first_day": "2026-02-30"}, "is not a day"),
        ({"first_day": "30.11.2026"}, "first_day"),
        ({"first_day": "2026-11-30", "last_day": "2026-11-29"}, "has to be the first or later"),
        ({"first_day": "2026-11-30", "last_day": "2027-11-30"}, "at most 62 days"),
        ({"first_day": "2026-11-30", "time_zone": 'UTC", IdType="x'}, "time_zone"),
        ({"first_day": "0001-01-01"}, "is not a day"),
        ({"first_day": "9999-12-31"}, "is not a day"),
    ],
)
async def test_days_that_cannot_be_are_refused_first(
    graph: GraphStandIn, arguments: dict[str, str], words: str
) -> None:
    async with connected("microsoft_365", graph.url, "mia") as client:
        outcome = await call(client, "list_events", **arguments)
    assert outcome.is_error and words in text_of(outcome) and graph.requests == []
