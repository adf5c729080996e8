"""Names that a person uses, resolved to Linear's ids, and checked: a wrong one is refused before anything is sent."""

import re
from typing import Any

from connectors.servers.api import Refused
from connectors.servers.linear.api import linear
from connectors.servers.linear.queries import (
    CYCLES_NAMED,
    LABELS,
    PROJECT,
    PROJECTS,
    STATES,
    TEAM,
    TEAMS,
    USERS,
    VIEWER,
)

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
_SHOWN = 30

Node = dict[str, Any]


def is_id(text: str) -> bool:
    """Whether this is an id of Linear's, not a name."""
    return _UUID.fullmatch(text) is not None


async def team_named(name: str) -> Node:
    """The team with this key, name or id."""
    wanted = {"id": {"eq": name}} if is_id(name) else {"or": [_same("key", name), _same("name", name)]}
    found = (await linear.query(TEAMS, {"first": 10, "filter": wanted}))["teams"]["nodes"]
    exact = [team for team in found if team["key"].casefold() == name.casefold()]
    return one_of(exact or found, name, "team", [f"{team['key']} ({team['name']})" for team in found])


async def whole_team(team_id: str) -> Node:
    """A team with its statuses and labels."""
    team: Node | None = (await linear.query(TEAM, {"id": team_id}))["team"]
    if team is None:
        raise Refused("Linear has no such team that you can see.")
    return team


async def person_named(name: str) -> Node:
    """The person with this e-mail address, name or id; `me` is the member."""
    if name.casefold() == "me":
        viewer: Node = (await linear.query(VIEWER))["viewer"]
        return viewer
    if is_id(name):
        wanted: Node = {"id": {"eq": name}}
    elif "@" in name:
        wanted = _same("email", name)
    else:
        wanted = {"or": [_same("name", name), _same("displayName", name)]}
    found = (await linear.query(USERS, {"first": 10, "filter": wanted}))["users"]["nodes"]
    return one_of(found, name, "person", [f"{each['name']} <{each['email']}>" for each in found])


async def project_named(name: str) -> Node:
    """The project with this name or id."""
    if is_id(name):
        project: Node | None = (await linear.query(PROJECT, {"id": name}))["project"]
        return one_of([project] if project else [], name, "project", [])
    found = (await linear.query(PROJECTS, {"first": 10, "filter": _same("name", name)}))["projects"]["nodes"]
    return one_of(found, name, "project", [f"{each['name']} (id {each['id']})" for each in found])


async def cycle_in(team_id: str, name: str) -> Node:
    """A team's cycle: `current`, `next`, its number or its name."""
    filters: dict[str, Node] = {"current": {"isActive": {"eq": True}}, "next": {"isNext": {"eq": True}}}
    wanted = filters.get(name.casefold())
    if wanted is None:
        is_number = name.isascii() and name.isdigit()
        wanted = {"number": {"eq": int(name[:9])}} if is_number else _same("name", name)
    team = (await linear.query(CYCLES_NAMED, {"id": team_id, "filter": wanted}))["team"]
    found = team["cycles"]["nodes"] if team else []
    return one_of(found, name, "cycle of this team", [f"{each['number']:g}" for each in found])


def status_in(team: Node, name: str) -> Node:
    """A team's status by its name or id, from `whole_team`."""
    states = team["states"]["nodes"]
    found = [state for state in states if name.casefold() in (state["name"].casefold(), state["id"])]
    return one_of(found, name, f"status of team {team['key']}", [state["name"] for state in states])


async def labels_in(team: Node, names: list[str]) -> list[Node]:
    """Labels by their names or ids: the team's, from `whole_team`, else the workspace's."""
    known = {key: label for label in team["labels"]["nodes"] for key in (label["name"].casefold(), label["id"])}
    missing = [name for name in names if name.casefold() not in known]
    if missing:
        wanted = {"or": [_same("name", name) for name in missing], "team": {"null": True}, "isGroup": {"eq": False}}
        found = (await linear.query(LABELS, {"filter": wanted}))["issueLabels"]["nodes"]
        known |= {label["name"].casefold(): label for label in found}
    return [
        one_of(
            [known[name.casefold()]] if name.casefold() in known else [],
            name,
            "label",
            [label["name"] for label in team["labels"]["nodes"]],
        )
        for name in names
    ]


async def label_ids(name: str) -> list[str]:
    """Every label of this name: teams may have one each."""
    found = (await linear.query(LABELS, {"filter": _same("name", name)}))["issueLabels"]["nodes"]
    if not found:
        raise Refused(f"Linear has no label {name!r} that you can see.")
    return [label["id"] for label in found]


async def status_ids(name: str, team_id: str) -> list[str]:
    """Every status of this name, of one team or of all."""
    wanted = {**_same("name", name), **({"team": {"id": {"eq": team_id}}} if team_id else {})}
    found = (await linear.query(STATES, {"filter": wanted}))["workflowStates"]["nodes"]
    if not found:
        raise Refused(f"No status is called {name!r}; get_team tells a team's statuses.")
    return [state["id"] for state in found]


def one_of(found: list[Node], name: str, what: str, choices: list[str]) -> Node:
    """The only one. Raises Refused, with the choices, where there is none or more than one."""
    if len(found) == 1:
        return found[0]
    listed = f" There are: {', '.join(choices[:_SHOWN])}." if choices else ""
    if not found:
        raise Refused(f"Linear has no {what} {name!r} that you can see.{listed}")
    raise Refused(f"More than one {what} is called {name!r}: give its id or e-mail address.{listed}")


def _same(field: str, name: str) -> Node:
    return {field: {"eqIgnoreCase": name}}
