"""The HTTP client under the model's SDK: its aiohttp transport, with room for what gateways send."""

from functools import partial
from typing import Any

import aiohttp
import anthropic

# Of an answer's head: gateways add headers for each hop, budget and policy. aiohttp alone takes 8 KiB a line and 128
# lines, which is less than the SDK's first transport took.
MOST_BYTES_OF_A_LINE = 64 * 1024
MOST_LINES = 1000


def http_client() -> Any:
    """A client for one loop; it is closed with the SDK's. Its parser is in C: a third less of the worker's time."""
    client: Any = anthropic.DefaultAioHttpClient()
    # One for direct ways, and one for each of the operator's proxies; None stands for what no proxy is for.
    for transport in {client._transport, *client._mounts.values()} - {None}:
        transport.client = partial(_session, transport.limits, transport.ssl_context)
    return client


def _session(limits: Any, tls: Any) -> aiohttp.ClientSession:
    """What the transport would make itself, on the loop, but for the room."""
    connector = aiohttp.TCPConnector(limit=limits.max_connections, keepalive_timeout=limits.keepalive_expiry, ssl=tls)
    return aiohttp.ClientSession(
        connector=connector,
        max_line_size=MOST_BYTES_OF_A_LINE,
        max_field_size=MOST_BYTES_OF_A_LINE,
        max_headers=MOST_LINES,
    )
