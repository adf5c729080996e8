"""Asana's tools on a stand-in that stores, pages, keeps people apart and enforces scopes as Asana documents it."""

from collections.abc import Iterator
from typing import Any

import pytest

from connectors.mcp import AuthorizationRequired, InsufficientScope, RateLimited, ServerFailed
from connectors.servers.api import Refused
from connectors.servers.asana.changes import due_fields
from tests.services import calling
from tests.services.asana_people import members
from tests.services.asana_stand_in import AsanaStandIn, asana_stand_in

pytestmark = pytest.mark.anyio


@pytest.fixture
def asana() -> Iterator[AsanaStandIn]:
    with asana_stand_in(members()) as state:
        yield state


async def get(asana: AsanaStandIn, tool: str, token: str = "mia", **arguments: Any) -> tuple[Any, str]:
    return await calling.result("asana", asana.url, token, tool, **arguments)


def ids(data: Any) -> list[str]:
    return [task["id"] for task in data["tasks"]]


async def test_each_member_sees_their_own_tasks_with_names_beside_ids(asana: AsanaStandIn) -> None:
    for token, first, name in (("mia", "120", "Mia Kern (id 101)"), ("ada", "220", "Ada Byron (id 201)")):
        data, text = await get(asana, "list_tasks", token)
        assert ids(data) == [first] and name in text and f"https://app.asana.com/0/0/{first}" in text


async def test_the_account_is_the_persons_address(asana: AsanaStandIn) -> None:
    async with calling.connected("asana", asana.url, "ada") as client:
        assert await client.account() == "ada@acme.example"


async def test_a_projects_tasks_come_page_by_page(asana: AsanaStandIn) -> None:
    first, text = await get(asana, "list_tasks", project="acme website", with_completed=True, limit=2)
    assert ids(first) == ["120", "121"] and "cursor 'at-2'" in text
    last, _ = await get(asana, "list_tasks", project="110", with_completed=True, limit=2, cursor=first["next_cursor"])
    assert ids(last) == ["122"] and last["next_cursor"] == ""
    assert ids((await get(asana, "list_tasks", project="110"))[0]) == ["120", "121"]
    # An id needs no look at the workspaces.
    assert not [each for each in asana.sent[-2:] if each.path == "/workspaces"]


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        ({"query": "fix"}, ["122", "120"]),
        ({"query": "fix", "state": "open"}, ["120"]),
        ({"state": "completed"}, ["122"]),
        ({"assignee": "me"}, ["122", "120"]),
        ({"project": "Acme website", "query": "room"}, ["121"]),
        # `due_on.before` leaves the day out: "due by" does not.
        ({"due_by": "2026-12-01"}, ["122", "121", "120"]),
        ({"due_by": "2026-11-30"}, []),
    ],
)
async def test_tasks_are_searched(asana: AsanaStandIn, arguments: dict[str, Any], found: list[str]) -> None:
    assert ids((await get(asana, "search_tasks", **arguments))[0]) == found


async def test_a_search_goes_on_before_the_last_ones_creation(asana: AsanaStandIn) -> None:
    first, _ = await get(asana, "search_tasks", query="fix", limit=1)
    assert (ids(first), first["next_cursor"]) == (["122"], "2026-11-20T10:00:00.122Z")
    last, _ = await get(asana, "search_tasks", query="fix", limit=1, cursor=first["next_cursor"])
    assert ids(last) == ["120"]
    assert ids((await get(asana, "search_tasks", query="fix", limit=1, cursor=last["next_cursor"]))[0]) == []


async def test_a_search_without_a_paid_plan_says_what_to_do_instead(asana: AsanaStandIn) -> None:
    said = await calling.refusal("asana", asana.url, "free", "search_tasks", query="fix")
    assert "paid plan" in said and "list_tasks" in said


async def test_a_task_is_read_with_its_comments_and_not_its_changes(asana: AsanaStandIn) -> None:
    data, text = await get(asana, "get_task", task="120")
    assert [each["text"] for each in data["comments"]] == ["1 < 2 & done"]
    assert data["custom_fields"] == [{"id": "8", "name": "Effort", "value": "7.10"}]
    assert "Effort: 7.10" in text and "Tags: web" in text and "moved this" not in text


async def test_long_notes_are_read_in_parts(asana: AsanaStandIn) -> None:
    asana.members["mia"].records["tasks"]["120"]["notes"] = "x" * 25_000
    first, text = await get(asana, "get_task", task="120")
    assert first["next_part"] == 20_000 and "part 20000" in text
    last, _ = await get(asana, "get_task", task="120", part=20_000)
    assert last["notes"] == "x" * 5_000 and last["next_part"] == 0


async def test_projects_and_people_are_told(asana: AsanaStandIn) -> None:
    listed, text = await get(asana, "list_projects")
    assert [each["id"] for each in listed["projects"]] == ["110"] and "last status: On track" in text
    archived, _ = await get(asana, "list_projects", archived=True)
    assert [each["title"] for each in archived["projects"]] == ["Old site"]
    project, text = await get(asana, "get_project", project="110")
    assert (project["tasks"], project["completed_tasks"]) == (3, 1) and "1 of 3 tasks" in text
    everybody, _ = await get(asana, "find_people", limit=2)
    assert everybody["next_cursor"] == "at-2" and len(everybody["people"]) == 2
    sams, text = await get(asana, "find_people", name="sam")
    assert [each["email"] for each in sams["people"]] == ["", "s@x.example"] and "no e-mail address shown" in text
    assert (await get(asana, "list_workspaces", "two"))[0]["workspaces"][1] == {"id": "200", "name": "Board"}


async def test_a_task_is_created_with_ids_for_every_name(asana: AsanaStandIn) -> None:
    given = {"project": "Acme website", "assignee": "mia@acme.example", "parent": "121", "due": "2026-12-31"}
    data, text = await get(asana, "create_task", name="New", notes='{"a": 1}', **given)
    (change,) = asana.changes
    assert change.body == {
        "name": "New",
        "notes": '{"a": 1}',
        "due_on": "2026-12-31",
        "projects": ["110"],
        "parent": "121",
        "assignee": "101",
    }
    assert (data["id"], data["assignee"]["name"], data["parent"]["name"]) == ("999", "Mia Kern", "Book a room")
    assert "in Acme website (id 110)" in text


async def test_a_task_for_somebody_goes_to_the_only_workspace(asana: AsanaStandIn) -> None:
    await get(asana, "create_task", name="New", assignee="me")
    assert asana.changes[0].body == {"name": "New", "workspace": "100", "assignee": "101"}
    await get(asana, "create_task", "two", name="New", assignee="me", workspace="acme")
    assert asana.changes[1].body["workspace"] == "100"


async def test_a_task_is_changed_only_where_something_was_given(asana: AsanaStandIn) -> None:
    data, _ = await get(asana, "update_task", task="120", name="12", state="completed", assignee="none", due="none")
    (change,) = asana.changes
    assert (change.method, change.path) == ("PUT", "/tasks/120")
    assert change.body == {"name": "12", "completed": True, "assignee": None, "due_on": None}
    assert (data["title"], data["completed"], data["assignee"]) == ("12", True, None)


async def test_a_comment_is_stored_as_it_was_given(asana: AsanaStandIn) -> None:
    data, text = await get(asana, "comment_on_task", task="120", body="<b>1 & 2</b>")
    assert asana.changes[0].body == {"text": "<b>1 & 2</b>"}
    assert data["task"] == {"id": "120", "name": "Fix the login"} and "<b>1 & 2</b>" in text


@pytest.mark.parametrize(
    ("token", "tool", "arguments", "words"),
    [
        ("mia", "create_task", {"name": "x"}, "Give a project, a parent task or an assignee"),
        ("mia", "create_task", {"name": "x", "project": "Acme"}, "Alike: Acme website (id 110)"),
        ("mia", "create_task", {"name": "x", "assignee": "Sam Lee"}, "Sam Lee (id 102), Sam Lee (id 103)"),
        ("mia", "create_task", {"name": "x", "assignee": "ada@acme.example"}, "no person 'ada@acme.example'"),
        ("mia", "create_task", {"name": "x", "assignee": "me", "due": "2026-02-30"}, "not a date"),
        ("mia", "create_task", {"name": "x", "assignee": "me", "due": "2026-02-03T17:00"}, "time zone"),
        ("mia", "create_task", {"name": "x", "assignee": "me", "parent": "220"}, "no task '220'"),
        ("mia", "create_task", {"name": "x", "assignee": "me", "workspace": "Board"}, "no one workspace 'Board'"),
        ("mia", "create_task", {"name": "x", "html_notes": "<b>"}, "no argument html_notes"),
        ("two", "create_task", {"name": "x", "assignee": "me"}, "Acme (id 100), Board (id 200)"),
        ("mia", "update_task", {"task": "120"}, "Nothing was given"),
        ("mia", "update_task", {"task": "220", "name": "x"}, "no task '220'"),
        ("mia", "update_task", {"task": "../users/me", "name": "x"}, "do not fit"),
        ("mia", "comment_on_task", {"task": "220", "body": "x"}, "no task '220'"),
        ("mia", "list_tasks", {"project": "110", "assignee": "me"}, "not by both"),
        ("mia", "search_tasks", {}, "Give words"),
        ("mia", "search_tasks", {"query": "x", "cursor": "at-2"}, "not one of search_tasks"),
        ("mia", "get_task", {"task": "220"}, "does not find that"),
    ],
)
async def test_what_cannot_be_right_is_refused_before_anything_is_sent(
    asana: AsanaStandIn, token: str, tool: str, arguments: dict[str, Any], words: str
) -> None:
    assert words in await calling.refusal("asana", asana.url, token, tool, **arguments)
    assert asana.changes == []


@pytest.mark.parametrize(
    ("due", "fields"),
    [
        ("", {}),
        ("2026-12-31", {"due_on": "2026-12-31"}),
        ("2026-12-31T00:30+01:00", {"due_at": "2026-12-30T23:30:00.000Z"}),
        ("2026-12-31t17:00:00Z", {"due_at": "2026-12-31T17:00:00.000Z"}),
    ],
)
async def test_a_time_is_sent_in_utc_and_a_day_as_a_day(due: str, fields: dict[str, str]) -> None:
    assert due_fields(due) == fields


@pytest.mark.parametrize("due", ["tomorrow", "2026-12-31T25:00Z", "2026-12-31T17:00"])
async def test_a_time_without_a_zone_or_sense_is_refused(due: str) -> None:
    with pytest.raises(Refused):
        due_fields(due)


async def test_the_longest_answer_still_fits(asana: AsanaStandIn) -> None:
    records = asana.members["mia"].records
    records["tasks"]["120"]["notes"] = "x" * 60_000
    records["stories"]["120"] = [{**records["stories"]["120"][1], "text": "y" * 5_000}] * 300  # type: ignore[assignment]
    data, text = await get(asana, "get_task", task="120")
    assert len(text) < 50_000 and "the whole has 5000 characters" in text
    assert (len(data["comments"]), data["next_cursor"]) == (100, "at-100")
    person = records["users"]["101"]
    records["projects"]["110"]["members"] = [person] * 60
    assert "and 10 more" in (await get(asana, "get_project", project="110"))[1]


async def test_an_unknown_token_ends_the_sign_in(asana: AsanaStandIn) -> None:
    for tool, arguments in (("list_workspaces", {}), ("update_task", {"task": "120", "name": "x"})):
        with pytest.raises(AuthorizationRequired):
            await calling.outcome("asana", asana.url, "revoked", tool, **arguments)


@pytest.mark.parametrize(
    ("token", "tool", "arguments", "scope"),
    [
        ("nobody", "list_workspaces", {}, "workspaces:read"),
        ("reader", "create_task", {"name": "x", "assignee": "me"}, "tasks:write"),
        ("reader", "comment_on_task", {"task": "120", "body": "x"}, "stories:write"),
    ],
)
async def test_a_missing_scope_is_asked_for(
    asana: AsanaStandIn, token: str, tool: str, arguments: dict[str, Any], scope: str
) -> None:
    with pytest.raises(InsufficientScope) as missing:
        await calling.outcome("asana", asana.url, token, tool, **arguments)
    assert missing.value.scope == scope


async def test_a_403_without_a_scope_is_a_refusal_in_asanas_words(asana: AsanaStandIn) -> None:
    asana.plans("GET", "/tasks/120", 403, {"errors": [{"message": "You do not have access to this task"}]})
    assert "You do not have access" in await calling.refusal("asana", asana.url, "mia", "get_task", task="120")


async def test_too_many_requests_say_how_long_to_wait(asana: AsanaStandIn) -> None:
    asana.plans("GET", "/workspaces", 429, {"errors": [{"message": "Rate limited"}]}, {"retry-after": "30"})
    with pytest.raises(RateLimited) as waiting:
        await calling.outcome("asana", asana.url, "mia", "list_workspaces")
    assert waiting.value.retry_after_seconds == 30


async def test_an_outage_of_a_read_is_known_and_of_a_write_is_not(asana: AsanaStandIn) -> None:
    down = {"errors": [{"message": "Server Error", "phrase": "6 sad squid snuggle softly"}]}
    asana.plans("GET", "/workspaces", 500, down)
    asana.plans("PUT", "/tasks/120", 500, down)
    with pytest.raises(ServerFailed) as read:
        await calling.outcome("asana", asana.url, "mia", "list_workspaces")
    with pytest.raises(ServerFailed) as write:
        await calling.outcome("asana", asana.url, "mia", "update_task", task="120", name="x")
    assert (read.value.may_have_run, write.value.may_have_run) == (False, True)
