"""Linear's tools."""

from typing import Annotated

from pydantic import BaseModel, Field

from connectors.servers.linear.api import linear
from connectors.servers.linear.queries import COMMENT, TEAMS
from connectors.servers.tools import Cursor, Listed, Result, ToolServer

SERVER = ToolServer("linear", title="Linear")

IssueId = Annotated[str, Field(description="An issue's identifier such as ENG-123.", min_length=1, max_length=64)]


class Team(BaseModel):
    """A team, by the key that its issues begin with."""

    id: str
    key: str
    name: str


class Teams(Listed):
    """One page of teams."""

    teams: list[Team]

    def text(self) -> str:
        lines = [f"- {team.name} (key {team.key}, id {team.id})" for team in self.teams]
        return self.with_more("\n".join(lines) or "There are no teams that you can see.")


@SERVER.reads("List teams")
async def list_teams(cursor: Cursor = "") -> Teams:
    """List the teams with their keys. Use it to find out where an issue belongs; not to find issues."""
    found = (await linear.query(TEAMS, {"after": cursor or None}))["teams"]
    page = found["pageInfo"]
    return Teams(
        teams=[Team(**node) for node in found["nodes"]],
        next_cursor=(page["endCursor"] or "") if page["hasNextPage"] else "",
    )


class Commented(Result):
    """The comment as Linear stored it."""

    issue: str
    title: str
    url: str

    def text(self) -> str:
        return f"Commented on {self.issue} · {self.title}: {self.url}"


@SERVER.writes("Comment on issue")
async def comment_on_issue(
    issue: IssueId, body: Annotated[str, Field(description="Markdown.", min_length=1, max_length=20_000)]
) -> Commented:
    """Add a comment to an issue in the member's name. Not for changing the issue itself."""
    said = (await linear.mutate(COMMENT, {"input": {"issueId": issue, "body": body}}))["commentCreate"]["comment"]
    return Commented(issue=said["issue"]["identifier"], title=said["issue"]["title"], url=said["url"])
