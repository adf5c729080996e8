"""The stored documents. Every look-up starts from the person: others' private ones do not exist."""
# ruff: noqa: S608 - table and column names below are constants of ours; values are always bound

import re
import sqlite3

from connectors.demo.database import best_of, now_text
from connectors.demo.docs.shapes import Document, DocumentSummary
from connectors.demo.people import Person
from connectors.demo.words import excerpt, search_words

_COLUMNS = "key AS id, title, owner, private, updated_at, body"
_HEADING = re.compile(r"^#+ .*$", re.MULTILINE)
_VISIBLE = "workspace = ? AND (private = 0 OR owner = ?)"


def search(connection: sqlite3.Connection, person: Person, *, query: str, limit: int) -> list[DocumentSummary]:
    """Documents that match the words best; titles count double."""
    words = search_words(query)
    score = " + ".join("2 * mentions(title, ?) + mentions(body, ?)" for _ in words) or "1"
    rows = connection.execute(
        f"{best_of(f'SELECT {_COLUMNS}, {score} AS score FROM documents WHERE {_VISIBLE}')}"
        " ORDER BY score DESC, updated_at DESC LIMIT ?",
        [*(word for word in words for _ in range(2)), person.workspace, person.email, limit],
    )
    return [
        DocumentSummary.model_validate({**dict(row), "excerpt": excerpt(_HEADING.sub("", row["body"]), words)})
        for row in rows
    ]


def get(connection: sqlite3.Connection, person: Person, document_id: str) -> Document | None:
    """The document with this id, when the person may see it."""
    row = connection.execute(
        f"SELECT {_COLUMNS} FROM documents WHERE {_VISIBLE} AND key = ?",
        (person.workspace, person.email, document_id.upper()),
    ).fetchone()
    return None if row is None else Document.model_validate(dict(row))


def create(connection: sqlite3.Connection, person: Person, *, title: str, body: str, private: bool) -> str:
    """Store a new document of the person's; returns its id."""
    (highest,) = connection.execute(
        "SELECT max(CAST(substr(key, 5) AS INTEGER)) FROM documents WHERE workspace = ?", (person.workspace,)
    ).fetchone()
    key = f"DOC-{(highest or 0) + 1}"
    connection.execute(
        "INSERT INTO documents (workspace, key, title, body, owner, private, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (person.workspace, key, title, body, person.email, int(private), now_text()),
    )
    return key
