"""The check of an address before anything is resolved or sent."""

import re
from ipaddress import ip_address

import httpx2

from connectors.network.addresses import is_public
from connectors.network.errors import EgressRefused
from connectors.network.policy import EgressPolicy

MAX_URL_CHARACTERS = 2048
# 443, and the one other port that services use for https; a free choice would make us a port scanner.
PUBLIC_PORTS = frozenset({443, 8443})
_DEFAULT_PORTS = {"http": 80, "https": 443}

_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
# Names that only mean something inside a network; the check of the resolved address stands behind them.
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
