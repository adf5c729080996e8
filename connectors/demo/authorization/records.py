"""Grants: what one person allowed one client at one service. Codes and tokens end with their grant."""

import hashlib
import hmac
import os
import secrets
import sqlite3
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from mcp.server.auth.provider import AuthorizationParams, RegistrationError
from mcp.shared.auth import OAuthClientInformationFull

from connectors.demo.database import Database

# One secret key per home, and what is derived from it: signatures, client secrets, hashes of tokens.

FILE_NAME = "demo-servers.key"
_KEY_BYTES = 32
_TOKEN_BYTES = 32


class Keys:
    """Derives and checks; the key never leaves the object. Made on first use, for its owner's eyes only."""

    def __init__(self, home: Path) -> None:
        self._key = _read_or_make(home / FILE_NAME)

    def sign(self, value: str) -> str:
        """The value with its signature, safe to send through a browser."""
        return f"{value}.{self._derive('request', value)}"

    def verify(self, signed: str) -> str | None:
        """The value of `sign`, or None when it was not signed with this key."""
        value, _, _ = signed.rpartition(".")
        genuine = hmac.compare_digest(self.sign(value).encode(), signed.encode("utf-8", "replace"))
        return value if genuine else None

    def client_secret(self, client_id: str) -> str:
        """The secret of a client that asked for one; derived, so that none is stored."""
        return self._derive("client", client_id)

    def _derive(self, purpose: str, value: str) -> str:
        message = f"{purpose}:{value}".encode("utf-8", "replace")
        return hmac.new(self._key, message, hashlib.sha256).hexdigest()


def new_token() -> str:
    """A new code, token or request id: 256 random bits."""
    return secrets.token_urlsafe(_TOKEN_BYTES)


def hash_of(token: str) -> str:
    """What is stored of a code or token. It has enough entropy that a plain hash cannot be reversed."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _read_or_make(path: Path) -> bytes:
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return path.read_bytes()
    key = secrets.token_bytes(_KEY_BYTES)
    with os.fdopen(handle, "wb") as file:
        file.write(key)
    return key


@dataclass(frozen=True, slots=True)
class Grant:
    """A grant that is not revoked."""

    id: str
    client_id: str
    person: str
    resource: str

    @classmethod
    def of(cls, row: sqlite3.Row) -> "Grant":
        """From a row with the columns grant_id, client_id, person and resource."""
        return cls(row["grant_id"], row["client_id"], row["person"], row["resource"])


GRANT_COLUMNS = "g.id AS grant_id, g.client_id, g.person, g.resource"


class Grants:
    """Makes and revokes grants."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, client_id: str, person: str, resource: str) -> Grant:
        """A new grant for the person with this e-mail address."""
        grant = Grant(new_token(), client_id, person, resource)
        with self._database.writing() as connection:
            connection.execute(
                "INSERT INTO oauth_grants (id, client_id, person, resource, created_at) VALUES (?, ?, ?, ?, ?)",
                (grant.id, client_id, person, resource, time.time()),
            )
        return grant

    def revoke(self, grant_id: str) -> None:
        """End the grant: all its codes and tokens stop working at once."""
        with self._database.writing() as connection:
            connection.execute(
                "UPDATE oauth_grants SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL",
                (time.time(), grant_id),
            )


# Clients that registered themselves (RFC 7591).

MAX_CLIENTS = 5_000  # a registration costs nothing, so the file must not grow for ever
MAX_REDIRECT_URIS = 10
MAX_CLIENT_ID = 200
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


class Clients:
    """The stored clients. A client's secret is derived from its id, never stored."""

    def __init__(self, database: Database, keys: Keys) -> None:
        self._database = database
        self._keys = keys

    def add(self, client: OAuthClientInformationFull) -> None:
        """Store a new client, and give it the secret that it will be asked for.

        Raises:
            RegistrationError: an address to return to is unsafe, or there are too many clients.
        """
        _check_redirect_uris(client)
        if client.client_secret:
            client.client_secret = self._keys.client_secret(client.client_id)
        metadata = client.model_dump_json(exclude={"client_secret"}, exclude_none=True)
        with self._database.writing() as connection:
            (count,) = connection.execute("SELECT count(*) FROM oauth_clients").fetchone()
            if count >= MAX_CLIENTS:
                raise RegistrationError("invalid_client_metadata", "Too many clients are registered here")
            connection.execute(
                "INSERT INTO oauth_clients (client_id, metadata, created_at) VALUES (?, ?, ?)",
                (client.client_id, metadata, time.time()),
            )

    def get(self, client_id: str) -> OAuthClientInformationFull | None:
        """The client with this id, its secret included."""
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT metadata FROM oauth_clients WHERE client_id = ?", (client_id[:MAX_CLIENT_ID],)
            ).fetchone()
        if row is None:
            return None
        client = OAuthClientInformationFull.model_validate_json(row["metadata"])
        if client.token_endpoint_auth_method != "none":
            client.client_secret = self._keys.client_secret(client_id)
        return client


def _check_redirect_uris(client: OAuthClientInformationFull) -> None:
    uris = [str(uri) for uri in client.redirect_uris or []]
    if not uris or len(uris) > MAX_REDIRECT_URIS or not all(map(_is_safe, uris)):
        raise RegistrationError(
            "invalid_redirect_uri",
            "Redirect addresses are https, or http on this machine, without a fragment",
        )


def _is_safe(uri: str) -> bool:
    parts = urlsplit(uri)
    local = parts.scheme == "http" and parts.hostname in _LOOPBACK
    return (local or (parts.scheme == "https" and bool(parts.hostname))) and not parts.fragment


# Authorization requests that wait for a person's consent: ten minutes, answered once.

# ruff: noqa: S608 - table and column names below are constants of ours; values are always bound


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
