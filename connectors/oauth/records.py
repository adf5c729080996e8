"""The data of one sign-in, from the discovered server to the tokens. Secrets are never in a repr."""

import hashlib
from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, Self, get_args, get_type_hints

# Dataclasses that survive as JSON between two HTTP requests.


class Stored:
    """Mixin of a frozen dataclass made of text, numbers, datetimes, tuples and other Stored."""

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values; may hold secrets, so seal what comes out."""
        return {field.name: _to_plain(getattr(self, field.name)) for field in _fields(type(self))}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The object of `to_json`. Unknown keys are ignored, missing ones get their default. Raises KeyError."""
        hints = get_type_hints(cls)
        values = {
            field.name: _from_plain(hints[field.name], data[field.name])
            for field in _fields(cls)
            if field.name in data or field.default is MISSING
        }
        return cls(**values)


def _fields(cls: type[Any]) -> tuple[Field[Any], ...]:
    return fields(cls)


def _to_plain(value: Any) -> Any:
    if isinstance(value, Stored):
        return value.to_json()
    if isinstance(value, datetime):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def _from_plain(hint: Any, value: Any) -> Any:
    kinds = {hint, *get_args(hint)}
    if value is None:
        return None
    if datetime in kinds:
        return datetime.fromisoformat(value)
    if isinstance(value, list):
        return tuple(value)
    nested = next((kind for kind in kinds if isinstance(kind, type) and issubclass(kind, Stored)), None)
    return nested.from_json(value) if nested else value


TokenAuthMethod = Literal["none", "client_secret_basic", "client_secret_post"]
ClientSource = Literal["preregistered", "metadata_document", "dynamic"]


@dataclass(frozen=True)
class AuthorizationServer(Stored):
    """Where to send the person and the code, and for which resource the token will be good."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    # Empty: its tokens are for one API anyway, and it refuses or ignores the parameter (RFC 8707).
    resource: str
    registration_endpoint: str | None = None
    revocation_endpoint: str | None = None
    userinfo_endpoint: str | None = None
    default_scope: str | None = None
    scopes_supported: tuple[str, ...] = ()
    token_auth_methods: tuple[str, ...] = ()
    accepts_client_metadata_url: bool = False
    sends_iss: bool = False
    from_metadata: bool = True
    # Habits of sign-in servers that speak OAuth, but not MCP's profile of it.
    scope_parameter: str = "scope"
    scope_separator: str = " "
    # The field of the token answer that holds the tokens; empty: they are the answer's own fields.
    tokens_in: str = ""
    # What may stand before a scope's name in its answers: the address of the API that the scope is for.
    scope_prefix: str = ""
    # Where tokens are renewed, if not where they are given.
    refresh_endpoint: str | None = None


@dataclass(frozen=True)
class ClientIdentity(Stored):
    """Who we are at every authorization server; the metadata URL is None where nobody outside can read it.

    `redirect_uri` is shared by all servers that read our metadata document, whose answers name themselves (`iss`).
    Every other server has an address of its own, so that an answer shows where it comes from (RFC 9700, 2.1):
    `connector` tells one connector's from another's.
    """

    client_name: str
    redirect_uri: str
    client_metadata_url: str | None = None
    client_uri: str | None = None
    connector: str = ""

    @property
    def entered_redirect_uri(self) -> str:
        """The address for a client id that somebody enters, who has to know it before any server is asked."""
        return f"{self.redirect_uri}/{self.connector}"

    def redirect_uri_at(self, issuer: str) -> str:
        """The address that one sign-in server alone is given."""
        return f"{self.entered_redirect_uri}/{hashlib.sha256(issuer.encode()).hexdigest()[:16]}"


@dataclass(frozen=True)
class RegisteredClient(Stored):
    """Our client id at one issuer. It must never be shown to another issuer."""

    client_id: str
    redirect_uri: str
    source: ClientSource
    client_secret: str | None = field(default=None, repr=False)
    token_auth_method: TokenAuthMethod = "none"
    issuer: str | None = None
    # Where the secret may go, beside the issuer's own origin.
    token_origin: str | None = None
    secret_expires_at: datetime | None = None
    # The scope that we asked for and the one that the server registered: later sign-ins get no more (RFC 7591, 2).
    asked_scope: str | None = None
    scope: str | None = None
    # What the server answered `invalid_scope` to, so that the next sign-in asks for something else.
    refused_scopes: tuple[str, ...] = ()
    # The server accepted `token_auth_method` before, so no other one is tried.
    method_is_proven: bool = False


@dataclass(frozen=True)
class PendingAuthorization(Stored):
    """A sign-in between its two HTTP requests; one use, ten minutes (C3). `url` is where the browser goes."""

    server: AuthorizationServer
    registered: RegisteredClient
    redirect_uri: str
    scope: str | None
    state: str = field(repr=False)
    code_verifier: str = field(repr=False)
    url: str = field(repr=False)


@dataclass(frozen=True)
class TokenSet(Stored):
    """What the token endpoint gave; `expires_at` is None when it did not say."""

    access_token: str = field(repr=False)
    refresh_token: str | None = field(default=None, repr=False)
    scope: str | None = None
    expires_at: datetime | None = None
    # Whom the token is about, where the sign-in was for one person's things: the patient of health records (SMART).
    subject: str | None = None
    # The client authentication with which these came; None without a secret.
    client_method: TokenAuthMethod | None = None

    def expires_within(self, seconds: float, now: datetime | None = None) -> bool:
        """Whether the access token ends within that many seconds; never when its end is unknown."""
        if self.expires_at is None:
            return False
        return self.expires_at <= (now or datetime.now(UTC)) + timedelta(seconds=seconds)
