"""Tools that create and change issues and comment on them: one mutation each, of what was looked up before."""

from typing import Annotated, Any, Literal

from pydantic import Field

from connectors.servers.api import Refused
from connectors.servers.linear.api import linear
from connectors.servers.linear.names import (
    Node,
    cycle_in,
    labels_in,
    person_named,
    project_named,
    status_in,
    team_named,
    whole_team,
)
from connectors.servers.linear.queries import COMMENT, CREATE, ISSUE_TEAM, UPDATE
from connectors.servers.linear.server import (
    LONGEST_TEXT,
    LONGEST_TITLE,
    PRIORITIES,
    SERVER,
    IssueId,
    Priority,
    TeamName,
)
from connectors.servers.linear.shapes import Commented, Issue, there
from connectors.servers.texts import day

Description = Annotated[str, Field(description="In Markdown.", max_length=LONGEST_TEXT)]
Status = Annotated[str, Field(description="One of the team's statuses by its name.", max_length=100)]
Labels = Annotated[list[str], Field(description="Labels by their names.", max_length=20)]
CLEARS = "`none` clears it."


@SERVER.writes("Create issue")
async def create_issue(
    team: TeamName,
    title: Annotated[str, Field(description="The title, in one line.", min_length=1, max_length=LONGEST_TITLE)],
    description: Description = "",
    status: Status = "",
    assignee: Annotated[str, Field(description="`me`, an e-mail address or a name.", max_length=200)] = "",
    priority: Annotated[Priority, Field(description="How urgent it is.")] = "none",
    labels: Labels = [],  # noqa: B006
    project: Annotated[str, Field(description="A project's name or id.", max_length=200)] = "",
    cycle: Annotated[str, Field(description="`current`, `next`, or a cycle's number.", max_length=100)] = "",
    due_date: Annotated[str, Field(description="YYYY-MM-DD.", max_length=10)] = "",
    parent: Annotated[str, Field(description="The issue that this is a part of, such as ENG-123.", max_length=64)] = "",
) -> Issue:
    """Create an issue in a team, in the member's name. Look with search_issues first whether it is there already. \
Not for changing an issue: update_issue."""
    within = await whole_team((await team_named(team))["id"])
    given = await _ids(within, status=status, assignee=assignee, project=project, cycle=cycle, due_date=due_date)
    if description:
        given["description"] = description
    if priority != "none":
        given["priority"] = PRIORITIES.index(priority)
    if labels:
        given["labelIds"] = [label["id"] for label in await labels_in(within, labels)]
    if parent:
        given["parentId"] = (await _issue_head(parent))["id"]
    done = await linear.mutate(CREATE, "issueCreate", {"input": {"teamId": within["id"], "title": title, **given}})
    return Issue.of(_stored(done["issue"]))


@SERVER.writes("Update issue", idempotent=True)
async def update_issue(
    issue: IssueId,
    title: Annotated[str, Field(description="A new title.", max_length=LONGEST_TITLE)] = "",
    description: Annotated[
        str, Field(description="Markdown that replaces the whole description.", max_length=LONGEST_TEXT)
    ] = "",
    status: Status = "",
    assignee: Annotated[str, Field(description=f"`me`, an e-mail address or a name. {CLEARS}", max_length=200)] = "",
    priority: Annotated[Priority | Literal["unchanged"], Field(description="How urgent it is.")] = "unchanged",
    add_labels: Labels = [],  # noqa: B006
    remove_labels: Labels = [],  # noqa: B006
    project: Annotated[str, Field(description=f"A project's name or id. {CLEARS}", max_length=200)] = "",
    cycle: Annotated[str, Field(description=f"`current`, `next`, or a number. {CLEARS}", max_length=100)] = "",
    due_date: Annotated[str, Field(description=f"YYYY-MM-DD. {CLEARS}", max_length=10)] = "",
) -> Issue:
    """Change an issue: its title, description, status (close it, too), assignee, priority, labels, project, cycle or \
due date. What is left out stays as it is. To say something about it use comment_on_issue."""
    head = await _issue_head(issue)
    within = await whole_team(head["team"]["id"])
    given = await _ids(within, status=status, assignee=assignee, project=project, cycle=cycle, due_date=due_date)
    given |= {name: text for name, text in (("title", title), ("description", description)) if text}
    if priority != "unchanged":
        given["priority"] = PRIORITIES.index(priority)
    for field, names in (("addedLabelIds", add_labels), ("removedLabelIds", remove_labels)):
        if names:
            given[field] = [label["id"] for label in await labels_in(within, names)]
    if not given:
        raise Refused("Nothing was given that should change.")
    done = await linear.mutate(UPDATE, "issueUpdate", {"id": head["id"], "input": given})
    return Issue.of(_stored(done["issue"]))


@SERVER.writes("Comment on issue")
async def comment_on_issue(
    issue: IssueId, body: Annotated[str, Field(description="Markdown.", min_length=1, max_length=LONGEST_TEXT)]
) -> Commented:
    """Add a comment to an issue in the member's name. Not for changing the issue itself: update_issue."""
    head = await _issue_head(issue)
    done = await linear.mutate(COMMENT, "commentCreate", {"input": {"issueId": head["id"], "body": body}})
    said = _stored(done["comment"])
    about = said["issue"] or head
    return Commented(issue=about["identifier"], title=about["title"], url=about["url"], body=said["body"])


def _stored(node: Node | None) -> Node:
    """What Linear shows of what it did."""
    if node is None:
        raise Refused("Linear did this, but does not show what it stored. Look there before it is done once more.")
    return node


async def _issue_head(issue: str) -> Node:
    return there((await linear.query(ISSUE_TEAM, {"id": issue}))["issue"], f"issue {issue!r}")


async def _ids(team: Node, *, status: str, assignee: str, project: str, cycle: str, due_date: str) -> dict[str, Any]:
    """What was given by name, as ids; `none` clears."""
    given: dict[str, Any] = {}
    if status:
        given["stateId"] = status_in(team, status)["id"]
    if assignee:
        given["assigneeId"] = None if _is_none(assignee) else (await person_named(assignee))["id"]
    if project:
        given["projectId"] = None if _is_none(project) else (await project_named(project))["id"]
    if cycle:
        given["cycleId"] = None if _is_none(cycle) else (await cycle_in(team["id"], cycle))["id"]
    if due_date:
        given["dueDate"] = None if _is_none(due_date) else day(due_date)
    return given


def _is_none(name: str) -> bool:
    return name.casefold() == "none"
