"""Mia's and Ada's workspaces at the stand-in of Linear: nothing of one is the other's."""

from typing import Any

from tests.services.linear_stand_in import Member, Node, uuid

MIA, ADA = "mia@acme.example", "ada@acme.example"
EVERYTHING = {"read", "write", "issues:create", "comments:create"}


def members() -> dict[str, Member]:
    """By token."""
    return {
        "mia": Member(MIA, EVERYTHING, _workspace("ENG", "Engineering", MIA, 0)),
        "ada": Member(ADA, EVERYTHING, _workspace("OPS", "Operations", ADA, 50)),
        "reader": Member(MIA, {"read"}, _workspace("ENG", "Engineering", MIA, 0)),
        "nobody": Member(MIA, set(), _workspace("ENG", "Engineering", MIA, 0)),
    }


def _workspace(key: str, team_name: str, email: str, first: int) -> dict[str, list[Node]]:
    team = {"id": uuid(first + 1), "key": key, "name": team_name, "description": None, "activeCycle": None}
    states = [
        {"id": uuid(first + 2 + at), "name": name, "type": kind, "team": team}
        for at, (name, kind) in enumerate([("Todo", "unstarted"), ("In Review", "started"), ("Done", "completed")])
    ]
    own = _label(first + 6, "Bug", team)
    labels = [own, _label(first + 7, "Customer", None), _label(first + 8, "Area", None, is_group=True)]
    person = {"id": uuid(first + 9), "name": email.split("@")[0].title(), "displayName": email[:3], "email": email}
    twins = [
        {**person, "id": uuid(first + 10 + at), "name": "Sam", "displayName": "sam", "email": f"sam{at}@acme.example"}
        for at in (0, 1)
    ]
    project = _project(first + 12, team, person)
    cycle = {"id": uuid(first + 13), "number": 7.0, "name": None, "isActive": True, "isNext": False}
    cycle |= {"startsAt": "2026-11-16T00:00:00.000Z", "endsAt": "2126-11-30T00:00:00.000Z"}
    issues = [
        _issue(first + 20, f"{key}-1", "Login fails", team, states[0], person, [own], project, cycle),
        _issue(first + 21, f"{key}-2", "Write the plan", team, states[2], None, [], None, None),
        _issue(first + 22, f"{key}-3", "Login is slow", team, states[1], person, [], None, None),
    ]
    return {
        "teams": [team | {"states": _nodes(states), "labels": _nodes([own])}],
        "workflowStates": states,
        "issueLabels": labels,
        "users": [person, *twins],
        "projects": [project],
        "cycles": [cycle],
        "issues": issues,
    }


def _label(number: int, name: str, team: Node | None, *, is_group: bool = False) -> Node:
    return {"id": uuid(number), "name": name, "team": team, "isGroup": is_group}


def _project(number: int, team: Node, lead: Node) -> Node:
    return {
        "id": uuid(number),
        "name": "Mobile",
        "url": "https://linear.app/acme/project/mobile",
        "description": "The app",
        "progress": 0.29,
        "targetDate": "2026-12-24",
        "updatedAt": "2026-11-20T10:00:00.000Z",
        "status": {"name": "In Progress", "type": "started"},
        "lead": lead,
        "teams": _nodes([team]),
        # What a filter asks, not a field.
        "accessibleTeams": _nodes([team]),
    }


def _issue(
    number: int, identifier: str, title: str, team: Node, state: Node, assignee: Node | None, *more: Any
) -> Node:
    labels, project, cycle = more
    said = [
        {"id": uuid(number + 100 + at), "body": body, "createdAt": f"2026-11-2{2 - at}T09:00:00.000Z", "user": assignee}
        for at, body in enumerate(["And the second", "The first word"])
    ]
    return {
        "id": uuid(number),
        "identifier": identifier,
        "title": title,
        "url": f"https://linear.app/acme/issue/{identifier}",
        # Float in the schema.
        "priority": 2.0,
        "dueDate": "2026-12-01",
        "updatedAt": "2026-11-21T10:00:00.000Z",
        "createdAt": "2026-11-20T10:00:00.000Z",
        "team": team,
        "state": state,
        "assignee": assignee,
        "creator": None,
        "labels": _nodes(labels),
        "project": project,
        "cycle": cycle,
        "description": "Steps:\n1. Open\n",
        "comments": _nodes(said),
        "estimate": 0.5,
        "parent": None,
        "children": _nodes([]),
    }


def _nodes(nodes: list[Node]) -> Node:
    return {"nodes": nodes, "pageInfo": {"hasNextPage": False, "endCursor": None}}
