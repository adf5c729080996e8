"""Plain data that goes in and out of the MCP client."""

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

from connectors.model_schemas.values import DEEPEST_JSON
from organizations.text import clean_text

_HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")
# Headers that belong to the protocol or the connection; a key in one of them would change the request.
_TAKEN = frozenset({"host", "content-type", "content-length", "connection", "transfer-encoding", "accept", "cookie"})
_MAX_HEADER_CHARACTERS = 16_384


@dataclass(frozen=True)
class ServerAddress:
    """Where an MCP server is; of a `builtin` one, which runs in this process, where its service's API is."""

    url: str
    builtin: str = ""


@dataclass(frozen=True)
class Credential:
    """The headers that identify the member at the server; sent to the server's own origin only (C2).

    `subject`: whom it is about, for a built-in server whose service gives tokens for one person's things.
    """

    headers: tuple[tuple[str, str], ...] = field(repr=False)
    subject: str = ""

    @classmethod
    def bearer(cls, token: str, subject: str | None = None) -> Self:
        """An access token. Raises ValueError when it cannot be a header."""
        return replace(cls.header("Authorization", f"Bearer {token}"), subject=subject or "")

    @classmethod
    def header(cls, name: str, value: str) -> Self:
        """A key in a header of the service's choice. Raises ValueError, never with the value in it."""
        if not _HEADER_NAME.fullmatch(name) or name.lower() in _TAKEN or name.lower().startswith("mcp-"):
            raise ValueError("this header name cannot be used")
        if not value.isascii() or not value.isprintable() or not 0 < len(value) <= _MAX_HEADER_CHARACTERS:
            raise ValueError("the key contains characters that cannot be sent")
        return cls(((name, value),))

    @classmethod
    def of(cls, token: str, keys: Mapping[str, str], subject: str | None = None) -> Self | None:
        """A token, if there is one, and the member's own keys by header; None where there is neither."""
        parts = [cls.header(name, value) for name, value in keys.items()]
        parts += [cls.bearer(token)] if token else []
        return cls(tuple(header for part in parts for header in part.headers), subject or "") if parts else None


@dataclass(frozen=True)
class Negotiated:
    """What was agreed with a server; kept on the connector row, it saves the negotiation of later clients."""

    protocol_version: str
    discover: Mapping[str, Any] | None = None

    def to_json(self) -> dict[str, Any]:
        """Plain JSON, without secrets."""
        return {"protocol_version": self.protocol_version, "discover": self.discover}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The record of `to_json`. Raises KeyError."""
        return cls(data["protocol_version"], data.get("discover"))


@dataclass(frozen=True)
class ToolSchemas:
    """The stored schemas of a tool that is about to be called; with them a call is one request."""

    input_schema: Mapping[str, Any]
    output_schema: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Progress:
    """What a running tool says about how far it is."""

    progress: float
    total: float | None
    message: str | None


# JSON from outside made safe for PostgreSQL, JSON and the wire.


def clean_value(value: Any) -> Any:
    """Decoded JSON without NUL, lone surrogates, NaN and infinities; what is not JSON becomes its text."""
    if isinstance(value, str):
        return clean_text(value)
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {clean_text(str(key)): clean_value(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [clean_value(item) for item in value]
    return clean_text(str(value))


def clean_result(value: Any) -> Any:
    """The same for a result, which is kept however deep it is: parts that nobody could read again are left out."""
    try:
        return clean_value(value)
    except RecursionError:
        return clean_value(_cut(value, DEEPEST_JSON))


def _cut(value: Any, levels: int) -> Any:
    if not isinstance(value, dict | list):
        return value
    if not levels:
        return "[nested too deeply]"
    if isinstance(value, dict):
        return {key: _cut(item, levels - 1) for key, item in value.items()}
    return [_cut(item, levels - 1) for item in value]


def canonical_json(value: Any) -> str:
    """The one text of a JSON value: keys sorted, no spaces, ASCII."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
