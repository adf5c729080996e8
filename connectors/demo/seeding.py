"""Sample data of the first start, read from samples/. A workspace is filled once, in one transaction."""
# ruff: noqa: S608 - table and column names below are constants of ours; values are always bound

import sqlite3
import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from connectors.demo.database import PEOPLE, Database

_SAMPLES = Path(__file__).with_name("samples")
_MORNING = "09:30"


def seed(database: Database) -> None:
    """Fill every workspace that was not filled before. What people changed or deleted stays so."""
    issues, documents, channels = (
        _sample("tracker", "issues"),
        _sample("docs", "documents"),
        _sample("chat", "channels"),
    )
    with database.writing() as connection:
        for workspace in sorted({person.workspace for person in PEOPLE}):
            added = connection.execute("INSERT OR IGNORE INTO seeded (workspace) VALUES (?)", (workspace,)).rowcount
            if added:
                _each(connection, _add_issue, issues, workspace)
                _each(connection, _add_document, documents, workspace)
                _each(connection, _add_channel, channels, workspace)


def _sample(file: str, table: str) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = tomllib.loads((_SAMPLES / f"{file}.toml").read_text(encoding="utf-8"))[table]
    return entries


def _each(connection: sqlite3.Connection, add: Any, entries: list[dict[str, Any]], workspace: str) -> None:
    for entry in entries:
        if entry["workspace"] == workspace:
            add(connection, dict(entry))


def _add_issue(connection: sqlite3.Connection, entry: dict[str, Any]) -> None:
    comments, when = entry.pop("comments", []), _moment(entry)
    last = _moment(comments[-1]) if comments else when
    defaults = {"state": "open", "assignee": None, "private": 0, "created_at": when, "updated_at": last}
    issue_id = _insert(connection, "issues", {**defaults, **entry})
    for note in comments:
        created_at = _moment(note)
        _insert(connection, "issue_comments", {**note, "issue_id": issue_id, "created_at": created_at})


def _add_document(connection: sqlite3.Connection, entry: dict[str, Any]) -> None:
    when, body = _moment(entry), entry.pop("body").strip()
    _insert(connection, "documents", {"private": 0, **entry, "body": body, "updated_at": when})


def _add_channel(connection: sqlite3.Connection, entry: dict[str, Any]) -> None:
    messages, members = entry.pop("messages"), entry.pop("members", [])
    channel_id = _insert(connection, "channels", {"private": 0, **entry})
    for member in members:
        _insert(connection, "channel_members", {"channel_id": channel_id, "person": member})
    for message in messages:
        posted_at = _moment(message)
        _insert(connection, "chat_messages", {**message, "channel_id": channel_id, "posted_at": posted_at})


def _moment(entry: dict[str, Any]) -> str:
    """The moment that `days` and `at` speak of."""
    day = datetime.now(UTC) - timedelta(days=entry["days"])
    return f"{day:%Y-%m-%d}T{entry.get('at', _MORNING)}:00Z"


def _insert(connection: sqlite3.Connection, table: str, entry: dict[str, Any]) -> int:
    row = {column: value for column, value in entry.items() if column not in ("days", "at")}
    columns, marks = ", ".join(row), ", ".join("?" * len(row))
    # Table and columns come from the files shipped beside this module.
    cursor = connection.execute(f"INSERT INTO {table} ({columns}) VALUES ({marks})", list(row.values()))
    return cursor.lastrowid or 0
