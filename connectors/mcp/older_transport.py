"""Telling apart a server that speaks HTTP+SSE (2024-11-05), the transport before Streamable HTTP."""

import anyio
import httpx2

from connectors.mcp.crooked import EVENT_STREAM
from connectors.mcp.errors import AccessRefused, McpFailed, NotAnMcpServer, ServerFailed, ServerUnreachable
from connectors.mcp.exchange import Exchange
from connectors.network import AnswerRefused, EgressPolicy, EgressRefused, guarded_client

_SECONDS = 5.0
_MOST_BYTES = 4096


def may_be_older(fault: McpFailed, exchange: Exchange) -> bool:
    """Whether it is worth asking: such an address turns a POST away in any way, or takes it for a GET and goes on."""
    if isinstance(fault, ServerUnreachable):
        return exchange.heard
    return isinstance(fault, NotAnMcpServer | ServerFailed | AccessRefused)


async def speaks_older_transport(url: str, policy: EgressPolicy, auth: httpx2.Auth | None) -> bool:
    """Whether a GET is answered with that transport's first event, which names where to post messages."""
    try:
        with anyio.move_on_after(_SECONDS):
            async with guarded_client(policy, auth=auth, total_seconds=_SECONDS) as http:
                return await _names_an_endpoint(http, url)
    except (httpx2.HTTPError, httpx2.InvalidURL, EgressRefused, AnswerRefused):
        pass
    return False


async def _names_an_endpoint(http: httpx2.AsyncClient, url: str) -> bool:
    async with http.stream("GET", url, headers={"accept": EVENT_STREAM}) as response:
        kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        if response.status_code != 200 or kind != EVENT_STREAM:
            return False
        read = b""
        async for chunk in response.aiter_bytes():
            read += chunk
            lines = (line.strip().replace(b" ", b"") for line in read.splitlines())
            if b"event:endpoint" in lines:
                return True
            if len(read) > _MOST_BYTES:
                return False
    return False
