"""The demo servers' one SQLite file: opened per piece of work, so any thread may use it."""

import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

# Text as it comes from outside, and the words of a search.

_UNWANTED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_WORD = re.compile(r"[\w#@.-]*\w")
_EMPTY_WORDS = frozenset(
    word
    for line in ("a an and are about any at by for from in is it", "me my of on or our the to was we with")
    for word in line.split()
)
MAX_SEARCH_WORDS = 12


def clean(text: str) -> str:
    """The text without control characters and lone surrogates, which no database or page should meet."""
    return _UNWANTED.sub("", text).strip()


def _clean_if_text(value: object) -> object:
    return clean(value) if isinstance(value, str) else value


CleanText = Annotated[str, BeforeValidator(_clean_if_text)]


def search_words(query: str) -> list[str]:
    """The words worth looking for, lower case, plural `s` cut off, at most `MAX_SEARCH_WORDS`."""
    words = [word.lower() for word in _WORD.findall(query)]
    kept = [word for word in words if word not in _EMPTY_WORDS] or words
    return [_singular(word) for word in kept][:MAX_SEARCH_WORDS]


def mentions(text: str, word: str) -> bool:
    """Whether a word of the text begins with this one; letter case does not matter. Known to SQLite, too."""
    return re.search(rf"(?<!\w){re.escape(word)}", text, re.IGNORECASE) is not None


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def excerpt(text: str, words: list[str], length: int = 160) -> str:
    """A piece of a longer text on one line, around the first of the words that it contains."""
    line = " ".join(text.split())
    positions = [position for position in (line.lower().find(word) for word in words) if position >= 0]
    start = max(0, min(positions, default=0) - length // 4)
    start = line.rfind(" ", 0, start) + 1 if start else 0
    piece = line[start : start + length]
    before, after = "…" if start else "", "…" if start + length < len(line) else ""
    return f"{before}{piece.strip()}{after}"


# Kinds of arguments that the tools of more than one service take.


def without_default(schema: dict[str, Any]) -> None:
    """Leave `default: null` out of a schema that does not speak of null."""
    schema.pop("default", None)


Limit = Annotated[int, Field(ge=1, le=50, description="How many to return at most")]
Query = Annotated[
    CleanText, Field(max_length=200, description="Words to look for; without them everything, newest first")
]
RequiredQuery = Annotated[CleanText, Field(min_length=1, max_length=200, description="Words to look for")]
Private = Annotated[bool, Field(description="True when only you shall see it")]


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
