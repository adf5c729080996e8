"""Tools that find and read issues."""

from typing import Annotated, Any, Literal

from pydantic import Field

from connectors.servers.linear.api import linear
from connectors.servers.linear.names import label_ids, person_named, project_named, status_ids, team_named
from connectors.servers.linear.queries import ISSUE, ISSUE_WITH_FAMILY, ISSUES_BY_CREATION, ISSUES_BY_UPDATE, SEARCH
from connectors.servers.linear.server import PRIORITIES, SERVER, IssueId, Limit, Priority
from connectors.servers.linear.shapes import (
    Comment,
    Issue,
    Issues,
    Relative,
    WholeIssue,
    next_cursor,
    there,
)
from connectors.servers.texts import Part, PartStart, cut, day, share
from connectors.servers.tools import Cursor

COMMENTS = 20
Kind = Literal["any", "open", "triage", "backlog", "unstarted", "started", "completed", "canceled"]
CycleChoice = Literal["any", "current", "next", "previous"]
_CYCLES = {"current": "isActive", "next": "isNext", "previous": "isPrevious"}
_CLOSED = ["completed", "canceled", "duplicate"]

Team = Annotated[str, Field(description="Only of this team: key, name or id.", max_length=100)]


@SERVER.reads("List issues")
async def list_issues(
    team: Team = "",
    assignee: Annotated[str, Field(description="`me`, an e-mail address, a name, or `none`.", max_length=200)] = "",
    status: Annotated[str, Field(description="A status by its name, such as In Review.", max_length=100)] = "",
    kind: Annotated[Kind, Field(description="The kind of status; `open` is neither done nor canceled.")] = "any",
    priority: Annotated[Priority | Literal["any"], Field(description="Only of this priority.")] = "any",
    project: Annotated[str, Field(description="A project's name or id.", max_length=200)] = "",
    label: Annotated[str, Field(description="A label's name.", max_length=100)] = "",
    cycle: Annotated[CycleChoice, Field(description="Only of this cycle of its team.")] = "any",
    due_by: Annotated[str, Field(description="Due on this day or before: YYYY-MM-DD.", max_length=10)] = "",
    sort: Annotated[Literal["updated", "created"], Field(description="Which come first: last changed or newest.")] = (
        "updated"
    ),
    limit: Limit = 25,
    cursor: Cursor = "",
) -> Issues:
    """List issues by team, assignee, status, priority, project, label, cycle or due date. Use it for "my issues", a \
team's backlog, what is urgent. For words in titles and descriptions use search_issues; for one issue get_issue."""
    team_id = (await team_named(team))["id"] if team else ""
    wanted = {**_plain_filters(priority, cycle, due_by), **await _state_filter(status, kind, team_id)}
    if team:
        wanted["team"] = {"id": {"eq": team_id}}
    if assignee:
        is_nobody = assignee.casefold() == "none"
        wanted["assignee"] = {"null": True} if is_nobody else {"id": {"eq": (await person_named(assignee))["id"]}}
    if project:
        wanted["project"] = {"id": {"eq": (await project_named(project))["id"]}}
    if label:
        wanted["labels"] = {"some": {"id": {"in": await label_ids(label)}}}
    document = ISSUES_BY_UPDATE if sort == "updated" else ISSUES_BY_CREATION
    return _page((await linear.query(document, {"first": limit, "after": cursor or None, "filter": wanted}))["issues"])


@SERVER.reads("Search issues")
async def search_issues(
    query: Annotated[str, Field(description="Words to look for.", min_length=2, max_length=500)],
    team: Team = "",
    in_comments: Annotated[bool, Field(description="Look through comments too.")] = False,
    limit: Limit = 20,
    cursor: Cursor = "",
) -> Issues:
    """Search issues by words in their titles and descriptions, the most fitting first. Use it before creating an \
issue, to find one that is there already. Not for lists by status or person: list_issues."""
    wanted = {"team": {"id": {"eq": (await team_named(team))["id"]}}} if team else {}
    variables = {"term": query, "first": limit, "after": cursor or None, "filter": wanted, "comments": in_comments}
    return _page((await linear.query(SEARCH, variables))["searchIssues"])


@SERVER.reads("Get issue")
async def get_issue(
    issue: IssueId,
    with_sub_issues: Annotated[bool, Field(description="Also its estimate, parent and sub-issues.")] = False,
    part: PartStart = 0,
    cursor: Cursor = "",
) -> WholeIssue:
    """Read one issue with its description and comments (20 a page). Use it when the identifier is known; find it \
with list_issues or search_issues first otherwise."""
    document = ISSUE_WITH_FAMILY if with_sub_issues else ISSUE
    variables = {"id": issue, "first": COMMENTS, "after": cursor or None}
    found = there((await linear.query(document, variables))["issue"], f"issue {issue!r}")
    described = Part.of(found.get("description") or "", part)
    said = sorted(found["comments"]["nodes"], key=lambda comment: str(comment["createdAt"]))
    parent, children = found.get("parent"), found.get("children") or {"nodes": []}
    return WholeIssue(
        issue=Issue.of(found),
        description=described.text,
        next_part=described.next_part,
        created_at=found["createdAt"],
        created_by=(found.get("creator") or {}).get("name", ""),
        comments=[_comment(each, share(len(said))) for each in said],
        next_cursor=next_cursor(found["comments"]),
        estimate="" if found.get("estimate") is None else f"{found['estimate']:g}",
        parent=Relative(**parent) if parent else None,
        sub_issues=[
            Relative(identifier=each["identifier"], title=each["title"], status=each["state"]["name"])
            for each in children["nodes"]
        ],
        are_sub_issues_cut=bool(children.get("pageInfo", {}).get("hasNextPage")),
    )


def _plain_filters(priority: Priority | Literal["any"], cycle: str, due_by: str) -> dict[str, Any]:
    """What needs no look-up."""
    wanted: dict[str, Any] = {}
    if priority != "any":
        wanted["priority"] = {"eq": PRIORITIES.index(priority)}
    if cycle in _CYCLES:
        wanted["cycle"] = {_CYCLES[cycle]: {"eq": True}}
    if due_by:
        wanted["dueDate"] = {"lte": day(due_by)}
    return wanted


async def _state_filter(status: str, kind: str, team_id: str) -> dict[str, Any]:
    """By the status's name and kind; both have to fit."""
    wanted: dict[str, Any] = {"id": {"in": await status_ids(status, team_id)}} if status else {}
    if kind != "any":
        wanted["type"] = {"nin": _CLOSED} if kind == "open" else {"eq": kind}
    return {"state": wanted} if wanted else {}


def _page(found: dict[str, Any]) -> Issues:
    return Issues(issues=[Issue.of(node) for node in found["nodes"]], next_cursor=next_cursor(found))


def _comment(node: dict[str, Any], longest: int) -> Comment:
    author = (node.get("user") or {}).get("name", "")
    return Comment(id=node["id"], author=author, created_at=node["createdAt"], body=cut(node["body"], longest))
