"""Telling apart a server that speaks HTTP+SSE (2024-11-05), the transport before Streamable HTTP."""

import anyio
import httpx2

from connectors.network import AnswerRefused, EgressPolicy, EgressRefused, guarded_client

_SECONDS = 5.0
_MOST_BYTES = 4096
# How such an address turns a POST away.
REFUSALS = frozenset({400, 404, 405, 406, 415, 501})


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
    async with http.stream("GET", url, headers={"accept": "text/event-stream"}) as response:
        kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        if response.status_code != 200 or kind != "text/event-stream":
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
