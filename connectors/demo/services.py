"""The three demo services: addresses, scopes, and what consent to them means in plain words."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from mcp.server.transport_security import TransportSecuritySettings


@dataclass(frozen=True, slots=True)
class Service:
    """One demo service. `reads` and `writes` are shown to the person who is asked for consent."""

    slug: str
    title: str
    summary: str
    reads: tuple[str, ...]
    writes: tuple[str, ...]

    @property
    def path(self) -> str:
        """Where its MCP server answers, below the base address."""
        return f"/{self.slug}/mcp"

    @property
    def read_scope(self) -> str:
        return f"{self.slug}:read"

    @property
    def write_scope(self) -> str:
        return f"{self.slug}:write"

    @property
    def scopes(self) -> list[str]:
        return [self.read_scope, self.write_scope]


TRACKER = Service(
    "tracker",
    "Acme Tracker",
    "Issues of the teams: bugs, tasks and requests.",
    reads=("Issues and comments of your workspace", "Your own private issues"),
    writes=("Create issues in your name", "Change and close issues", "Comment on issues"),
)
DOCS = Service(
    "docs",
    "Acme Docs",
    "Documents of the workspace.",
    reads=("Documents of your workspace", "Your own private documents"),
    writes=("Create documents in your name",),
)
CHAT = Service(
    "chat",
    "Acme Chat",
    "Team chat, by channel.",
    reads=("Messages in public channels", "Messages in private channels that you are in"),
    writes=("Post messages in your name",),
)

SERVICES: tuple[Service, ...] = (TRACKER, DOCS, CHAT)
ALL_SCOPES: list[str] = [scope for service in SERVICES for scope in service.scopes]


# Where the demo servers are reached from outside: every absolute address comes from here.

_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


class UnsafeAddress(ValueError):
    """The base address is neither https nor on this machine."""


@dataclass(frozen=True, slots=True)
class Site:
    """The public base address, without a trailing slash; it is the issuer too (RFC 8414)."""

    base_url: str

    def __post_init__(self) -> None:
        parts = urlsplit(self.base_url)
        host = parts.netloc.rpartition(":")[0] if parts.port else parts.netloc
        safe = parts.scheme == "https" or (parts.scheme == "http" and host in _LOOPBACK)
        if not safe or parts.path or parts.query or parts.fragment:
            raise UnsafeAddress(f"Not a base address of https, or of http on this machine: {self.base_url}")

    def url(self, path: str) -> str:
        return f"{self.base_url}{path}"

    def resource(self, service: Service) -> str:
        """The service's resource indicator (RFC 8707): the address of its MCP server."""
        return self.url(service.path)

    def service_for(self, resource: str | None) -> Service | None:
        """The service that a resource indicator names; a trailing slash does not matter."""
        wanted = (resource or "").removesuffix("/")
        return next((service for service in SERVICES if self.resource(service) == wanted), None)

    def transport_security(self) -> TransportSecuritySettings:
        """Host and Origin headers that MCP requests may carry (against DNS rebinding)."""
        own = urlsplit(self.base_url).netloc
        return TransportSecuritySettings(
            enable_dns_rebinding_protection=True,
            allowed_hosts=[own, *(f"{host}:*" for host in _LOOPBACK)],
            allowed_origins=[self.base_url, *(f"http://{host}:*" for host in _LOOPBACK)],
        )
