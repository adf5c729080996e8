"""Acme Tracker's tools."""

from typing import Annotated

from mcp_types import CallToolResult, ToolAnnotations

from connectors.demo.arguments import Limit, Private, Query
from connectors.demo.database import Database
from connectors.demo.people import Person
from connectors.demo.speaking_server import SpeakingServer, answer, asking_person
from connectors.demo.tracker import issues, shapes, wording
from connectors.demo.tracker.lookups import colleague, colleague_or_nobody, visible_issue

_READS = ToolAnnotations(read_only_hint=True, open_world_hint=False)
# Changes are kept as notes on the issue, so none of these tools destroys anything.
_WRITES = ToolAnnotations(read_only_hint=False, destructive_hint=False, idempotent_hint=False, open_world_hint=False)
_WRITES_ONCE = ToolAnnotations(
    read_only_hint=False, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)
OneIssue = Annotated[CallToolResult, shapes.IssueDetails]
ManyIssues = Annotated[CallToolResult, shapes.IssueList]


class Tracker:
    """The tools, over one database. What a tool may see or do depends on the person behind the token."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add_to(self, server: SpeakingServer) -> None:
        """Offer the tools."""
        server.add_tool(self.list_issues, title="List issues", annotations=_READS)
        server.add_tool(self.get_issue, title="Get issue", annotations=_READS)
        server.add_tool(self.create_issue, title="Create issue", annotations=_WRITES)
        server.add_tool(self.update_issue, title="Update issue", annotations=_WRITES_ONCE)
        server.add_tool(self.comment_on_issue, title="Comment on issue", annotations=_WRITES)
        server.add_tool(self.close_issue, title="Close issue", annotations=_WRITES_ONCE)

    def list_issues(
        self,
        query: Query = "",
        state: shapes.MaybeState = None,
        team: shapes.MaybeTeam = None,
        priority: shapes.MaybePriority = None,
        assignee: shapes.MaybeAssignee = None,
        limit: Limit = 25,
    ) -> ManyIssues:
        """List or search the issues that you can see, by words, state, team, priority and assignee."""
        person = asking_person()
        filters: dict[str, str | None] = {"state": state, "team": team, "priority": priority}
        filters["assignee"] = colleague(person, assignee) if assignee else None
        with self._database.reading() as connection:
            found, total = issues.find(connection, person, query=query, filters=filters, limit=limit)
        result = shapes.IssueList(issues=found, total=total)
        return answer(wording.issue_list(result), result)

    def get_issue(self, key: shapes.IssueKey) -> OneIssue:
        """Read one issue with its description, comments and history."""
        return self._issue(asking_person(), key)

    def create_issue(
        self,
        title: shapes.Title,
        description: shapes.Description = "",
        team: shapes.MaybeTeam = None,
        priority: shapes.Priority = "medium",
        private: Private = False,
    ) -> OneIssue:
        """Create a new issue in your name: a bug, a task, a request. Without a team it goes to your own."""
        person = asking_person()
        with self._database.writing() as connection:
            key = issues.create(
                connection,
                person,
                title=title,
                description=description,
                team=team or person.team,
                priority=priority,
                private=int(private),
            )
        return self._issue(person, key, f"Created {key}.")

    def update_issue(
        self,
        key: shapes.IssueKey,
        title: shapes.MaybeTitle = None,
        description: shapes.MaybeDescription = None,
        team: shapes.MaybeTeam = None,
        priority: shapes.MaybePriority = None,
        assignee: shapes.MaybeAssignee = None,
        state: shapes.MaybeState = None,
    ) -> OneIssue:
        """Change an issue: title, description, team, priority, assignee (or "nobody"), or reopen it."""
        person = asking_person()
        given = {
            "title": title,
            "description": description,
            "team": team,
            "priority": priority,
            "state": state,
        }
        changes: dict[str, str | None] = {name: value for name, value in given.items() if value is not None}
        if assignee is not None:
            changes["assignee"] = colleague_or_nobody(person, assignee)
        with self._database.writing() as connection:
            visible_issue(connection, person, key)
            notes = issues.change(connection, person, key, changes)
        return self._issue(person, key, " ".join(notes) or "Nothing had to be changed.")

    def comment_on_issue(self, key: shapes.IssueKey, comment: shapes.CommentText) -> OneIssue:
        """Add a comment to an issue in your name."""
        person = asking_person()
        with self._database.writing() as connection:
            issue = visible_issue(connection, person, key)
            issues.comment(connection, person, key, comment)
        return self._issue(person, key, f"Commented on {issue.key}.")

    def close_issue(self, key: shapes.IssueKey, comment: shapes.MaybeComment = None) -> OneIssue:
        """Close an issue that is done or not wanted, with a comment if you like. It can be reopened."""
        person = asking_person()
        with self._database.writing() as connection:
            issue = visible_issue(connection, person, key)
            if comment:
                issues.comment(connection, person, key, comment)
            closed = issues.change(connection, person, key, {"state": "closed"})
        return self._issue(person, key, f"Closed {issue.key}." if closed else f"{issue.key} was closed already.")

    def _issue(self, person: Person, key: str, outcome: str = "") -> CallToolResult:
        with self._database.reading() as connection:
            issue = visible_issue(connection, person, key)
        text = wording.issue_text(issue)
        return answer(f"{outcome}\n\n{text}" if outcome else text, issue)
