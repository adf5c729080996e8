"""Acme Tracker's tools."""

from typing import Annotated

from mcp_types import CallToolResult, ToolAnnotations

from connectors.demo.database import Database, Limit, Person, Private, Query, name_of
from connectors.demo.speaking_server import SpeakingServer, answer, asking_person
from connectors.demo.tracker import issues
from connectors.demo.tracker.issues import Issue, IssueDetails, IssueList, colleague, colleague_or_nobody, visible_issue

# The tracker's results as text, for the model and for a person who opens the result.


def issue_line(issue: Issue) -> str:
    """One line of a list."""
    facts = [issue.state, f"{issue.priority} priority", issue.team, f"assigned to {name_of(issue.assignee)}"]
    if issue.private:
        facts.append("private")
    return f"- {issue.key} · {issue.title} ({', '.join(facts)})"


def issue_list(found: IssueList) -> str:
    """The list with its count."""
    if not found.issues:
        return "No issues match."
    noun = "issue" if found.total == 1 else "issues"
    shown = "" if len(found.issues) == found.total else f", the latest {len(found.issues)} shown"
    return "\n".join([f"{found.total} {noun}{shown}:", *map(issue_line, found.issues)])


def issue_text(issue: IssueDetails) -> str:
    """Everything about one issue."""
    reported = f"{name_of(issue.reporter)} on {issue.created_at[:10]}"
    facts = [
        f"# {issue.key} · {issue.title}",
        f"State: {issue.state} · Priority: {issue.priority} · Team: {issue.team}",
        f"Assigned to: {name_of(issue.assignee)} · Reported by: {reported}",
    ]
    if issue.private:
        facts.append("Private: only its reporter sees it.")
    facts += ["", issue.description or "No description."]
    if issue.comments:
        facts += ["", "## Comments"]
        facts += [f"- {name_of(note.author)}, {note.created_at[:10]}: {note.body}" for note in issue.comments]
    return "\n".join(facts)


_READS = ToolAnnotations(read_only_hint=True, open_world_hint=False)
# Changes are kept as notes on the issue, so none of these tools destroys anything.
_WRITES = ToolAnnotations(read_only_hint=False, destructive_hint=False, idempotent_hint=False, open_world_hint=False)
_WRITES_ONCE = ToolAnnotations(
    read_only_hint=False, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)
OneIssue = Annotated[CallToolResult, issues.IssueDetails]
ManyIssues = Annotated[CallToolResult, issues.IssueList]


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
        state: issues.MaybeState = None,
        team: issues.MaybeTeam = None,
        priority: issues.MaybePriority = None,
        assignee: issues.MaybeAssignee = None,
        limit: Limit = 25,
    ) -> ManyIssues:
        """List or search the issues that you can see, by words, state, team, priority and assignee."""
        person = asking_person()
        filters: dict[str, str | None] = {"state": state, "team": team, "priority": priority}
        filters["assignee"] = colleague(person, assignee) if assignee else None
        with self._database.reading() as connection:
            found, total = issues.find(connection, person, query=query, filters=filters, limit=limit)
        result = issues.IssueList(issues=found, total=total)
        return answer(issue_list(result), result)

    def get_issue(self, key: issues.IssueKey) -> OneIssue:
        """Read one issue with its description, comments and history."""
        return self._issue(asking_person(), key)

    def create_issue(
        self,
        title: issues.Title,
        description: issues.Description = "",
        team: issues.MaybeTeam = None,
        priority: issues.Priority = "medium",
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
        key: issues.IssueKey,
        title: issues.MaybeTitle = None,
        description: issues.MaybeDescription = None,
        team: issues.MaybeTeam = None,
        priority: issues.MaybePriority = None,
        assignee: issues.MaybeAssignee = None,
        state: issues.MaybeState = None,
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

    def comment_on_issue(self, key: issues.IssueKey, comment: issues.CommentText) -> OneIssue:
        """Add a comment to an issue in your name."""
        person = asking_person()
        with self._database.writing() as connection:
            issue = visible_issue(connection, person, key)
            issues.comment(connection, person, key, comment)
        return self._issue(person, key, f"Commented on {issue.key}.")

    def close_issue(self, key: issues.IssueKey, comment: issues.MaybeComment = None) -> OneIssue:
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
        text = issue_text(issue)
        return answer(f"{outcome}\n\n{text}" if outcome else text, issue)
