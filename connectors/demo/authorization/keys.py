"""One secret key per home, and what is derived from it: signatures, client secrets, hashes of tokens."""

import hashlib
import hmac
import os
import secrets
from pathlib import Path

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
