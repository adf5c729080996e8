"""Mia's and Ada's workspaces at the stand-in of Asana: nothing of one is the other's."""

from tests.services.asana_stand_in import Member, Record

SCOPES = {
    *("users:read", "workspaces:read", "workspaces.typeahead:read", "projects:read", "tasks:read", "tasks:write"),
    *("stories:read", "stories:write"),
}
READ_ONLY = {scope for scope in SCOPES if not scope.endswith(":write")}


def members() -> dict[str, Member]:
    """By token."""
    mia, ada = (
        _workspace("Acme", "Mia Kern", "mia@acme.example", 100),
        _workspace("Board", "Ada Byron", "ada@acme.example", 200),
    )
    two = {**mia, "workspaces": {**mia["workspaces"], **ada["workspaces"]}}
    return {
        "mia": Member("101", SCOPES, mia),
        "ada": Member("201", SCOPES, ada),
        "reader": Member("101", READ_ONLY, mia),
        "nobody": Member("101", set(), mia),
        "free": Member("101", SCOPES, mia, pays=False),
        "two": Member("101", SCOPES, two),
    }


def _workspace(name: str, person_name: str, email: str, first: int) -> dict[str, dict[str, Record]]:
    gid = str
    within = {"gid": gid(first), "name": name}
    person = {"gid": gid(first + 1), "name": person_name, "email": email}
    # Two of one name, and one whose address Asana does not show.
    twins = [
        {"gid": gid(first + 2 + at), "name": "Sam Lee", "email": shown}
        for at, shown in enumerate([None, "s@x.example"])
    ]
    project = {
        "gid": gid(first + 10),
        "name": f"{name} website",
        "permalink_url": f"https://app.asana.com/0/{first + 10}",
        "owner": person,
        "due_on": "2026-12-24",
        "current_status_update": {"gid": gid(first + 11), "title": "On track"},
        "archived": False,
        "notes": "",
        "members": [person],
        "workspace": within,
    }
    old = {**project, "gid": gid(first + 12), "name": "Old site", "archived": True, "owner": None}
    tasks = [
        _task(first + 20 + at, title, within, project, person if at != 1 else None, done)
        for at, (title, done) in enumerate([("Fix the login", False), ("Book a room", False), ("Fix the footer", True)])
    ]
    return {
        "workspaces": {gid(first): within},
        "users": {each["gid"]: each for each in (person, *twins)},
        "projects": {each["gid"]: each for each in (project, old)},
        "tasks": {each["gid"]: each for each in tasks},
        "stories": {each["gid"]: _stories(first, person) for each in tasks},  # type: ignore[dict-item]
    }


def _stories(first: int, person: Record) -> list[Record]:
    return [
        {"gid": str(first + 30), "type": "system", "text": "Mia moved this", "created_at": "2026-11-20T10:00:00.000Z"},
        {
            "gid": str(first + 31),
            "type": "comment",
            "text": "1 < 2 & done",
            "created_by": person,
            "created_at": "2026-11-21T10:00:00.000Z",
        },
    ]


def _task(number: int, title: str, within: Record, project: Record, assignee: Record | None, done: bool) -> Record:
    return {
        "gid": str(number),
        "name": title,
        "permalink_url": f"https://app.asana.com/0/0/{number}",
        "completed": done,
        "assignee": assignee,
        "due_on": "2026-12-01",
        "due_at": None,
        "projects": [project],
        "parent": None,
        "modified_at": "2026-11-21T10:00:00.000Z",
        "created_at": f"2026-11-20T10:00:00.{number:03}Z",
        "workspace": within,
        "notes": "Steps\n",
        "tags": [{"gid": "9", "name": "web"}],
        "num_subtasks": 2,
        # A number of Asana's comes as it is shown.
        "custom_fields": [{"gid": "8", "name": "Effort", "display_value": "7.10"}],
    }
