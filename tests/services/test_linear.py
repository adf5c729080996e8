"""Linear's tools on a stand-in that filters, searches, pages and refuses as Linear documents it."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from connectors.mcp import (
    AuthorizationRequired,
    InsufficientScope,
    RateLimited,
    ServerFailed,
)
from connectors.servers.linear.teams import phase_of
from tests.services import calling
from tests.services.linear_people import members
from tests.services.linear_stand_in import LinearStandIn, linear_stand_in, uuid

pytestmark = pytest.mark.anyio

CREATE = {"team": "ENG", "title": "New"}


@pytest.fixture
def linear() -> Iterator[LinearStandIn]:
    with linear_stand_in(members()) as state:
        yield state


async def get(linear: LinearStandIn, tool: str, token: str = "mia", **arguments: Any) -> tuple[Any, str]:
    return await calling.result("linear", linear.url, token, tool, **arguments)


async def refused(linear: LinearStandIn, tool: str, **arguments: Any) -> str:
    return await calling.refusal("linear", linear.url, "mia", tool, **arguments)


async def test_each_member_sees_their_own_issues(linear: LinearStandIn) -> None:
    for token, key in (("mia", "ENG"), ("ada", "OPS")):
        data, text = await get(linear, "list_issues", token)
        assert [each["identifier"] for each in data["issues"]] == [f"{key}-1", f"{key}-2", f"{key}-3"]
        assert f"https://linear.app/acme/issue/{key}-1" in text


async def test_the_account_is_the_persons_address(linear: LinearStandIn) -> None:
    async with calling.connected("linear", linear.url, "ada") as client:
        assert await client.account() == "ada@acme.example"


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        ({"team": "eng"}, [1, 2, 3]),
        ({"team": "Engineering"}, [1, 2, 3]),
        ({"kind": "open"}, [1, 3]),
        ({"kind": "completed"}, [2]),
        ({"status": "in review"}, [3]),
        ({"status": "in review", "kind": "completed"}, []),
        ({"assignee": "me"}, [1, 3]),
        ({"assignee": "MIA@acme.example"}, [1, 3]),
        ({"assignee": "none"}, [2]),
        ({"label": "bug"}, [1]),
        ({"project": "mobile"}, [1]),
        ({"project": uuid(12)}, [1]),
        ({"cycle": "current"}, [1]),
        ({"priority": "high"}, [1, 2, 3]),
        ({"priority": "none"}, []),
        ({"due_by": "2026-12-01"}, [1, 2, 3]),
        ({"due_by": "2026-11-30"}, []),
    ],
)
async def test_issues_are_filtered_by_names(linear: LinearStandIn, arguments: dict[str, Any], found: list[int]) -> None:
    data, _ = await get(linear, "list_issues", **arguments)
    assert [each["identifier"] for each in data["issues"]] == [f"ENG-{number}" for number in found]


@pytest.mark.parametrize(
    ("tool", "arguments", "words"),
    [
        ("list_issues", {"team": "OPS"}, "no team 'OPS'"),
        ("list_issues", {"status": "Doing"}, "No status is called 'Doing'"),
        ("list_issues", {"label": "Wish"}, "no label 'Wish'"),
        ("list_issues", {"assignee": "Sam"}, "sam0@acme.example>, Sam <sam1@acme.example>"),
        ("list_issues", {"due_by": "2026-02-30"}, "not a date"),
        ("get_issue", {"issue": "OPS-1"}, "Could not find referenced entity"),
        ("create_issue", {**CREATE, "status": "Doing"}, "There are: Todo, In Review, Done"),
        ("create_issue", {**CREATE, "labels": ["Area"]}, "no label 'Area'"),
        ("create_issue", {**CREATE, "assignee": "ada@acme.example"}, "no person 'ada@acme.example'"),
        ("create_issue", {**CREATE, "cycle": "next"}, "no cycle of this team 'next'"),
        ("create_issue", {**CREATE, "due_date": "tomorrow"}, "not a date"),
        ("create_issue", {**CREATE, "title": "x" * 256}, "at most 255"),
        ("create_issue", {**CREATE, "stateId": "Done"}, "no argument stateId"),
        ("update_issue", {"issue": "ENG-1"}, "Nothing was given"),
        ("comment_on_issue", {"issue": "ENG-77", "body": "Hello"}, "Could not find"),
    ],
)
async def test_what_linear_would_take_wrongly_is_refused_before_anything_is_sent(
    linear: LinearStandIn, tool: str, arguments: dict[str, Any], words: str
) -> None:
    assert words in await refused(linear, tool, **arguments)
    assert linear.changes == []


async def test_pages_are_followed_with_the_cursor(linear: LinearStandIn) -> None:
    first, text = await get(linear, "list_issues", limit=2)
    assert first["next_cursor"] == "2" and "cursor '2'" in text
    last, text = await get(linear, "list_issues", limit=2, cursor="2")
    assert [each["identifier"] for each in last["issues"]] == ["ENG-3"]
    assert last["next_cursor"] == "" and "There is more" not in text


async def test_search_finds_words_and_can_look_into_comments(linear: LinearStandIn) -> None:
    data, _ = await get(linear, "search_issues", query="login", team="ENG", in_comments=True)
    assert [each["identifier"] for each in data["issues"]] == ["ENG-1", "ENG-3"]
    asked = linear.variables("Search")
    assert (asked["comments"], asked["filter"]) == (True, {"team": {"id": {"eq": uuid(1)}}})


async def test_an_issue_is_read_with_its_comments_in_order(linear: LinearStandIn) -> None:
    data, text = await get(linear, "get_issue", issue="ENG-1", with_sub_issues=True)
    assert [each["body"] for each in data["comments"]] == ["The first word", "And the second"]
    assert data["estimate"] == "0.5" and data["issue"]["priority"] == "high"
    assert "ENG-1 · Login fails · Todo · high priority · Mia <mia@acme.example>" in text
    assert "by an application" in text


async def test_a_long_description_is_read_in_parts(linear: LinearStandIn) -> None:
    line = "ä" * 99 + "\n"
    linear.members["mia"].kinds["issues"][0]["description"] = line * 300
    first, text = await get(linear, "get_issue", issue="ENG-1")
    assert first["description"] == line * 200 and "part 20000" in text
    last, text = await get(linear, "get_issue", issue="ENG-1", part=first["next_part"])
    assert last["description"] == line * 100 and "Cut here" not in text


async def test_a_team_tells_its_statuses_labels_and_people(linear: LinearStandIn) -> None:
    data, text = await get(linear, "get_team", team="ENG")
    assert [each["name"] for each in data["statuses"]] == ["Todo", "In Review", "Done"] and "Bug" in text
    people, _ = await get(linear, "list_members", team="ENG")
    assert people["people"][0]["email"] == "mia@acme.example"
    named, _ = await get(linear, "list_members", name="sa")
    assert [each["name"] for each in named["people"]] == ["Sam", "Sam"]
    assert (await get(linear, "list_teams"))[0]["teams"] == [{"id": uuid(1), "key": "ENG", "name": "Engineering"}]


async def test_projects_tell_progress_as_it_is(linear: LinearStandIn) -> None:
    data, text = await get(linear, "list_projects", team="ENG", name="mob", status="started")
    # 0.29 * 100 is 28.999999999999996.
    assert data["projects"][0]["progress"] == 29 and "29 %" in text
    assert (await get(linear, "list_projects", status="planned"))[0]["projects"] == []


async def test_cycles_tell_which_is_current(linear: LinearStandIn) -> None:
    data, text = await get(linear, "list_cycles", team="ENG")
    assert (data["cycles"][0]["number"], data["cycles"][0]["phase"]) == (7, "current")
    assert "Cycle 7 (current" in text


@pytest.mark.parametrize(
    ("now", "phase"),
    [
        ("2026-11-15T23:59:59+00:00", "upcoming"),
        ("2026-11-16T00:00:00+00:00", "current"),
        ("2026-11-30T00:59:59+01:00", "current"),
        ("2026-11-30T01:00:00+01:00", "past"),
    ],
)
async def test_a_cycle_ends_where_the_next_begins(now: str, phase: str) -> None:
    dates = "2026-11-16T00:00:00.000Z", "2026-11-30T00:00:00.000Z"
    assert phase_of(*dates, datetime.fromisoformat(now)) == phase
    assert phase_of(None, None, datetime.fromisoformat(now)) == "without dates"


async def test_an_issue_is_created_with_ids_for_every_name(linear: LinearStandIn) -> None:
    given = {"status": "in review", "assignee": "me", "priority": "urgent", "labels": ["Bug", "customer"]}
    more = {"project": "Mobile", "cycle": "current", "due_date": "2026-12-31", "parent": "ENG-2"}
    data, text = await get(linear, "create_issue", **CREATE, description="Why", **given, **more)
    assert linear.variables("Create")["input"] == {
        "teamId": uuid(1),
        "title": "New",
        "description": "Why",
        "stateId": uuid(3),
        "assigneeId": uuid(9),
        "priority": 1,
        "labelIds": [uuid(6), uuid(7)],
        "projectId": uuid(12),
        "cycleId": uuid(13),
        "dueDate": "2026-12-31",
        "parentId": uuid(21),
    }
    assert data["identifier"] == "ENG-99" and "ENG-99 · New" in text
    assert linear.changes == ["Create"]


async def test_an_issue_is_changed_only_where_something_was_given(linear: LinearStandIn) -> None:
    cleared = {"assignee": "none", "project": "none", "cycle": "none", "due_date": "none"}
    await get(
        linear, "update_issue", issue="ENG-1", title="123", add_labels=["Customer"], remove_labels=["bug"], **cleared
    )
    asked = linear.variables("Update")
    nothing = dict.fromkeys(("assigneeId", "projectId", "cycleId", "dueDate"))
    labels = {"addedLabelIds": [uuid(7)], "removedLabelIds": [uuid(6)]}
    # A title that reads as a number stays a text.
    assert asked == {"id": uuid(20), "input": {"title": "123", **nothing, **labels}}


async def test_a_comment_goes_to_the_issue_that_was_found(linear: LinearStandIn) -> None:
    data, text = await get(linear, "comment_on_issue", issue="ENG-1", body='{"a": 1}')
    assert linear.variables("Comment")["input"] == {"issueId": uuid(20), "body": '{"a": 1}'}
    assert (data["issue"], data["body"]) == ("ENG-1", '{"a": 1}') and "https://linear.app" in text


async def test_a_mutation_without_success_is_a_failure(linear: LinearStandIn) -> None:
    linear.plans("Comment", 200, {"data": {"commentCreate": {"success": False, "comment": None}}})
    assert "did not do this" in await refused(linear, "comment_on_issue", issue="ENG-1", body="Hello")


async def test_the_longest_answer_still_fits(linear: LinearStandIn) -> None:
    issue = linear.members["mia"].kinds["issues"][0]
    issue["description"] = "x" * 100_000
    issue["comments"]["nodes"] = [{**issue["comments"]["nodes"][0], "body": "y" * 50_000}] * 30
    data, text = await get(linear, "get_issue", issue="ENG-1")
    assert len(text) < 45_000 and "the whole has 50000 characters" in text
    assert (len(data["comments"]), data["next_cursor"]) == (20, "20")


async def test_an_unknown_token_ends_the_sign_in(linear: LinearStandIn) -> None:
    for tool, arguments in (("list_teams", {}), ("create_issue", CREATE)):
        with pytest.raises(AuthorizationRequired):
            await calling.outcome("linear", linear.url, "revoked", tool, **arguments)


@pytest.mark.parametrize(
    ("token", "tool", "arguments", "scope"),
    [
        ("nobody", "list_teams", {}, "read"),
        ("reader", "create_issue", CREATE, "issues:create"),
        ("reader", "update_issue", {"issue": "ENG-1", "title": "x"}, "write"),
        ("reader", "comment_on_issue", {"issue": "ENG-1", "body": "x"}, "comments:create"),
    ],
)
async def test_a_missing_scope_is_asked_for(
    linear: LinearStandIn, token: str, tool: str, arguments: dict[str, Any], scope: str
) -> None:
    with pytest.raises(InsufficientScope) as missing:
        await calling.outcome("linear", linear.url, token, tool, **arguments)
    assert scope in str(missing.value.__dict__)


async def test_too_many_requests_say_how_long_to_wait(linear: LinearStandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("connectors.servers.linear.api.time.time", lambda: 1_800_000_000.0)
    resets = {"x-ratelimit-requests-reset": "1800000090500", "x-ratelimit-complexity-reset": "1800003600000"}
    limited = {"errors": [{"message": "Rate limit exceeded", "extensions": {"code": "RATELIMITED"}}]}
    linear.plans("Teams", 400, limited, resets)
    with pytest.raises(RateLimited) as waiting:
        await calling.outcome("linear", linear.url, "mia", "list_teams")
    assert waiting.value.retry_after_seconds == 91


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (503, b"<html>"),
        (200, {"errors": [{"message": "Internal", "extensions": {"code": "INTERNAL_SERVER_ERROR"}}], "data": None}),
    ],
)
async def test_an_outage_of_a_read_is_known_and_of_a_write_is_not(
    linear: LinearStandIn, status: int, body: Any
) -> None:
    linear.plans("Users", status, body)
    linear.plans("Create", status, body)
    with pytest.raises(ServerFailed) as read:
        await calling.outcome("linear", linear.url, "mia", "list_members")
    with pytest.raises(ServerFailed) as write:
        await calling.outcome("linear", linear.url, "mia", "create_issue", **CREATE)
    assert (read.value.may_have_run, write.value.may_have_run) == (False, True)
