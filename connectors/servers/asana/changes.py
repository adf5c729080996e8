"""Tools that create and change tasks and comment on them: one request each, of what was looked up before."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from connectors.servers.api import Refused, segment
from connectors.servers.asana.api import asana
from connectors.servers.asana.names import person_named, project_named, task_of, workspace_named
from connectors.servers.asana.server import (
    LONGEST_NAME,
    LONGEST_TEXT,
    SERVER,
    PersonName,
    ProjectName,
    TaskId,
    WorkspaceName,
)
from connectors.servers.asana.shapes import TASK_FIELDS, Commented, Named, Task
from connectors.servers.texts import day, in_utc

DUE = "A day, YYYY-MM-DD, or a time with its offset, 2026-12-31T17:00+01:00."


@SERVER.writes("Create task")
async def create_task(
    name: Annotated[str, Field(description="What is to be done, in one line.", min_length=1, max_length=LONGEST_NAME)],
    notes: Annotated[str, Field(description="Plain text, no HTML.", max_length=LONGEST_TEXT)] = "",
    project: ProjectName = "",
    assignee: PersonName = "",
    due: Annotated[str, Field(description=DUE, max_length=40)] = "",
    parent: Annotated[str, Field(description="The id of the task that this is a part of.", max_length=30)] = "",
    workspace: WorkspaceName = "",
) -> Task:
    """Create a task in a project, below another task, or for somebody: at least one of these is needed. Look first \
whether it is there already. Not for changing a task: update_task."""
    if not (project or parent or assignee):
        raise Refused("Give a project, a parent task or an assignee: nobody finds a task that has none of them.")
    data: dict[str, Any] = {"name": name, **({"notes": notes} if notes else {}), **due_fields(due)}
    within = ""
    if project:
        found = await project_named(lambda: workspace_named(workspace), project)
        data["projects"], within = [found["gid"]], found["workspace"]["gid"]
    if parent:
        above = await task_of(parent)
        data["parent"], within = parent, within or above["workspace"]["gid"]
    if not within:
        within = data["workspace"] = await workspace_named(workspace)
    if assignee:
        data["assignee"] = (await person_named(within, assignee))["gid"]
    return Task.of(await asana.changed("POST", "/tasks", TASK_FIELDS, data))


@SERVER.writes("Update task", idempotent=True)
async def update_task(
    task: TaskId,
    name: Annotated[str, Field(description="A new name.", max_length=LONGEST_NAME)] = "",
    notes: Annotated[str, Field(description="Plain text that replaces all notes.", max_length=LONGEST_TEXT)] = "",
    state: Annotated[Literal["unchanged", "open", "completed"], Field(description="Done or not.")] = "unchanged",
    assignee: Annotated[PersonName, Field(description="As in create_task; `none` clears it.")] = "",
    due: Annotated[str, Field(description=f"{DUE} `none` clears it.", max_length=40)] = "",
) -> Task:
    """Change a task: its name, notes, assignee, due date, or complete it. What is left out stays as it is. To say \
something about it use comment_on_task."""
    data: dict[str, Any] = {key: text for key, text in (("name", name), ("notes", notes)) if text}
    data |= {} if state == "unchanged" else {"completed": state == "completed"}
    data |= {"due_on": None} if due.casefold() == "none" else due_fields(due)
    before = await task_of(task)
    if assignee:
        is_nobody = assignee.casefold() == "none"
        data["assignee"] = None if is_nobody else (await person_named(before["workspace"]["gid"], assignee))["gid"]
    if not data:
        raise Refused("Nothing was given that should change.")
    return Task.of(await asana.changed("PUT", f"/tasks/{segment(task)}", TASK_FIELDS, data))


@SERVER.writes("Comment on task")
async def comment_on_task(
    task: TaskId, body: Annotated[str, Field(description="Plain text, no HTML.", min_length=1, max_length=LONGEST_TEXT)]
) -> Commented:
    """Add a comment to a task in the member's name. Not for changing the task itself: update_task."""
    about = await task_of(task)
    said = await asana.changed("POST", f"/tasks/{segment(task)}/stories", "text,created_at", {"text": body})
    return Commented(
        id=said["gid"], task=Named.of(about), url=about.get("permalink_url") or "", body=said.get("text") or ""
    )


def due_fields(due: str) -> dict[str, str]:
    """A day goes as `due_on`; a time as `due_at` in UTC, and never without saying which time zone it is in."""
    if not due:
        return {}
    if "T" not in due.upper():
        return {"due_on": day(due)}
    try:
        moment = datetime.fromisoformat(due)
    except ValueError:
        raise Refused(f"{due!r} is not a time such as 2026-12-31T17:00+01:00.") from None
    if moment.tzinfo is None:
        raise Refused(f"{due!r} does not say its time zone: add an offset such as +01:00, or Z.")
    return {"due_at": in_utc(moment).isoformat(timespec="milliseconds").replace("+00:00", "Z")}
