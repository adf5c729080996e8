"""What the operator allows beyond the public internet."""

import re
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

import httpx2


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


# Which IP addresses belong to the public internet.

# `is_global` alone lets some of these through, and which ones depends on the Python release.
_NEVER_V4 = tuple(
    IPv4Network(network)
    for network in (
        "0.0.0.0/8",
        "100.64.0.0/10",  # carrier NAT, and the metadata service of one cloud
        "168.63.129.16/32",  # Azure's host agent: a public number that never leaves the host
        "192.0.0.0/24",
        "192.88.99.0/24",  # 6to4 relays
        "198.18.0.0/15",  # benchmarking
    )
)

# The only part of IPv6 handed out as global unicast; mapped, compatible, NAT64 and local forms lie outside.
_GLOBAL_UNICAST = IPv6Network("2000::/3")
_NEVER_V6 = tuple(
    IPv6Network(network)
    for network in (
        "2001::/23",  # Teredo, ORCHID, benchmarking
        "2001:db8::/32",
        "2002::/16",  # 6to4 carries an IPv4 address inside
        "3fff::/20",  # documentation
    )
)


def is_public(address: str) -> bool:
    """Whether `address` (an IP literal) is a public unicast address; anything unreadable is not."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    return _is_public_v4(parsed) if isinstance(parsed, IPv4Address) else _is_public_v6(parsed)


def _is_public_v4(address: IPv4Address) -> bool:
    if not address.is_global or address.is_multicast or address.is_reserved:
        return False
    return not any(address in network for network in _NEVER_V4)


def _is_public_v6(address: IPv6Address) -> bool:
    if address.scope_id is not None or address not in _GLOBAL_UNICAST or not address.is_global:
        return False
    return not any(address in network for network in _NEVER_V6)


# Why the guard refused an address or an answer.


class EgressRefused(Exception):
    """A request that must not leave. Nothing was sent.

    `code`: invalid_url, not_https, port_not_allowed, userinfo_in_url, host_not_allowed or private_address.
    """

    def __init__(self, code: str, person_message: str) -> None:
        super().__init__(person_message)
        self.code = code
        self.person_message = person_message


class AnswerRefused(Exception):
    """An answer that we stopped reading: answer_too_large or answer_encoded. The request had been sent."""

    def __init__(self, code: str, person_message: str) -> None:
        super().__init__(person_message)
        self.code = code
        self.person_message = person_message


# The check of an address before anything is resolved or sent.

MAX_URL_CHARACTERS = 2048
# 443, and the one other port that services use for https; a free choice would make us a port scanner.
PUBLIC_PORTS = frozenset({443, 8443})
_DEFAULT_PORTS = {"http": 80, "https": 443}

_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
# Names that have a meaning only inside a network; the resolved address is checked too.
_INSIDE_NAMES = (
    "localhost",
    "localdomain",
    "local",
    "internal",
    "intranet",
    "lan",
    "home.arpa",
    "corp",
    "home",
)


def check_url(policy: EgressPolicy, url: str | httpx2.URL) -> None:
    """Refuse what can be refused by reading the URL alone. Raises EgressRefused."""
    parsed = _parsed(url)
    host = parsed.raw_host.decode("ascii")
    port = parsed.port if parsed.port is not None else _DEFAULT_PORTS.get(parsed.scheme, 0)
    if parsed.userinfo:
        raise EgressRefused("userinfo_in_url", "The address must not contain a user name or password.")
    if parsed.scheme not in ("http", "https") or not host:
        raise EgressRefused("not_https", "The address must start with https://.")
    if policy.allows(host, port):
        return
    if parsed.scheme != "https":
        raise EgressRefused("not_https", "The address must start with https://.")
    _check_host(host)
    if port not in PUBLIC_PORTS:
        raise EgressRefused("port_not_allowed", "Only the ports 443 and 8443 can be used.")


def host_of(url: str) -> str:
    """The host of an address as it is asked for, foreign letters in their ASCII form, with a port if it has one."""
    parsed = _parsed(url)
    host = parsed.raw_host.decode("ascii")
    return host if parsed.port is None else f"{host}:{parsed.port}"


def _parsed(url: str | httpx2.URL) -> httpx2.URL:
    if len(str(url)) > MAX_URL_CHARACTERS:
        raise EgressRefused("invalid_url", "The address is too long.")
    try:
        return httpx2.URL(url)
    except (httpx2.InvalidURL, ValueError):
        raise EgressRefused("invalid_url", "This is not a web address.") from None


def _check_host(host: str) -> None:
    if _is_literal(host):
        refuse_private(host)
        return
    labels = host.split(".")
    # Resolvers read a last label such as 127 or 0x7f as part of an IPv4 address in disguise.
    if not all(_LABEL.fullmatch(label) for label in labels) or _NUMBER.fullmatch(labels[-1]):
        raise EgressRefused("host_not_allowed", "This is not a host name that can be used here.")
    if len(labels) == 1 or any(host.endswith(f".{name}") for name in _INSIDE_NAMES):
        raise EgressRefused(
            "host_not_allowed", "The address names a private network. Only public servers can be reached."
        )


def refuse_private(address: str) -> None:
    """Raise EgressRefused unless the IP literal is public."""
    if not is_public(address):
        raise EgressRefused(
            "private_address", "The address leads to a private network. Only public servers can be reached."
        )


def _is_literal(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
