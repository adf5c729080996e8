"""What Asana's tools give back."""

from typing import Any, Self

from pydantic import BaseModel

from connectors.servers.texts import Part, cut
from connectors.servers.tools import Listed, Result

# The fields that a task of a list has; a field that is not asked for does not come.
TASK_FIELDS = (
    "name,permalink_url,completed,assignee.name,due_on,due_at,projects.name,parent.name,modified_at,created_at,"
    "workspace.name"
)

LONGEST_TITLE = 300
MOST_MEMBERS = 50


class Named(BaseModel):
    """Something with a name and an id."""

    id: str
    name: str

    @classmethod
    def of(cls, record: dict[str, Any]) -> Self:
        """From a compact record; what this account may not see has no name."""
        return cls(id=record["gid"], name=record.get("name") or "(private)")

    def told(self) -> str:
        """Name and id."""
        return f"{self.name} (id {self.id})"


class Task(Result):
    """A task as it stands in lists, and as stored after a change."""

    id: str
    title: str
    url: str
    completed: bool
    assignee: Named | None
    due: str
    projects: list[Named]
    parent: Named | None
    modified_at: str

    @classmethod
    def of(cls, record: dict[str, Any]) -> Self:
        """From the API's record."""
        return cls(
            id=record["gid"],
            title=record.get("name") or "",
            url=record.get("permalink_url") or "",
            completed=bool(record.get("completed")),
            assignee=_maybe(record.get("assignee")),
            due=record.get("due_at") or record.get("due_on") or "",
            projects=[Named.of(each) for each in record.get("projects") or []],
            parent=_maybe(record.get("parent")),
            modified_at=record.get("modified_at") or "",
        )

    def text(self) -> str:
        return self.line()

    def line(self) -> str:
        """In one line, without what is not set."""
        told = [
            f"{cut(self.title, LONGEST_TITLE) or '(no name)'} (id {self.id})",
            "completed" if self.completed else "open",
            self.assignee.told() if self.assignee else "unassigned",
            f"due {self.due}" if self.due else "",
            f"in {', '.join(each.told() for each in self.projects)}" if self.projects else "",
            f"part of {self.parent.told()}" if self.parent else "",
            self.url,
        ]
        return " · ".join(each for each in told if each)


class Tasks(Listed):
    """One page of tasks."""

    tasks: list[Task]

    def text(self) -> str:
        return self.with_more("\n".join(f"- {task.line()}" for task in self.tasks) or "No task fits.")


class Comment(BaseModel):
    """What somebody said under a task."""

    id: str
    author: str
    created_at: str
    text: str


class CustomField(BaseModel):
    """A field of the workspace's own, as Asana shows its value."""

    id: str
    name: str
    value: str


class WholeTask(Listed):
    """One task with its notes and a page of its comments; `next_cursor` leads to later comments."""

    task: Task
    workspace: Named | None
    notes: str
    next_part: int
    tags: list[str]
    custom_fields: list[CustomField]
    sub_tasks: int
    comments: list[Comment]

    def text(self) -> str:
        parts = [self.task.line()]
        parts += [f"{each.name}: {each.value}" for each in self.custom_fields if each.value]
        parts += [f"Tags: {', '.join(self.tags)}"] if self.tags else []
        parts += [f"Sub-tasks: {self.sub_tasks}"] if self.sub_tasks else []
        parts += ["", Part(self.notes or "(no notes)", self.next_part).told("part")]
        parts += [f"\nComment by {each.author}, {each.created_at}:\n{each.text}" for each in self.comments]
        return self.with_more("\n".join(parts))


class Workspaces(Listed):
    """The workspaces of this account."""

    workspaces: list[Named]

    def text(self) -> str:
        lines = [f"- {each.told()}" for each in self.workspaces]
        return self.with_more("\n".join(lines) or "This account has no workspace.")


class Person(BaseModel):
    """Somebody of a workspace."""

    id: str
    name: str
    email: str


class People(Listed):
    """Some people of a workspace."""

    people: list[Person]

    def text(self) -> str:
        lines = [f"- {each.name} ({each.email or 'no e-mail address shown'}, id {each.id})" for each in self.people]
        return self.with_more("\n".join(lines) or "There is nobody of that name that you can see.")


class Project(BaseModel):
    """A project as it stands in lists."""

    id: str
    title: str
    url: str
    owner: Named | None
    due: str
    status: str
    archived: bool

    @classmethod
    def of(cls, record: dict[str, Any]) -> Self:
        """From the API's record."""
        return cls(
            id=record["gid"],
            title=record.get("name") or "",
            url=record.get("permalink_url") or "",
            owner=_maybe(record.get("owner")),
            due=record.get("due_on") or "",
            status=(record.get("current_status_update") or {}).get("title") or "",
            archived=bool(record.get("archived")),
        )

    def line(self) -> str:
        """In one line, without what is not set."""
        told = [
            f"{cut(self.title, LONGEST_TITLE)} (id {self.id})",
            f"owner {self.owner.name}" if self.owner else "",
            f"due {self.due}" if self.due else "",
            f"last status: {self.status}" if self.status else "",
            "archived" if self.archived else "",
            self.url,
        ]
        return " · ".join(each for each in told if each)


class Projects(Listed):
    """One page of projects."""

    projects: list[Project]

    def text(self) -> str:
        return self.with_more("\n".join(f"- {each.line()}" for each in self.projects) or "There are no projects.")


class WholeProject(Result):
    """One project with how far it is."""

    project: Project
    notes: str
    next_part: int
    members: list[Named]
    tasks: int
    completed_tasks: int

    def text(self) -> str:
        lines = [self.project.line(), f"{self.completed_tasks} of {self.tasks} tasks are completed."]
        shown = ", ".join(each.name for each in self.members[:MOST_MEMBERS])
        more = f" and {len(self.members) - MOST_MEMBERS} more" if len(self.members) > MOST_MEMBERS else ""
        lines += [f"Members: {shown}{more}"] if shown else []
        return "\n".join([*lines, "", Part(self.notes or "(no description)", self.next_part).told("part")])


class Commented(Result):
    """The comment as Asana stored it."""

    id: str
    task: Named
    url: str
    body: str

    def text(self) -> str:
        return f"Commented on {self.task.told()} ({self.url}):\n{self.body}"


def _maybe(record: dict[str, Any] | None) -> Named | None:
    return None if record is None else Named.of(record)
