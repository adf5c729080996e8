"""Access and refresh tokens. A refresh token works once; a second use ends the grant."""
# ruff: noqa: S608 - table and column names below are constants of ours; values are always bound

import sqlite3
import time

from mcp.server.auth.provider import AccessToken, RefreshToken
from mcp.shared.auth import OAuthToken

from connectors.demo.authorization.grants import GRANT_COLUMNS, Grant, Grants
from connectors.demo.authorization.keys import hash_of, new_token
from connectors.demo.database import Database

ACCESS_SECONDS = 3_600
REFRESH_SECONDS = 90 * 24 * 3_600
_SELECT = (
    f"SELECT {GRANT_COLUMNS}, t.scopes, t.expires_at, t.used_at FROM oauth_tokens t"
    " JOIN oauth_grants g ON g.id = t.grant_id"
    " WHERE t.token_hash = ? AND t.kind = ? AND g.revoked_at IS NULL AND t.expires_at > ?"
)


class Tokens:
    """The tokens that were given out; only their hashes are stored."""

    def __init__(self, database: Database, grants: Grants, issuer: str, access_seconds: int) -> None:
        self._database = database
        self._grants = grants
        self._issuer = issuer
        self._access_seconds = access_seconds

    def issue(self, grant: Grant, scopes: list[str]) -> OAuthToken:
        """A new pair of tokens for the grant."""
        with self._database.writing() as connection:
            access = _insert(connection, grant, "access", scopes, self._access_seconds)
            refresh = _insert(connection, grant, "refresh", scopes, REFRESH_SECONDS)
            connection.execute("DELETE FROM oauth_tokens WHERE expires_at < ?", (time.time(),))
        return OAuthToken(
            access_token=access,
            expires_in=self._access_seconds,
            scope=" ".join(scopes),
            refresh_token=refresh,
        )

    def load_access(self, token: str) -> AccessToken | None:
        """What an access token stands for; None when it is unknown, expired or revoked."""
        row = self._row(token, "access")
        if row is None:
            return None
        return AccessToken(
            token=token,
            client_id=row["client_id"],
            scopes=row["scopes"].split(),
            expires_at=int(row["expires_at"]),
            resource=row["resource"],
            subject=row["person"],
            claims={"iss": self._issuer},
        )

    def load_refresh(self, token: str, client_id: str) -> RefreshToken | None:
        """A refresh token as this client may see it; one that was used before ends its grant."""
        row = self._row(token, "refresh")
        if row is None or row["client_id"] != client_id:
            return None
        if row["used_at"] is not None:
            self._grants.revoke(row["grant_id"])
            return None
        return RefreshToken(
            token=token,
            client_id=client_id,
            scopes=row["scopes"].split(),
            expires_at=int(row["expires_at"]),
            resource=row["resource"],
            subject=row["person"],
        )

    def take_refresh(self, token: str) -> Grant | None:
        """Use a refresh token up: its grant, or None (and the grant ends) when somebody else was faster."""
        row = self._row(token, "refresh")
        if row is None:
            return None
        with self._database.writing() as connection:
            taken = connection.execute(
                "UPDATE oauth_tokens SET used_at = ? WHERE token_hash = ? AND used_at IS NULL",
                (time.time(), hash_of(token)),
            ).rowcount
        if not taken:
            self._grants.revoke(row["grant_id"])
            return None
        return Grant.of(row)

    def revoke(self, token: str) -> None:
        """End the grant behind a token of either kind; an unknown token is no error (RFC 7009)."""
        row = self._any(token)
        if row is not None:
            self._grants.revoke(row["grant_id"])

    def client_of(self, token: str) -> str | None:
        """The client that holds the token, of either kind."""
        row = self._any(token)
        return None if row is None else str(row["client_id"])

    def resource_of(self, token: str) -> str | None:
        """The resource that the token, of either kind, was granted for."""
        row = self._any(token)
        return None if row is None else str(row["resource"])

    def _any(self, token: str) -> sqlite3.Row | None:
        return self._row(token, "access") or self._row(token, "refresh")

    def _row(self, token: str, kind: str) -> sqlite3.Row | None:
        with self._database.reading() as connection:
            row: sqlite3.Row | None = connection.execute(_SELECT, (hash_of(token), kind, time.time())).fetchone()
        return row


def _insert(connection: sqlite3.Connection, grant: Grant, kind: str, scopes: list[str], seconds: int) -> str:
    token = new_token()
    connection.execute(
        "INSERT INTO oauth_tokens (token_hash, grant_id, kind, scopes, expires_at) VALUES (?, ?, ?, ?, ?)",
        (hash_of(token), grant.id, kind, " ".join(scopes), time.time() + seconds),
    )
    return token
