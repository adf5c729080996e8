"""One limit for every request body, however it is sent: the ASGI application around Django's.

Django reads a whole body before it looks at anything, and both Django and DRF go by Content-Length alone: a chunked
body had no limit in the one and did not exist in the other. Here it is counted while it comes, and its length told.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import Any

from config.api.errors import MEDIA_TYPE, body

Scope = dict[str, Any]
Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]
# A client that is still sending would not see the refusal if the connection were cut at once.
LINGER_BYTES = 2 * 1024 * 1024
LINGER_SECONDS = 2.0


class TooLarge(Exception):
    """The body is longer than the limit."""


class Disconnected(Exception):
    """The client went away before the body was complete."""


class LimitedBodies:
    """Hands on requests whose body fits, whole and with its true length; answers the others 413."""

    def __init__(self, application: Application, limit: int) -> None:
        self._application, self._limit = application, limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._application(scope, receive, send)
            return
        try:
            whole = await self._read(_declared(scope), receive)
        except Disconnected:
            return
        except TooLarge:
            await self._refuse(receive, send)
            return
        await self._application(_with_length(scope, len(whole)), _replayed(whole, receive), send)

    async def _read(self, declared: int, receive: Receive) -> bytes:
        if declared > self._limit:
            raise TooLarge
        pieces, length, more = [], 0, True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise Disconnected
            pieces.append(message.get("body", b""))
            length += len(pieces[-1])
            if length > self._limit:
                raise TooLarge
            more = message.get("more_body", False)
        return b"".join(pieces)

    async def _refuse(self, receive: Receive, send: Send) -> None:
        detail = f"Send at most {self._limit} bytes in one request."
        answer = json.dumps(body(413, "body_too_large", detail)).encode()
        headers = {
            "content-type": MEDIA_TYPE,
            "content-length": str(len(answer)),
            "cache-control": "private, no-store",
            "connection": "close",
        }
        pairs = [(name.encode(), value.encode()) for name, value in headers.items()]
        await send({"type": "http.response.start", "status": 413, "headers": pairs})
        await send({"type": "http.response.body", "body": answer, "more_body": True})
        with suppress(TimeoutError):
            async with asyncio.timeout(LINGER_SECONDS):
                await _drop(receive, LINGER_BYTES)
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _drop(receive: Receive, most: int) -> None:
    dropped, more = 0, True
    while more and dropped < most:
        message = await receive()
        dropped += len(message.get("body", b""))
        more = message.get("more_body", False)


def _declared(scope: Scope) -> int:
    lengths = [value for name, value in scope["headers"] if name == b"content-length"]
    return int(lengths[0]) if lengths and lengths[0].isdigit() else 0


def _with_length(scope: Scope, length: int) -> Scope:
    if not length:
        return scope
    others = [pair for pair in scope["headers"] if pair[0] not in (b"content-length", b"transfer-encoding")]
    return {**scope, "headers": [*others, (b"content-length", str(length).encode())]}


def _replayed(whole: bytes, receive: Receive) -> Receive:
    """The body as one message, then what the server says: that the client has gone."""
    told = False

    async def again() -> Message:
        nonlocal told
        if told:
            return await receive()
        told = True
        return {"type": "http.request", "body": whole, "more_body": False}

    return again
