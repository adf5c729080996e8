from typing import Any

import pytest

from connectors.demo.services import TRACKER
from tests.connectors.demo.calling import call, refusal, signed_in, text_of
from tests.connectors.demo.oauth_flow import OAuthFlow

pytestmark = pytest.mark.anyio
MIA, ADA, GUS = "mia@acme.example", "ada@acme.example", "gus@globex.example"


def keys(found: dict[str, Any]) -> set[str]:
    return {issue["key"] for issue in found["issues"]}


async def test_a_new_issue_gets_the_next_key_and_its_reporter(flow: OAuthFlow) -> None:
    async with signed_in(flow, MIA, TRACKER) as tracker:
        issue = await call(tracker, "create_issue", title="Login button disappears on mobile")
        found = await call(tracker, "list_issues", query="login button", state="open")
    assert (issue["key"], issue["reporter"], issue["team"]) == ("MOB-42", MIA, "Mobile")
    assert (issue["priority"], issue["state"]) == ("medium", "open")
    assert keys(found) == {"MOB-42"}


async def test_a_result_reads_well_as_text(flow: OAuthFlow) -> None:
    async with signed_in(flow, MIA, TRACKER) as tracker:
        created = await tracker.call_tool("create_issue", {"title": "Too slow", "team": "Web", "priority": "high"})
        listed = await tracker.call_tool("list_issues", {"team": "Web", "limit": 1})
    assert text_of(created).startswith("Created WEB-19.\n\n# WEB-19 · Too slow\nState: open · Priority: high")
    assert text_of(listed) == (
        "3 issues, the latest 1 shown:\n- WEB-19 · Too slow (open, high priority, Web, assigned to nobody)"
    )


async def test_issues_are_filtered_by_state_team_and_assignee(flow: OAuthFlow) -> None:
    async with signed_in(flow, MIA, TRACKER) as tracker:
        assert keys(await call(tracker, "list_issues", state="closed")) == {"MOB-40"}
        assert keys(await call(tracker, "list_issues", team="Web")) == {"WEB-17", "WEB-18"}
        assert keys(await call(tracker, "list_issues", assignee="me", state="open")) == {"MOB-38", "MOB-41"}
        assert keys(await call(tracker, "list_issues", assignee="Ada")) == {"WEB-18", "PLT-9"}


async def test_a_private_issue_is_seen_by_its_reporter_only(flow: OAuthFlow) -> None:
    async with signed_in(flow, MIA, TRACKER) as tracker:
        assert "MOB-41" in keys(await call(tracker, "list_issues"))
        secret = await call(tracker, "create_issue", title="Only mine", private=True)
    async with signed_in(flow, ADA, TRACKER) as tracker:
        assert {"MOB-41", secret["key"]}.isdisjoint(keys(await call(tracker, "list_issues", limit=50)))
        for tool in ("get_issue", "close_issue"):
            assert await refusal(tracker, tool, key="MOB-41") == "There is no issue MOB-41 that you can see."
        assert "no issue MOB-41" in await refusal(tracker, "comment_on_issue", key="MOB-41", comment="Hello")
        assert "no issue MOB-41" in await refusal(tracker, "update_issue", key="MOB-41", title="Mine now")
    async with signed_in(flow, MIA, TRACKER) as tracker:
        assert (await call(tracker, "get_issue", key="MOB-41"))["state"] == "open"


async def test_a_workspace_is_closed_to_the_people_of_another(flow: OAuthFlow) -> None:
    async with signed_in(flow, GUS, TRACKER) as tracker:
        found = await call(tracker, "list_issues")
        assert keys(found) == {"WEB-1", "MOB-1", "PLT-1"}
        assert "no issue MOB-38" in await refusal(tracker, "get_issue", key="MOB-38")
        assert "People here: Gus Gray." in await refusal(tracker, "list_issues", assignee=MIA)


async def test_colleagues_see_each_others_issues_and_comments(flow: OAuthFlow) -> None:
    async with signed_in(flow, MIA, TRACKER) as tracker:
        await call(tracker, "comment_on_issue", key="web-18", comment="Seen on my phone, too.")
    async with signed_in(flow, ADA, TRACKER) as tracker:
        issue = await call(tracker, "get_issue", key="WEB-18")
    assert [(note["author"], note["body"]) for note in issue["comments"]] == [(MIA, "Seen on my phone, too.")]


async def test_an_update_changes_what_was_given_and_keeps_a_note(flow: OAuthFlow) -> None:
    async with signed_in(flow, MIA, TRACKER) as tracker:
        issue = await call(tracker, "update_issue", key="WEB-17", priority="urgent", assignee="me")
        assert (issue["priority"], issue["assignee"], issue["team"]) == ("urgent", MIA, "Web")
        assert "priority from “medium” to “urgent”" in issue["comments"][-1]["body"]
        issue = await call(tracker, "update_issue", key="WEB-17", assignee="nobody")
        assert issue["assignee"] is None


async def test_closing_twice_says_so_and_reopening_works(flow: OAuthFlow) -> None:
    async with signed_in(flow, MIA, TRACKER) as tracker:
        closed = await call(tracker, "close_issue", key="MOB-38", comment="Fixed by the new worker.")
        assert closed["state"] == "closed"
        again = await tracker.call_tool("close_issue", {"key": "MOB-38"})
        assert text_of(again).startswith("MOB-38 was closed already.")
        assert (await call(tracker, "update_issue", key="MOB-38", state="open"))["state"] == "open"


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ({}, "title: "),
        ({"title": "  \x00 "}, "title: "),
        ({"title": "x" * 201}, "title: "),
        ({"title": "x", "team": "Sales"}, "team"),
        ({"title": "x", "priority": "panic"}, "priority: "),
        ({"title": "x", "description": "y" * 10_001}, "description: "),
    ],
)
async def test_arguments_that_do_not_fit_are_named(flow: OAuthFlow, arguments: dict[str, Any], complaint: str) -> None:
    async with signed_in(flow, MIA, TRACKER) as tracker:
        sentence = await refusal(tracker, "create_issue", **arguments)
    assert sentence.startswith("The arguments do not fit.")
    assert complaint in sentence


async def test_words_of_a_search_are_taken_literally(flow: OAuthFlow) -> None:
    async with signed_in(flow, MIA, TRACKER) as tracker:
        assert (await call(tracker, "list_issues", query="100% _'; DROP TABLE issues;--"))["total"] == 0
        assert (await call(tracker, "list_issues"))["total"] == 7


async def test_control_characters_are_left_out_of_stored_text(flow: OAuthFlow) -> None:
    async with signed_in(flow, MIA, TRACKER) as tracker:
        issue = await call(tracker, "create_issue", title="Bell\x07 and\x00 null", description="line 1\nline 2")
    assert (issue["title"], issue["description"]) == ("Bell and null", "line 1\nline 2")


async def test_tools_say_what_they_are(flow: OAuthFlow) -> None:
    async with signed_in(flow, MIA, TRACKER) as tracker:
        tools = {tool.name: tool for tool in (await tracker.list_tools()).tools}
    assert all(tool.title and tool.description and tool.output_schema and tool.annotations for tool in tools.values())
    reading = {name for name, tool in tools.items() if tool.annotations and tool.annotations.read_only_hint}
    assert reading == {"list_issues", "get_issue"}
    properties = tools["create_issue"].input_schema["properties"]
    assert tools["create_issue"].input_schema["required"] == ["title"]
    assert properties["title"]["maxLength"] == 200
    assert properties["priority"]["enum"] == ["low", "medium", "high", "urgent"]
    assert properties["team"]["enum"] == ["Mobile", "Web", "Platform"]
    assert "default" not in properties["team"]


async def test_without_the_write_scope_a_write_asks_for_more_access(flow: OAuthFlow) -> None:
    token = flow.tokens(MIA, scope="tracker:read")["access_token"]
    headers = {"Authorization": f"Bearer {token}", "Accept": "application/json, text/event-stream"}
    message = {
        "jsonrpc": "2.0",
        "id": 1,
        "method": "tools/call",
        "params": {"name": "create_issue", "arguments": {}},
    }
    response = flow.http.post(TRACKER.path, json=message, headers=headers)
    assert response.status_code == 403
    assert 'error="insufficient_scope"' in response.headers["www-authenticate"]
    assert 'scope="tracker:read tracker:write"' in response.headers["www-authenticate"]
    async with signed_in(flow, MIA, TRACKER, scope="tracker:read") as tracker:
        assert (await call(tracker, "list_issues"))["total"] == 7
