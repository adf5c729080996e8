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
# A body of the limit's size takes a second on a slow line; who sends none keeps a connection for no longer.
BODY_SECONDS = 30.0


class TooLarge(Exception):
    """The body is longer than the limit."""


class Disconnected(Exception):
    """The client went away before the body was complete."""


class LimitedBodies:
    """Hands on requests whose body fits, whole and with its true length; answers the others 413, or 408 in time."""

    def __init__(self, application: Application, limit: int) -> None:
        self._application, self._limit = application, limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._application(scope, receive, send)
            return
        try:
            async with asyncio.timeout(BODY_SECONDS):
                whole = await self._read(_declared(scope), receive)
        except Disconnected:
            return
        except TimeoutError:
            words = "The rest of the body did not come. Send it again."
            await self._refuse(receive, send, 408, "body_incomplete", words)
            return
        except TooLarge:
            words = f"Send at most {self._limit} bytes in one request."
            await self._refuse(receive, send, 413, "body_too_large", words)
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

    async def _refuse(self, receive: Receive, send: Send, status: int, code: str, detail: str) -> None:
        answer = json.dumps(body(status, code, detail)).encode()
        headers = {
            "content-type": MEDIA_TYPE,
            "content-length": str(len(answer)),
            "cache-control": "private, no-store",
            "connection": "close",
        }
        pairs = [(name.encode(), value.encode()) for name, value in headers.items()]
        await send({"type": "http.response.start", "status": status, "headers": pairs})
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
