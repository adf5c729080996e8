"""Linear's tools on emulate: what was written is read back, tokens are their owners', scopes are enforced.

emulate knows neither search nor filters by related things: those stand on Linear's schema and on our stand-in.
"""

from collections.abc import Iterator
from typing import Any

import pytest

from connectors.mcp import AuthorizationRequired, InsufficientScope
from tests.services import calling
from tests.services.emulate import ADA, MIA, Emulate
from tests.services.emulate_seed import LINEAR_SCOPES

pytestmark = [pytest.mark.anyio, pytest.mark.peer]


class Linear:
    """emulate's Linear, called as a member."""

    def __init__(self, emulate: Emulate) -> None:
        self._emulate, self.url = emulate, f"{emulate.linear}/graphql"

    def token(self, email: str, *scopes: str) -> str:
        return str(self._emulate.sign_in("linear", email, " ".join(scopes or LINEAR_SCOPES))["access_token"])

    async def get(self, token: str, tool: str, **arguments: Any) -> tuple[Any, str]:
        return await calling.result("linear", self.url, token, tool, **arguments)


@pytest.fixture
def linear(emulate: Emulate) -> Iterator[Linear]:
    yield Linear(emulate)
    emulate.reset("linear")


async def test_reads_tell_what_is_there(linear: Linear) -> None:
    mia = linear.token(MIA)
    teams, _ = await linear.get(mia, "list_teams")
    # emulate has a team of its own beside the seed's.
    assert {"LAU", "OPS"} <= {team["key"] for team in teams["teams"]}
    team, _ = await linear.get(mia, "get_team", team="launch")
    assert {"Todo", "Done"} <= {status["name"] for status in team["statuses"]}
    assert "Urgent" in [label["name"] for label in team["labels"]]
    people, _ = await linear.get(mia, "list_members")
    assert {MIA, ADA} <= {person["email"] for person in people["people"]}
    issue, text = await linear.get(mia, "get_issue", issue="LAU-1")
    assert issue["issue"]["title"] == "Write the announcement" and "Please keep it short." in text
    cycles, _ = await linear.get(mia, "list_cycles", team="LAU")
    assert [cycle["number"] for cycle in cycles["cycles"]] == [1]


async def test_all_issues_come_page_by_page(linear: Linear) -> None:
    mia, cursor, seen = linear.token(MIA), "", []
    while True:
        page, _ = await linear.get(mia, "list_issues", sort="created", limit=2, cursor=cursor)
        seen += [issue["title"] for issue in page["issues"]]
        if not (cursor := page["next_cursor"]):
            break
    assert {"Book the room", "Renew the certificate", "Write the announcement"} <= set(seen)
    assert len(seen) == len(set(seen)) > 2


async def test_what_each_member_writes_is_theirs_and_is_read_back(linear: Linear) -> None:
    mia, ada = linear.token(MIA), linear.token(ADA)
    given = {
        "status": "in progress",
        "assignee": ADA,
        "priority": "high",
        "labels": ["urgent"],
        "due_date": "2026-12-24",
    }
    made, _ = await linear.get(mia, "create_issue", team="LAU", title="Order cake", **given)
    # The name that was given is not what was sent: an id was, and emulate gives the name back.
    assert (made["status"], made["priority"], made["due_date"]) == ("In Progress", "high", "2026-12-24")
    assert ADA in made["assignee"] and made["labels"] == ["Urgent"]
    name = made["identifier"]
    changed, _ = await linear.get(ada, "update_issue", issue=name, status="Done", assignee="none", due_date="none")
    assert (changed["status_kind"], changed["assignee"], changed["due_date"]) == ("completed", "", "")
    await linear.get(ada, "comment_on_issue", issue=name, body="Done & dusted <3")
    read, _ = await linear.get(mia, "get_issue", issue=name)
    assert [(said["author"], said["body"]) for said in read["comments"]] == [("Ada Byron", "Done & dusted <3")]
    assert read["created_by"] == "Mia Kern"


async def test_a_wrong_name_changes_nothing(linear: Linear) -> None:
    mia = linear.token(MIA)
    refused = await calling.refusal("linear", linear.url, mia, "create_issue", team="LAU", title="x", status="Doing")
    assert "There are: Backlog, Todo, In Progress, Done" in refused
    gone = await calling.refusal("linear", linear.url, mia, "get_issue", issue="LAU-99")
    assert "no issue 'LAU-99'" in gone
    page, _ = await linear.get(mia, "list_issues", sort="created")
    assert "x" not in [issue["title"] for issue in page["issues"]]


async def test_the_account_is_whose_token_it_is(linear: Linear) -> None:
    for email in (MIA, ADA):
        async with calling.connected("linear", linear.url, linear.token(email)) as client:
            assert await client.account() == email


async def test_a_revoked_token_ends_the_sign_in(linear: Linear, emulate: Emulate) -> None:
    mia = linear.token(MIA)
    emulate.revoke("linear", mia)
    with pytest.raises(AuthorizationRequired):
        await calling.outcome("linear", linear.url, mia, "list_teams")


async def test_a_missing_scope_is_named(linear: Linear) -> None:
    reader = linear.token(MIA, "read")
    with pytest.raises(InsufficientScope) as missing:
        await calling.outcome("linear", linear.url, reader, "create_issue", team="LAU", title="x")
    assert missing.value.scope == "issues:create"
    with pytest.raises(InsufficientScope) as missing:
        await calling.outcome("linear", linear.url, reader, "comment_on_issue", issue="LAU-1", body="x")
    assert missing.value.scope == "comments:create"
