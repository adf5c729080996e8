"""Access and refresh tokens. A refresh token works once; a second use ends the grant."""

import sqlite3
import time

from mcp.server.auth.provider import AccessToken, AuthorizationCode, AuthorizationParams, RefreshToken
from mcp.shared.auth import OAuthToken

from connectors.demo.authorization.records import GRANT_COLUMNS, Grant, Grants, hash_of, new_token
from connectors.demo.database import Database

# ruff: noqa: S608 - table and column names below are constants of ours; values are always bound


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


# Authorization codes: one minute, used once; a second use ends the grant (RFC 6749, 4.1.2).

# ruff: noqa: S608 - table and column names below are constants of ours; values are always bound


LIFETIME_SECONDS = 60
_KEPT_SECONDS = 24 * 3_600  # so that a second use is recognised
_SELECT_CODE = (
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
            row: sqlite3.Row | None = connection.execute(_SELECT_CODE, (hash_of(code),)).fetchone()
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
