"""Authorization requests that wait for a person's consent: ten minutes, answered once."""
# ruff: noqa: S608 - table and column names below are constants of ours; values are always bound

import sqlite3
import time
from dataclasses import dataclass

from mcp.server.auth.provider import AuthorizationParams

from connectors.demo.authorization.keys import Keys, new_token
from connectors.demo.database import Database

LIFETIME_SECONDS = 600
_COLUMNS = "client_id, service, params"
_LIVE = "id = ? AND expires_at >= ?"


@dataclass(frozen=True, slots=True)
class ConsentRequest:
    """What a client asked for: at which service, in which scopes, and where to return to."""

    client_id: str
    service: str
    params: AuthorizationParams


class ConsentRequests:
    """The waiting requests. Their ids travel signed, in the page instead of a cookie."""

    def __init__(self, database: Database, keys: Keys) -> None:
        self._database = database
        self._keys = keys

    def add(self, request: ConsentRequest) -> str:
        """Store a request; returns its signed id."""
        request_id, now = new_token(), time.time()
        params = request.params.model_dump_json()
        with self._database.writing() as connection:
            connection.execute("DELETE FROM oauth_requests WHERE expires_at < ?", (now,))
            connection.execute(
                "INSERT INTO oauth_requests (id, client_id, service, params, expires_at) VALUES (?, ?, ?, ?, ?)",
                (request_id, request.client_id, request.service, params, now + LIFETIME_SECONDS),
            )
        return self._keys.sign(request_id)

    def peek(self, signed_id: str) -> ConsentRequest | None:
        """The request, left waiting; None when it is unknown, answered, forged or too old."""
        with self._database.reading() as connection:
            return self._fetch(connection, signed_id, f"SELECT {_COLUMNS} FROM oauth_requests WHERE {_LIVE}")

    def take(self, signed_id: str) -> ConsentRequest | None:
        """The request, removed: of several answers at once only one gets it."""
        with self._database.writing() as connection:
            return self._fetch(connection, signed_id, f"DELETE FROM oauth_requests WHERE {_LIVE} RETURNING {_COLUMNS}")

    def _fetch(self, connection: sqlite3.Connection, signed_id: str, statement: str) -> ConsentRequest | None:
        request_id = self._keys.verify(signed_id)
        for row in connection.execute(statement, (request_id or "", time.time())).fetchall():
            params = AuthorizationParams.model_validate_json(row["params"])
            return ConsentRequest(row["client_id"], row["service"], params)
        return None
