"""Names that a person uses, resolved to Asana's ids, and checked before anything is sent."""

import re
from collections.abc import Awaitable, Callable
from typing import Any

from connectors.servers.api import Refused, segment
from connectors.servers.asana.api import asana
from connectors.servers.asana.shapes import Named

Record = dict[str, Any]
_FOUND = 10
_GID = re.compile(r"\d{1,30}")


def is_gid(text: str) -> bool:
    """Whether this is an id of Asana's, not a name."""
    return _GID.fullmatch(text) is not None


async def workspace_named(name: str) -> str:
    """The id of the workspace with this name or id; of the only one when none is named."""
    found, more = await asana.page("/workspaces", "name", {"limit": 100})
    wanted = [each for each in found if not name or name in (each["gid"], each.get("name"))]
    wanted = wanted or [each for each in found if str(each.get("name")).casefold() == name.casefold()]
    if len(wanted) == 1:
        return str(wanted[0]["gid"])
    if is_gid(name) and more:
        # More than a hundred: the API decides whether this one is among them.
        return name
    listed = ", ".join(Named.of(each).told() for each in found)
    if not name and found:
        raise Refused(f"This account is in several workspaces: name one of {listed}.")
    raise Refused(f"There is no one workspace {name!r}. This account's: {listed or 'none'}.")


async def person_named(workspace: str, name: str) -> Record:
    """The person of the workspace with this name, e-mail address or id; `me` is the member."""
    if name.casefold() == "me" or "@" in name or is_gid(name):
        path = f"/workspaces/{segment(workspace)}/users/{segment(name)}"
        return await _there(lambda: asana.one(path, "name,email"), f"no person {name!r} in this workspace")
    return await _named(workspace, "user", name, "person")


async def project_named(workspace: Callable[[], Awaitable[str]], name: str) -> Record:
    """The project with this name or id; only a name needs to know the workspace."""
    if is_gid(name):
        path = f"/projects/{segment(name)}"
        return await _there(lambda: asana.one(path, "name,workspace.name"), f"no project {name!r}")
    within = await workspace()
    return {**await _named(within, "project", name, "project"), "workspace": {"gid": within}}


async def task_of(gid: str) -> Record:
    """A task's name, link and workspace."""
    path = f"/tasks/{segment(gid)}"
    return await _there(lambda: asana.one(path, "name,permalink_url,workspace.name"), f"no task {gid!r}")


async def suggestions(workspace: str, kind: str, name: str, count: int) -> list[Record]:
    """What Asana suggests for the beginning of a name."""
    query: dict[str, str | int] = {"resource_type": kind, "query": name, "count": count}
    return (await asana.page(f"/workspaces/{segment(workspace)}/typeahead", "name", query))[0]


async def _named(workspace: str, kind: str, name: str, what: str) -> Record:
    found = await suggestions(workspace, kind, name, _FOUND)
    exact = [each for each in found if str(each.get("name")).casefold() == name.casefold()]
    if len(exact) == 1:
        return exact[0]
    listed = ", ".join(Named.of(each).told() for each in exact or found)
    if exact:
        raise Refused(f"More than one {what} is called {name!r}: give an id. {listed}")
    raise Refused(f"Asana has no {what} called exactly {name!r}." + (f" Alike: {listed}." if listed else ""))


async def _there(ask: Callable[[], Awaitable[Record]], missing: str) -> Record:
    try:
        return await ask()
    except Refused as refused:
        raise Refused(f"Asana has {missing} that you can see. {refused}") from None
