"""Tools that tell of workspaces, projects and people."""

from typing import Annotated

from pydantic import Field

from connectors.servers.api import Query, segment
from connectors.servers.asana.api import asana
from connectors.servers.asana.names import project_named, suggestions, workspace_named
from connectors.servers.asana.server import SERVER, Limit, ProjectName, WorkspaceName
from connectors.servers.asana.shapes import Named, People, Person, Project, Projects, WholeProject, Workspaces
from connectors.servers.texts import Part, PartStart
from connectors.servers.tools import Cursor

# A compact record has a name; `owner.name` is no field of a project's.
_FIELDS = "name,permalink_url,owner,due_on,current_status_update.title,archived"
_SUGGESTED = 5


@SERVER.reads("List workspaces")
async def list_workspaces(limit: Limit = 50, cursor: Cursor = "") -> Workspaces:
    """List the workspaces and organizations of this account. Use it when a tool asks which workspace is meant."""
    found, following = await asana.page("/workspaces", "name", {"limit": limit, "offset": cursor})
    return Workspaces(workspaces=[Named.of(each) for each in found], next_cursor=following)


@SERVER.reads("List projects")
async def list_projects(
    workspace: WorkspaceName = "",
    archived: Annotated[bool, Field(description="The archived ones instead.")] = False,
    limit: Limit = 25,
    cursor: Cursor = "",
) -> Projects:
    """List a workspace's projects with owner, due date and last status. Use it to find a project; how far one is \
tells get_project, its tasks list_tasks."""
    within = await workspace_named(workspace)
    query: Query = {"workspace": within, "archived": archived, "limit": limit, "offset": cursor}
    found, following = await asana.page("/projects", _FIELDS, query)
    return Projects(projects=[Project.of(each) for each in found], next_cursor=following)


@SERVER.reads("Get project")
async def get_project(
    project: Annotated[ProjectName, Field(min_length=1)],
    workspace: WorkspaceName = "",
    part: PartStart = 0,
) -> WholeProject:
    """Tell of one project: description, owner, members, last status, and how many of its tasks are completed. Its \
tasks themselves: list_tasks."""
    found = await project_named(lambda: workspace_named(workspace), project)
    path = f"/projects/{segment(found['gid'])}"
    record = await asana.one(path, f"{_FIELDS},notes,members.name")
    counts = await asana.one(f"{path}/task_counts", "num_tasks,num_completed_tasks")
    notes = Part.of(record.get("notes") or "", part)
    return WholeProject(
        project=Project.of(record),
        notes=notes.text,
        next_part=notes.next_part,
        members=[Named.of(each) for each in record.get("members") or []],
        tasks=counts.get("num_tasks") or 0,
        completed_tasks=counts.get("num_completed_tasks") or 0,
    )


@SERVER.reads("Find people")
async def find_people(
    name: Annotated[str, Field(description="The beginning of a name; empty lists everybody.", max_length=200)] = "",
    workspace: WorkspaceName = "",
    limit: Limit = 50,
    cursor: Cursor = "",
) -> People:
    """Find people of a workspace with their e-mail addresses: the five who fit a name best, or all, page by page. \
Use it to learn whom to assign a task to. Not for their tasks: list_tasks."""
    within = await workspace_named(workspace)
    if not name:
        query: Query = {"workspace": within, "limit": limit, "offset": cursor}
        found, following = await asana.page("/users", "name,email", query)
    else:
        hits, following = await suggestions(within, "user", name, _SUGGESTED), ""
        found = [await asana.one(f"/users/{segment(hit['gid'])}", "name,email") for hit in hits[:_SUGGESTED]]
    people = [Person(id=each["gid"], name=each.get("name") or "", email=each.get("email") or "") for each in found]
    return People(people=people, next_cursor=following)
