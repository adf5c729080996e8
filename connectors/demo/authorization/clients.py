"""Clients that registered themselves (RFC 7591)."""

import time
from urllib.parse import urlsplit

from mcp.server.auth.provider import RegistrationError
from mcp.shared.auth import OAuthClientInformationFull

from connectors.demo.authorization.keys import Keys
from connectors.demo.database import Database

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
