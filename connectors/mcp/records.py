"""Plain data that goes in and out of the MCP client."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

_HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")
# Headers that belong to the protocol or the connection; a key in one of them would change the request.
_TAKEN = frozenset({"host", "content-type", "content-length", "connection", "transfer-encoding", "accept", "cookie"})
_MAX_HEADER_CHARACTERS = 16_384


@dataclass(frozen=True)
class ServerAddress:
    """Where an MCP server is."""

    url: str


@dataclass(frozen=True)
class Credential:
    """One header that identifies the member at the server; sent to the server's own origin only (C2)."""

    header_name: str
    value: str = field(repr=False)

    @classmethod
    def bearer(cls, token: str) -> Self:
        """An access token. Raises ValueError when it cannot be a header."""
        return cls.header("Authorization", f"Bearer {token}")

    @classmethod
    def header(cls, name: str, value: str) -> Self:
        """A key in a header of the service's choice. Raises ValueError, never with the value in it."""
        if not _HEADER_NAME.fullmatch(name) or name.lower() in _TAKEN or name.lower().startswith("mcp-"):
            raise ValueError("this header name cannot be used")
        if not value.isascii() or not value.isprintable() or not 0 < len(value) <= _MAX_HEADER_CHARACTERS:
            raise ValueError("the key contains characters that cannot be sent")
        return cls(name, value)


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
        """The same again. Raises KeyError."""
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
