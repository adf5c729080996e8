"""The people of the demo: who they are and which workspace's data they share."""

from dataclasses import dataclass
from typing import Literal

Team = Literal["Mobile", "Web", "Platform"]


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who can sign in at the demo servers. People of one workspace share its data."""

    email: str
    name: str
    workspace: str
    organization: str
    team: Team


PEOPLE: tuple[Person, ...] = (
    Person("ada@acme.example", "Ada Byron", "acme", "Acme", "Platform"),
    Person("mia@acme.example", "Mia Kern", "acme", "Acme", "Mobile"),
    Person("gus@globex.example", "Gus Gray", "globex", "Globex", "Web"),
    Person("finn@example.com", "Finn Frey", "finn", "Personal", "Mobile"),
)

_BY_EMAIL = {person.email: person for person in PEOPLE}


def person_by_email(email: str) -> Person | None:
    """The person with this e-mail address; letter case does not matter."""
    return _BY_EMAIL.get(email.strip().lower())


def name_of(email: str | None) -> str:
    """How to call someone in a sentence."""
    if email is None:
        return "nobody"
    person = _BY_EMAIL.get(email)
    return person.name if person else email


def colleagues_of(person: Person) -> list[Person]:
    """Everyone in the person's workspace, the person included."""
    return [other for other in PEOPLE if other.workspace == person.workspace]
