"""What one sign-in knows, from the discovered server to the tokens. Secrets never show in a repr."""

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Literal

from connectors.oauth.stored import Stored

TokenAuthMethod = Literal["none", "client_secret_basic", "client_secret_post"]
ClientSource = Literal["preregistered", "metadata_document", "dynamic"]


@dataclass(frozen=True)
class AuthorizationServer(Stored):
    """Where to send the person and the code, and for which resource the token will be good."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
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
    # What we wanted when we registered, and what the server registered: later sign-ins get no more (RFC 7591, 2).
    asked_scope: str | None = None
    scope: str | None = None
    # What the server answered `invalid_scope` to, so that the next sign-in asks for something else.
    refused_scopes: tuple[str, ...] = ()
    # The server took `token_auth_method` before, so there is no other one to try.
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
    # How our client had shown itself when these came; None where it has no secret.
    client_method: TokenAuthMethod | None = None

    def expires_within(self, seconds: float, now: datetime | None = None) -> bool:
        """Whether the access token ends within that many seconds; never when its end is unknown."""
        if self.expires_at is None:
            return False
        return self.expires_at <= (now or datetime.now(UTC)) + timedelta(seconds=seconds)
