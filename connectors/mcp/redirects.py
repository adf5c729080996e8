"""Where a server sends us on to: followed within its own origin, told everywhere else."""

import re

import httpx2

from connectors.mcp.exchange import Exchange
from organizations.text import clean_text

MAX_HOPS = 5
_HOPS = "redirects_followed"
# Only these keep a POST a POST; all others would drop the message that it carries (RFC 9110, 15.4).
_KEEPING = frozenset({307, 308})
# With these a server may have done the work before it sends us to look at the result.
_AFTERWARDS = frozenset({302, 303})
_LONGEST = 200
_HOST = re.compile(r"[\w.:-]+")


def checked_redirect(request: httpx2.Request, response: httpx2.Response, exchange: Exchange | None) -> bool:
    """Whether the SDK may act on this answer: it is no redirect, or one that stays with the server we were sent to.

    What it may not follow is noted in the exchange. The guard checks each hop like every request.
    """
    if response.status_code not in (300, 301, 302, 303, 305, 307, 308) or "location" not in response.headers:
        return True
    target = _target(request, response)
    hops = int(request.extensions.get(_HOPS, 0))
    if target is not None and response.status_code in _KEEPING and _same_place(request.url, target) and hops < MAX_HOPS:
        request.extensions[_HOPS] = hops + 1
        return True
    if exchange is not None:
        exchange.redirect = _words(request.url, target, hops)
        exchange.sent = exchange.sent and response.status_code in _AFTERWARDS
    return False


def origin_of(url: httpx2.URL) -> tuple[str, str, int | None]:
    """Scheme, host and port; the default port is None."""
    return url.scheme, url.host, url.port


def _target(request: httpx2.Request, response: httpx2.Response) -> httpx2.URL | None:
    try:
        return request.url.join(response.headers["location"])
    except (httpx2.InvalidURL, ValueError):
        return None


def _same_place(here: httpx2.URL, there: httpx2.URL) -> bool:
    return origin_of(here) == origin_of(there) and there.userinfo in (b"", here.userinfo)


def _words(here: httpx2.URL, there: httpx2.URL | None, hops: int) -> str:
    """For people; never a path or query, which may carry somebody's session."""
    if hops >= MAX_HOPS:
        return "The address sends us round in a circle. Ask the service for the address of its MCP server."
    if there is None or not _HOST.fullmatch(there.host):
        return "The address sends us on to one that cannot be read. Ask the service for the address of its MCP server."
    if origin_of(here) == origin_of(there):
        return (
            "The address is not the MCP server's own: it sends us on to another page of the same host. "
            "Enter the full address of the MCP server instead."
        )
    port = f":{there.port}" if there.port else ""
    place = clean_text(f"{there.scheme}://{there.host}{port}", _LONGEST)
    return (
        f"The address sends us on to {place}. If you trust that host, enter the full address of its MCP server instead."
    )
