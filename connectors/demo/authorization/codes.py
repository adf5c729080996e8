"""Authorization codes: one minute, used once; a second use ends the grant (RFC 6749, 4.1.2)."""
# ruff: noqa: S608 - table and column names below are constants of ours; values are always bound

import sqlite3
import time

from mcp.server.auth.provider import AuthorizationCode, AuthorizationParams

from connectors.demo.authorization.grants import GRANT_COLUMNS, Grant, Grants
from connectors.demo.authorization.keys import hash_of, new_token
from connectors.demo.database import Database

LIFETIME_SECONDS = 60
_KEPT_SECONDS = 24 * 3_600  # so that a second use is recognised
_SELECT = (
    f"SELECT {GRANT_COLUMNS}, c.params, c.expires_at, c.used_at FROM oauth_codes c"
    " JOIN oauth_grants g ON g.id = c.grant_id WHERE c.code_hash = ? AND g.revoked_at IS NULL"
)


class Codes:
    """The codes that were given out; only their hashes are stored."""

    def __init__(self, database: Database, grants: Grants) -> None:
        self._database = database
        self._grants = grants

    def add(self, grant: Grant, params: AuthorizationParams) -> str:
        """A new code for a grant that was just made with these parameters."""
        code = new_token()
        with self._database.writing() as connection:
            connection.execute("DELETE FROM oauth_codes WHERE expires_at < ?", (time.time() - _KEPT_SECONDS,))
            connection.execute(
                "INSERT INTO oauth_codes (code_hash, grant_id, params, expires_at) VALUES (?, ?, ?, ?)",
                (hash_of(code), grant.id, params.model_dump_json(), time.time() + LIFETIME_SECONDS),
            )
        return code

    def load(self, code: str, client_id: str) -> AuthorizationCode | None:
        """The code as this client may see it; one that was used before ends its grant."""
        row = self._row(code)
        if row is None or row["client_id"] != client_id:
            return None
        if row["used_at"] is not None:
            self._grants.revoke(row["grant_id"])
            return None
        return _code_of(code, row)

    def take(self, code: str) -> Grant | None:
        """Use the code up: its grant, or None (and the grant ends) when somebody else was faster."""
        row = self._row(code)
        if row is None:
            return None
        with self._database.writing() as connection:
            taken = connection.execute(
                "UPDATE oauth_codes SET used_at = ? WHERE code_hash = ? AND used_at IS NULL",
                (time.time(), hash_of(code)),
            ).rowcount
        if not taken:
            self._grants.revoke(row["grant_id"])
            return None
        return Grant.of(row)

    def resource_of(self, code: str) -> str | None:
        """The resource that the code was granted for."""
        row = self._row(code)
        return None if row is None else str(row["resource"])

    def _row(self, code: str) -> sqlite3.Row | None:
        with self._database.reading() as connection:
            row: sqlite3.Row | None = connection.execute(_SELECT, (hash_of(code),)).fetchone()
        return row


def _code_of(code: str, row: sqlite3.Row) -> AuthorizationCode:
    params = AuthorizationParams.model_validate_json(row["params"])
    return AuthorizationCode(
        code=code,
        scopes=params.scopes or [],
        expires_at=row["expires_at"],
        client_id=row["client_id"],
        code_challenge=params.code_challenge,
        redirect_uri=params.redirect_uri,
        redirect_uri_provided_explicitly=params.redirect_uri_provided_explicitly,
        resource=params.resource,
        subject=row["person"],
    )
