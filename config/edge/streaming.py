"""Open event streams on the loop: what made the answer is let go of before it begins to stream.

Django keeps the request, its answer, a thread and two tasks for each until it ends.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

from django.http import HttpResponseBase, StreamingHttpResponse

from config.edge.bodies import Receive, Send


class Streaming:
    """The pieces of an answer, without the answer."""

    __slots__ = ("_pieces",)

    def __init__(self, response: StreamingHttpResponse) -> None:
        # The generator itself: Django's iterators around it would keep the answer.
        self._pieces: AsyncGenerator[bytes] = response._iterator  # type: ignore[attr-defined]

    async def send(self, receive: Receive, send: Send) -> None:
        """Send the pieces until they end or the client is gone."""
        here = asyncio.current_task()
        assert here is not None

        def stop(_: object) -> None:
            here.cancel()

        gone = asyncio.create_task(_is_gone(receive))
        gone.add_done_callback(stop)
        try:
            await _send_all(self._pieces, send)
        except asyncio.CancelledError:
            if not gone.done() or here.uncancel():
                raise
        finally:
            gone.remove_done_callback(stop)
            gone.cancel()


def streaming(response: HttpResponseBase) -> Streaming | None:
    """What is left to send of an answer whose head was sent; None unless it is made piece by piece on the loop."""
    if isinstance(response, StreamingHttpResponse) and response.is_async:
        return Streaming(response)
    return None


async def _send_all(pieces: AsyncGenerator[bytes], send: Send) -> None:
    async with aclosing(pieces):
        async for piece in pieces:
            await send({"type": "http.response.body", "body": piece, "more_body": True})
    await send({"type": "http.response.body"})


async def _is_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
