"""The stored issues. Every look-up starts from the person: others' private issues do not exist for them."""
# ruff: noqa: S608 - table and column names below are constants of ours; values are always bound

import sqlite3
from collections.abc import Mapping
from typing import Any

from connectors.demo.database import best_of, now_text
from connectors.demo.people import Person, Team
from connectors.demo.tracker.shapes import Comment, Issue, IssueDetails
from connectors.demo.words import search_words

KEY_PREFIXES: dict[Team, str] = {"Mobile": "MOB", "Web": "WEB", "Platform": "PLT"}
_VISIBLE = "workspace = ? AND (private = 0 OR reporter = ?)"
_TEXT = "key || ' ' || title || ' ' || description"
_CHANGEABLE = ("title", "description", "priority", "team", "assignee", "state")


def find(
    connection: sqlite3.Connection,
    person: Person,
    *,
    query: str,
    filters: Mapping[str, str | None],
    limit: int,
) -> tuple[list[Issue], int]:
    """Issues that fit all filters and match the words best, latest change first, and how many in all."""
    wanted = {column: value for column, value in filters.items() if value is not None}
    words = search_words(query)
    score = " + ".join(f"mentions({_TEXT}, ?)" for _ in words) or "1"
    where = " AND ".join([_VISIBLE, *(f"{column} = ?" for column in wanted)])
    rows = connection.execute(
        f"{best_of(f'SELECT *, {score} AS score FROM issues WHERE {where}')}"
        " ORDER BY score DESC, updated_at DESC, id DESC LIMIT ?",
        [*words, person.workspace, person.email, *wanted.values(), limit],
    ).fetchall()
    return [Issue.model_validate(dict(row)) for row in rows], rows[0]["total"] if rows else 0


def get(connection: sqlite3.Connection, person: Person, key: str) -> IssueDetails | None:
    """The issue with this key, when the person may see it."""
    row = _row(connection, person, key)
    if row is None:
        return None
    comments = connection.execute("SELECT * FROM issue_comments WHERE issue_id = ? ORDER BY id", (row["id"],))
    return IssueDetails.model_validate(
        {**dict(row), "comments": [Comment.model_validate(dict(comment)) for comment in comments]}
    )


def create(connection: sqlite3.Connection, person: Person, *, title: str, team: Team, **values: Any) -> str:
    """Store a new issue reported by the person; returns its key."""
    now = now_text()
    row = {
        "workspace": person.workspace,
        "key": _next_key(connection, person.workspace, team),
        "title": title,
        "team": team,
        "state": "open",
        "reporter": person.email,
        "created_at": now,
        "updated_at": now,
        **values,
    }
    columns = ", ".join(row)
    connection.execute(f"INSERT INTO issues ({columns}) VALUES ({', '.join('?' * len(row))})", list(row.values()))
    return str(row["key"])


def change(connection: sqlite3.Connection, person: Person, key: str, changes: Mapping[str, str | None]) -> list[str]:
    """Change some values; returns a sentence per change, which is also kept as a note on the issue."""
    row = _row(connection, person, key)
    if row is None:
        return []
    notes = []
    for column in _CHANGEABLE:
        if column in changes and changes[column] != row[column]:
            connection.execute(f"UPDATE issues SET {column} = ? WHERE id = ?", (changes[column], row["id"]))
            notes.append(f"Changed {column} from “{row[column] or 'nobody'}” to “{changes[column] or 'nobody'}”.")
    if notes:
        comment(connection, person, key, " ".join(notes))
    return notes


def comment(connection: sqlite3.Connection, person: Person, key: str, body: str) -> None:
    """Add a comment to an issue that the person may see."""
    row, now = _row(connection, person, key), now_text()
    if row is None:
        return
    connection.execute(
        "INSERT INTO issue_comments (issue_id, author, body, created_at) VALUES (?, ?, ?, ?)",
        (row["id"], person.email, body, now),
    )
    connection.execute("UPDATE issues SET updated_at = ? WHERE id = ?", (now, row["id"]))


def _row(connection: sqlite3.Connection, person: Person, key: str) -> sqlite3.Row | None:
    row: sqlite3.Row | None = connection.execute(
        f"SELECT * FROM issues WHERE {_VISIBLE} AND key = ?", (person.workspace, person.email, key.upper())
    ).fetchone()
    return row


def _next_key(connection: sqlite3.Connection, workspace: str, team: Team) -> str:
    prefix = KEY_PREFIXES[team]
    (highest,) = connection.execute(
        "SELECT max(CAST(substr(key, ?) AS INTEGER)) FROM issues WHERE workspace = ? AND key LIKE ?",
        (len(prefix) + 2, workspace, f"{prefix}-%"),
    ).fetchone()
    return f"{prefix}-{(highest or 0) + 1}"
