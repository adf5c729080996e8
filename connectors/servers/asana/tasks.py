"""Tools that find and read tasks."""

from datetime import date, datetime, timedelta
from typing import Annotated, Any, Literal

from pydantic import Field

from connectors.servers.api import Refused, segment
from connectors.servers.asana.api import asana
from connectors.servers.asana.names import person_named, project_named, workspace_named
from connectors.servers.asana.server import SERVER, Limit, PersonName, ProjectName, TaskId, WorkspaceName
from connectors.servers.asana.shapes import TASK_FIELDS, Comment, CustomField, Named, Task, Tasks, WholeTask
from connectors.servers.texts import Part, PartStart, cut, day, in_utc, share
from connectors.servers.tools import Cursor

LONGEST_VALUE = 300
_STORIES = 100
_WHOLE = f"{TASK_FIELDS},notes,tags.name,num_subtasks,custom_fields.name,custom_fields.display_value"
# Open, or completed since then: only the open ones. Asana's "now" is no date-time, and would differ page by page.
_NEVER = "2999-01-01T00:00:00.000Z"
State = Literal["open", "completed", "any"]


@SERVER.reads("List tasks")
async def list_tasks(
    project: ProjectName = "",
    assignee: PersonName = "",
    workspace: WorkspaceName = "",
    with_completed: Annotated[bool, Field(description="Also tasks that are done.")] = False,
    limit: Limit = 25,
    cursor: Cursor = "",
) -> Tasks:
    """List the tasks of a project, or those assigned to somebody (yourself, when neither is given). Use it for "my \
tasks" and a project's tasks. For words, dates, or a person within a project use search_tasks."""
    if project and assignee:
        raise Refused("Asana lists by project or by assignee, not by both: search_tasks can.")
    query: dict[str, str | int] = {"limit": limit, "offset": cursor}
    if project:
        query["project"] = (await project_named(lambda: workspace_named(workspace), project))["gid"]
    else:
        query["workspace"] = await workspace_named(workspace)
        query["assignee"] = (await person_named(str(query["workspace"]), assignee or "me"))["gid"]
    if not with_completed:
        query["completed_since"] = _NEVER
    found, following = await asana.page("/tasks", TASK_FIELDS, query)
    return Tasks(tasks=[Task.of(each) for each in found], next_cursor=following)


@SERVER.reads("Search tasks")
async def search_tasks(
    query: Annotated[str, Field(description="Words in names and notes.", max_length=500)] = "",
    assignee: PersonName = "",
    project: ProjectName = "",
    state: Annotated[State, Field(description="Whether done.")] = "any",
    due_by: Annotated[str, Field(description="Due on this day or before: YYYY-MM-DD.", max_length=10)] = "",
    workspace: WorkspaceName = "",
    limit: Limit = 25,
    cursor: Cursor = "",
) -> Tasks:
    """Search a workspace's tasks by words, assignee, project, due date, newest first. Only for people with a paid \
Asana plan. New changes are found after about a minute: read those with get_task or list_tasks."""
    within = await workspace_named(workspace)
    asked: dict[str, Any] = {"text": query, "sort_by": "created_at", "sort_ascending": False, "limit": limit}
    if assignee:
        asked["assignee.any"] = (await person_named(within, assignee))["gid"]
    if project:
        asked["projects.any"] = (await project_named(lambda: workspace_named(within), project))["gid"]
    if state != "any":
        asked["completed"] = state == "completed"
    if due_by:
        asked["due_on.before"] = _day_after(due_by)
    if cursor:
        asked["created_at.before"] = _moment(cursor)
    if not asked.keys() - {"text", "sort_by", "sort_ascending", "limit"} and not query:
        raise Refused("Give words or something else to search by.")
    found, _ = await asana.page(f"/workspaces/{segment(within)}/tasks/search", TASK_FIELDS, asked)
    # The search has no offsets: the next page begins before the last one's creation.
    following = found[-1]["created_at"] if len(found) == limit else ""
    return Tasks(tasks=[Task.of(each) for each in found], next_cursor=following)


@SERVER.reads("Get task")
async def get_task(
    task: TaskId,
    part: PartStart = 0,
    cursor: Cursor = "",
) -> WholeTask:
    """Read one task with its notes, custom fields and comments. Use it when the id is known; find it with \
list_tasks or search_tasks first otherwise."""
    path = f"/tasks/{segment(task)}"
    record = await asana.one(path, _WHOLE)
    query: dict[str, str | int] = {"limit": _STORIES, "offset": cursor}
    stories, following = await asana.page(f"{path}/stories", "type,text,created_at,created_by.name", query)
    # The other stories tell of changes, such as "moved to Done".
    said = [each for each in stories if each.get("type") == "comment"]
    notes = Part.of(record.get("notes") or "", part)
    return WholeTask(
        task=Task.of(record),
        workspace=Named.of(record["workspace"]) if record.get("workspace") else None,
        notes=notes.text,
        next_part=notes.next_part,
        tags=[each.get("name") or "" for each in record.get("tags") or []],
        custom_fields=[_field(each) for each in record.get("custom_fields") or []],
        sub_tasks=record.get("num_subtasks") or 0,
        comments=[_comment(each, share(len(said))) for each in said],
        next_cursor=following,
    )


def _field(record: dict[str, Any]) -> CustomField:
    shown = record.get("display_value") or ""
    return CustomField(id=record["gid"], name=record.get("name") or "", value=cut(shown, LONGEST_VALUE))


def _comment(story: dict[str, Any], longest: int) -> Comment:
    return Comment(
        id=story["gid"],
        author=(story.get("created_by") or {}).get("name") or "somebody",
        created_at=story.get("created_at") or "",
        text=cut(story.get("text") or "", longest),
    )


def _day_after(text: str) -> str:
    """Asana's `before` leaves the day itself out."""
    asked = date.fromisoformat(day(text))
    return (min(asked, date.max - timedelta(days=1)) + timedelta(days=1)).isoformat()


def _moment(cursor: str) -> str:
    try:
        moment = datetime.fromisoformat(cursor)
    except ValueError:
        raise Refused("This cursor is not one of search_tasks.") from None
    return in_utc(moment).isoformat(timespec="milliseconds").replace("+00:00", "Z")
