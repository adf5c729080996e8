"""What the operator allows beyond the public internet."""

from dataclasses import dataclass, field
from ipaddress import ip_address


@dataclass(frozen=True)
class EgressPolicy:
    """Exact host:port pairs that may be private and plain http; everything else is public https."""

    allowed: frozenset[tuple[str, int]] = field(default_factory=frozenset)

    @classmethod
    def parse(cls, text: str) -> "EgressPolicy":
        """Read the operator's setting, such as `127.0.0.1:8001,[::1]:8002`. Raises ValueError."""
        return cls(frozenset(_pair(entry.strip()) for entry in text.split(",") if entry.strip()))

    def allows(self, host: str, port: int) -> bool:
        """Whether this exact pair is on the operator's list; names and addresses are not mixed."""
        return (canonical_host(host), port) in self.allowed


def canonical_host(host: str) -> str:
    """Lower case, without brackets, an IP literal in its one short form."""
    bare = host.strip("[]").lower()
    try:
        return str(ip_address(bare))
    except ValueError:
        return bare


def _pair(entry: str) -> tuple[str, int]:
    host, separator, port = entry.rpartition(":")
    if not separator or not host or not port.isascii() or not port.isdigit() or not 0 < int(port) < 65536:
        raise ValueError(f"{entry!r} is not host:port")
    return canonical_host(host), int(port)
