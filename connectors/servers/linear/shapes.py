"""What Linear's tools give back."""

from typing import Any, Self

from pydantic import BaseModel

from connectors.servers.api import Refused
from connectors.servers.linear.server import PRIORITIES
from connectors.servers.texts import Part
from connectors.servers.tools import Listed, Result


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


class Issue(Result):
    """An issue as it stands in lists, and as stored after a change."""

    id: str
    identifier: str
    title: str
    url: str
    team: str
    status: str
    status_kind: str
    priority: str
    assignee: str
    labels: list[str]
    project: str
    project_id: str
    cycle: str
    due_date: str
    updated_at: str

    @classmethod
    def of(cls, node: dict[str, Any]) -> Self:
        """From the API's answer."""
        return cls(**issue_fields(node))

    def text(self) -> str:
        return self.line()

    def line(self) -> str:
        """In one line, without what is not set."""
        told = [
            f"{self.identifier} · {self.title}",
            self.status,
            f"{self.priority} priority" if self.priority != "none" else "",
            self.assignee or "unassigned",
            f"labels {', '.join(self.labels)}" if self.labels else "",
            f"project {self.project}" if self.project else "",
            f"cycle {self.cycle}" if self.cycle else "",
            f"due {self.due_date}" if self.due_date else "",
            self.url,
        ]
        return " · ".join(each for each in told if each)


class Issues(Listed):
    """One page of issues."""

    issues: list[Issue]

    def text(self) -> str:
        return self.with_more("\n".join(f"- {issue.line()}" for issue in self.issues) or "No issue fits.")


class Comment(BaseModel):
    """What somebody said under an issue."""

    id: str
    author: str
    created_at: str
    body: str


class Relative(BaseModel):
    """An issue above or below another."""

    identifier: str
    title: str
    status: str = ""


class WholeIssue(Listed):
    """One issue with its description and a page of its comments; `next_cursor` leads to more comments."""

    issue: Issue
    description: str
    next_part: int
    created_at: str
    created_by: str
    comments: list[Comment]
    estimate: str = ""
    parent: Relative | None = None
    sub_issues: list[Relative] = []
    are_sub_issues_cut: bool = False

    def text(self) -> str:
        parts = [self.issue.line(), f"Created {self.created_at} by {self.created_by or 'an application'}."]
        if self.parent:
            parts.append(f"Part of {self.parent.identifier} · {self.parent.title}")
        if self.estimate:
            parts.append(f"Estimate: {self.estimate}")
        parts += [f"- sub-issue {each.identifier} · {each.title} · {each.status}" for each in self.sub_issues]
        parts += ["(more sub-issues than these: open the link)"] if self.are_sub_issues_cut else []
        parts += ["", Part(self.description or "(no description)", self.next_part).told("part")]
        parts += [
            f"\nComment by {each.author or 'an application'}, {each.created_at}:\n{each.body}" for each in self.comments
        ]
        return self.with_more("\n".join(parts))


class Named(BaseModel):
    """Something of a team that has an id."""

    id: str
    name: str
    kind: str = ""


class WholeTeam(Result):
    """A team with what its issues can have."""

    team: Team
    description: str
    statuses: list[Named]
    labels: list[Named]
    are_labels_cut: bool
    current_cycle: str

    def text(self) -> str:
        lines = [f"{self.team.name} (key {self.team.key}, id {self.team.id})", self.description]
        lines += ["Statuses:", *(f"- {each.name} ({each.kind}, id {each.id})" for each in self.statuses)]
        lines += ["Labels:", *(f"- {each.name} (id {each.id})" for each in self.labels)]
        lines += ["(more labels than these)"] if self.are_labels_cut else []
        lines.append(f"Current cycle: {self.current_cycle or 'none'}")
        return "\n".join(line for line in lines if line)


class Person(BaseModel):
    """Somebody of the workspace."""

    id: str
    name: str
    display_name: str
    email: str


class People(Listed):
    """One page of people."""

    people: list[Person]

    def text(self) -> str:
        lines = [f"- {each.name} ({each.email}, id {each.id})" for each in self.people]
        return self.with_more("\n".join(lines) or "There is nobody that you can see.")


class Project(BaseModel):
    """A project; `progress` in percent."""

    id: str
    title: str
    url: str
    summary: str
    status: str
    progress: int
    lead: str
    teams: list[str]
    target_date: str


class Projects(Listed):
    """One page of projects."""

    projects: list[Project]

    def text(self) -> str:
        return self.with_more("\n".join(_project_line(each) for each in self.projects) or "No project fits.")


class Cycle(BaseModel):
    """A team's cycle; `phase` is past, current or upcoming."""

    id: str
    number: int
    name: str
    starts_at: str
    ends_at: str
    phase: str


class Cycles(Listed):
    """One page of a team's cycles."""

    cycles: list[Cycle]

    def text(self) -> str:
        lines = [
            f"- Cycle {each.number}{f' {each.name}' if each.name else ''} ({each.phase}; {each.starts_at} to "
            f"{each.ends_at}; id {each.id})"
            for each in self.cycles
        ]
        return self.with_more("\n".join(lines) or "This team has no cycles.")


class Commented(Result):
    """The comment as Linear stored it."""

    issue: str
    title: str
    url: str
    body: str

    def text(self) -> str:
        return f"Commented on {self.issue} · {self.title} ({self.url}):\n{self.body}"


def issue_fields(node: dict[str, Any]) -> dict[str, Any]:
    """An issue of the API in our words."""
    state, project, cycle = node["state"], node.get("project") or {}, node.get("cycle") or {}
    return {
        **{name: node[name] for name in ("id", "identifier", "title", "url")},
        "team": node["team"]["key"],
        "status": state["name"],
        "status_kind": state["type"],
        # A float in the schema: 2 and 2.0 are the same priority.
        "priority": PRIORITIES[int(node["priority"])] if 0 <= node["priority"] <= 4 else "none",
        "assignee": person_name(node.get("assignee")),
        "labels": [label["name"] for label in node["labels"]["nodes"]],
        "project": project.get("name") or "",
        "project_id": project.get("id") or "",
        "cycle": " ".join(str(part) for part in (_whole(cycle.get("number")), cycle.get("name")) if part),
        "due_date": node.get("dueDate") or "",
        "updated_at": node["updatedAt"],
    }


def person_name(user: dict[str, Any] | None) -> str:
    """A name with the address that distinguishes it; empty for nobody."""
    return f"{user['name']} <{user['email']}>" if user else ""


def next_cursor(page: dict[str, Any]) -> str:
    """The cursor of the page after a connection's, empty at the end."""
    info = page["pageInfo"]
    return (info["endCursor"] or "") if info["hasNextPage"] else ""


def there(node: dict[str, Any] | None, what: str) -> dict[str, Any]:
    """The node. Raises Refused where the API gives none."""
    if node is None:
        raise Refused(f"Linear has no {what} that you can see.")
    return node


def _whole(number: float | None) -> str:
    return "" if number is None else f"{number:g}"


def _project_line(each: Project) -> str:
    told = [each.title, each.status, f"{each.progress} %", f"lead {each.lead}" if each.lead else "no lead"]
    told += [f"target {each.target_date}"] if each.target_date else []
    told += [f"teams {', '.join(each.teams)}"] if each.teams else []
    return "- " + " · ".join([*told, f"id {each.id}", each.url]) + (f"\n  {each.summary}" if each.summary else "")
