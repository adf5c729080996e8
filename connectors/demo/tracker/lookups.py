"""What a tool's words point at, or a refusal that says so plainly."""

import sqlite3

from connectors.demo.people import Person, colleagues_of
from connectors.demo.speaking_server import Refused
from connectors.demo.tracker import issues
from connectors.demo.tracker.shapes import IssueDetails

_NOBODY = ("nobody", "none", "no one", "")


def visible_issue(connection: sqlite3.Connection, person: Person, key: str) -> IssueDetails:
    """The issue with this key. One that the person may not see is refused like one that does not exist."""
    issue = issues.get(connection, person, key)
    if issue is None:
        raise Refused(f"There is no issue {key.upper()} that you can see.")
    return issue


def colleague(person: Person, wanted: str) -> str:
    """The e-mail address behind "me", a name or an address of the workspace."""
    word = wanted.strip().lower()
    people = colleagues_of(person)
    if word in ("me", "myself"):
        return person.email
    for other in people:
        if word in (other.email, other.name.lower(), other.name.split()[0].lower()):
            return other.email
    names = ", ".join(other.name for other in people)
    raise Refused(f"Nobody in your workspace is called {wanted}. People here: {names}.")


def colleague_or_nobody(person: Person, wanted: str) -> str | None:
    """As `colleague`; None for "nobody"."""
    return None if wanted.strip().lower() in _NOBODY else colleague(person, wanted)
