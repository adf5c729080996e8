"""The transport between the SDK and the guard: records what happens, and keeps one call's failure from the others.

An exception inside the SDK's sending task ends the whole session with all its calls. So failures are noted in
the call's Exchange, and the SDK gets an answer that fails that one call only.
"""

import re
from collections.abc import AsyncIterator
from contextlib import suppress

import anyio
import httpx2

from connectors.mcp.exchange import EVENT_STREAM, Exchange, current_exchange
from connectors.network import AnswerRefused, EgressRefused
from connectors.network.transport import TOTAL_SECONDS
from connectors.oauth.fetching import retry_after
from organizations.text import clean_text

# Redirects: followed within the server's own origin, else told to the person.

MAX_HOPS = 5
_HOPS = "redirects_followed"
# Only these keep a POST a POST; all others would drop the message that it carries (RFC 9110, 15.4).
_KEEPING = frozenset({307, 308})
# With these a server may have done the work before it redirects to the result.
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
    if (
        target is not None
        and response.status_code in _KEEPING
        and _same_origin(request.url, target)
        and hops < MAX_HOPS
    ):
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


def _same_origin(here: httpx2.URL, there: httpx2.URL) -> bool:
    return origin_of(here) == origin_of(there) and there.userinfo in (b"", here.userinfo)


def _words(here: httpx2.URL, there: httpx2.URL | None, hops: int) -> str:
    """The message for people, without path and query, which may carry somebody's session."""
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
    where = clean_text(f"{there.scheme}://{there.host}{port}", _LONGEST)
    return (
        f"The address sends us on to {where}. If you trust that host, enter the full address of its MCP server instead."
    )


_CONNECT_SECONDS = 10.0
# The deadline of requests that belong to no call, such as the end of a session.
_ASIDE_SECONDS = 5.0
_MAX_RESUMPTIONS = 60
_FIRST_RESUMPTION_PAUSE_SECONDS = 0.1
_LONGEST_RESUMPTION_PAUSE_SECONDS = 5.0
# How long an event stream that the SDK closes at the result may take to end by itself.
_DRAINING_SECONDS = 0.2
_QUESTION = re.compile(rb'\{"jsonrpc":"2\.0","id":"?([^,"]{1,40})"?,"method":')
_SESSION = "mcp-session-id"
_FAILURES = (httpx2.TransportError, EgressRefused, AnswerRefused)


class RecordingTransport(httpx2.AsyncBaseTransport):
    """Records network failures instead of raising them (see above)."""

    def __init__(self, guarded: httpx2.AsyncBaseTransport) -> None:
        self._guarded = guarded

    async def aclose(self) -> None:
        await self._guarded.aclose()

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        exchange = current_exchange()
        if request.method == "GET" and not await _may_resume(request, exchange):
            # The stream for messages outside of calls, which we do not use: it is not opened.
            return httpx2.Response(405, request=request)
        # A request that follows a redirect has its body still to be read.
        await request.aread()
        asked = _question(request)
        if exchange is None or asked is None:
            return await self._aside(request)
        return await self._recorded(request, exchange, asked)

    async def _aside(self, request: httpx2.Request) -> httpx2.Response:
        exchange = current_exchange()
        seconds = _ASIDE_SECONDS if exchange is None else max(exchange.remaining_seconds, _ASIDE_SECONDS)
        _limit(request, seconds)
        try:
            response = await self._guarded.handle_async_request(request)
        except _FAILURES:
            return httpx2.Response(502, request=request)
        return response if checked_redirect(request, response, None) else await _turned_away(request, response)

    async def _recorded(self, request: httpx2.Request, exchange: Exchange, asked: str) -> httpx2.Response:
        exchange.begin(asked=asked, in_session=_SESSION in request.headers)
        _limit(request, exchange.remaining_seconds)
        request.extensions["trace"] = exchange.trace
        try:
            if exchange.remaining_seconds <= 0:
                raise httpx2.ReadTimeout("No time left", request=request)
            response = await self._guarded.handle_async_request(request)
        except _FAILURES as failure:
            exchange.failure = failure
            return httpx2.Response(502, request=request)
        _note(exchange, response)
        if not checked_redirect(request, response, exchange):
            return await _turned_away(request, response)
        _name_json(exchange, response)
        assert isinstance(response.stream, httpx2.AsyncByteStream)
        response.stream = RecordedStream(response.stream, exchange)
        return response


class RecordedStream(httpx2.AsyncByteStream):
    """A body that ends early instead of raising; the exchange has the failure."""

    def __init__(self, stream: httpx2.AsyncByteStream, exchange: Exchange) -> None:
        self._stream = stream
        self._chunks = aiter(stream)
        self._exchange = exchange

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async for chunk in self._chunks:
                self._exchange.note_body(chunk)
                yield chunk
        except _FAILURES as failure:
            self._exchange.failure = failure
        if self._exchange.content_type == "application/json":
            self._exchange.answer_ended()

    async def aclose(self) -> None:
        """Close; a body that is about to end is read to its end, or its connection could not be used again."""
        try:
            with anyio.move_on_after(_DRAINING_SECONDS), suppress(*_FAILURES):
                async for _ in self._chunks:
                    pass
        finally:
            await self._stream.aclose()


def _question(request: httpx2.Request) -> str | None:
    """The id of a request; None for notifications and replies, which must not overwrite a call's record."""
    found = _QUESTION.match(request.content) if request.method == "POST" else None
    return found.group(1).decode("ascii", "replace") if found else None


async def _may_resume(request: httpx2.Request, exchange: Exchange | None) -> bool:
    """Whether a broken event stream is resumed, after a growing pause: `retry: 0` would spin."""
    if "last-event-id" not in request.headers or exchange is None or exchange.resumptions >= _MAX_RESUMPTIONS:
        return False
    pause = _FIRST_RESUMPTION_PAUSE_SECONDS * 1.5**exchange.resumptions
    exchange.resumptions += 1
    await anyio.sleep(min(pause, _LONGEST_RESUMPTION_PAUSE_SECONDS))
    return True


def _limit(request: httpx2.Request, seconds: float) -> None:
    connect = min(_CONNECT_SECONDS, seconds)
    request.extensions["timeout"] = {"connect": connect, "pool": seconds, "read": seconds, "write": seconds}
    request.extensions[TOTAL_SECONDS] = seconds


async def _turned_away(request: httpx2.Request, response: httpx2.Response) -> httpx2.Response:
    """The answer instead of a redirect that is not followed; the exchange says where it leads."""
    await response.aclose()
    return httpx2.Response(502, request=request)


def _name_json(exchange: Exchange, response: httpx2.Response) -> None:
    """Name an answer JSON, because the SDK reads no other; one that is no JSON fails when it is read.

    Servers send JSON as anything: without a type, text/plain, PHP's text/html, application/problem+json. The exchange
    keeps a refusal's real type, because a page has other words than the server's own.
    """
    if exchange.content_type == EVENT_STREAM:
        return
    if exchange.is_success or exchange.is_refusal:
        response.headers["content-type"] = "application/json"
    if exchange.is_success:
        exchange.content_type = "application/json"


def _note(exchange: Exchange, response: httpx2.Response) -> None:
    exchange.heard = True
    exchange.status = response.status_code
    exchange.content_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    exchange.challenges = tuple(response.headers.get_list("www-authenticate"))
    if exchange.status == 401 and exchange.refused_with is None:
        exchange.refused_with = exchange.challenges
    exchange.retry_after_seconds = retry_after(response.headers)
