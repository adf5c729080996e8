"""Where the demo servers are reached from outside: every absolute address comes from here."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from mcp.server.transport_security import TransportSecuritySettings

from connectors.demo.services import SERVICES, Service

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
