"""Which proxies stand before the web process: SWITCHBOARD_TRUSTED_PROXIES, read once for everything that asks."""

from ipaddress import IPv4Network, IPv6Network, ip_network

Hop = tuple[IPv4Network | IPv6Network, ...]
ANYWHERE: Hop = (ip_network("0.0.0.0/0"), ip_network("::/0"))


def trusted_proxies(said: str) -> tuple[Hop, ...]:
    """Where each proxy is, the nearest last; raises ValueError that names the variable.

    A number says how many there are, at any address: right where nobody else can reach the web process. Otherwise
    networks with commas between the proxies, and `|` between several networks of one.
    """
    if said.isdecimal():
        return (ANYWHERE,) * int(said)
    try:
        return tuple(tuple(ip_network(one.strip()) for one in hop.split("|")) for hop in said.split(",") if said)
    except ValueError as error:
        raise ValueError(f"SWITCHBOARD_TRUSTED_PROXIES must be a number or networks: {error}") from error
