"""The stored issues. Every look-up starts from the person: others' private issues do not exist for them."""

import sqlite3
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field
from pydantic.json_schema import SkipJsonSchema

from connectors.demo.database import (
    CleanText,
    Person,
    Team,
    best_of,
    colleagues_of,
    now_text,
    search_words,
    without_default,
)
from connectors.demo.speaking_server import Refused

# What the tracker's tools take and give.

Priority = Literal["low", "medium", "high", "urgent"]
State = Literal["open", "closed"]

IssueKey = Annotated[CleanText, Field(min_length=3, max_length=20, description="The issue's key", examples=["MOB-42"])]
Title = Annotated[
    CleanText, Field(min_length=1, max_length=200, description="One line that says what is wrong or wanted")
]
Description = Annotated[CleanText, Field(max_length=10_000, description="The details, in Markdown")]
CommentText = Annotated[CleanText, Field(min_length=1, max_length=5_000, description="The comment, in Markdown")]

MaybeTitle = Annotated[
    Title | SkipJsonSchema[None], Field(description="The new title", json_schema_extra=without_default)
]
MaybeDescription = Annotated[
    Description | SkipJsonSchema[None],
    Field(description="The new description", json_schema_extra=without_default),
]
MaybeTeam = Annotated[
    Team | SkipJsonSchema[None],
    Field(description="The team that looks after it", json_schema_extra=without_default),
]
MaybePriority = Annotated[
    Priority | SkipJsonSchema[None],
    Field(description="How much it matters", json_schema_extra=without_default),
]
MaybeState = Annotated[
    State | SkipJsonSchema[None],
    Field(description="Whether it is open or closed", json_schema_extra=without_default),
]
MaybeAssignee = Annotated[
    Annotated[CleanText, Field(max_length=200)] | SkipJsonSchema[None],
    Field(
        description='Who works on it: "me", a name or an e-mail address of your workspace',
        examples=["me"],
        json_schema_extra=without_default,
    ),
]
MaybeComment = Annotated[
    CommentText | SkipJsonSchema[None],
    Field(description="Why it is closed", json_schema_extra=without_default),
]


class Comment(BaseModel):
    """A comment on an issue, or a note of what someone changed."""

    author: str
    body: str
    created_at: str


class Issue(BaseModel):
    """An issue as it stands in a list."""

    key: str
    title: str
    team: Team
    priority: Priority
    state: State
    assignee: str | None
    reporter: str
    private: bool
    created_at: str
    updated_at: str


class IssueDetails(Issue):
    """One issue with everything that belongs to it."""

    description: str
    comments: list[Comment]


class IssueList(BaseModel):
    """The issues that were found, newest change first."""

    issues: list[Issue]
    total: int


# ruff: noqa: S608 - table and column names below are constants of ours; values are always bound


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


# What a tool's words point at, or a refusal that says so plainly.

_NOBODY = ("nobody", "none", "no one", "")


def visible_issue(connection: sqlite3.Connection, person: Person, key: str) -> IssueDetails:
    """The issue with this key. One that the person may not see is refused like one that does not exist."""
    issue = get(connection, person, key)
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
