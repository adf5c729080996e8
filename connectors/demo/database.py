"""The demo servers' one SQLite file: opened per piece of work, so any thread may use it."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from connectors.demo.words import mentions

FILE_NAME = "demo.sqlite3"
_SCHEMA = Path(__file__).with_name("schema.sql")
_BUSY_SECONDS = 5.0


class Database:
    """Hands out transactions on `demo.sqlite3` in the home directory; makes file and tables when missing."""

    def __init__(self, home: Path) -> None:
        home.mkdir(parents=True, exist_ok=True)
        self.path = home / FILE_NAME
        # Made here and not by SQLite, so that it is never readable for others.
        os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))
        connection = self._connect()
        connection.execute("PRAGMA journal_mode = WAL")
        connection.executescript(_SCHEMA.read_text(encoding="utf-8"))
        connection.close()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection for statements that only read."""
        connection = self._connect()
        try:
            yield connection
        finally:
            connection.close()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction that holds the write lock from the start: all of it is kept, or none."""
        connection = self._connect()
        try:
            connection.execute("BEGIN IMMEDIATE")
            yield connection
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
        finally:
            connection.close()

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, timeout=_BUSY_SECONDS, isolation_level=None)
        connection.row_factory = sqlite3.Row
        connection.create_function("mentions", 2, mentions, deterministic=True)
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = NORMAL")
        return connection


def best_of(scored: str) -> str:
    """From a selection with a `score`: what matches more than half as well as the best, and how many."""
    return (
        f"SELECT *, count(*) OVER () AS total FROM (SELECT *, max(score) OVER () AS best FROM ({scored}))"  # noqa: S608
        " WHERE score > 0 AND score * 2 > best"
    )


def now_text() -> str:
    """The present moment as stored with demo data: UTC, to the second, ISO 8601."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


# The people of the demo: who they are and which workspace's data they share.

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
