"""How much of an answer is read, and for how long."""

from collections.abc import AsyncIterator

import anyio
import httpx2

from connectors.network.errors import AnswerRefused

MAX_ANSWER_BYTES = 8 * 1024 * 1024
# An event stream carries progress before the one result, so the sum may be larger than a single answer.
MAX_STREAM_BYTES = 2 * MAX_ANSWER_BYTES


class LimitedStream(httpx2.AsyncByteStream):
    """A response body that ends with AnswerRefused over `limit` bytes and with ReadTimeout after `deadline`.

    `deadline` is on the clock of anyio.current_time(): bytes that trickle in do not extend it.
    """

    def __init__(self, stream: httpx2.AsyncByteStream, limit: int, deadline: float) -> None:
        self._stream = stream
        self._limit = limit
        self._deadline = deadline

    async def __aiter__(self) -> AsyncIterator[bytes]:
        received = 0
        chunks = aiter(self._stream)
        while (chunk := await self._next(chunks)) is not None:
            received += len(chunk)
            if received > self._limit:
                raise too_large()
            yield chunk

    async def _next(self, chunks: AsyncIterator[bytes]) -> bytes | None:
        try:
            with anyio.fail_after(self._deadline - anyio.current_time()):
                return await anext(chunks, None)
        except TimeoutError:
            raise httpx2.ReadTimeout("The answer took too long") from None

    async def aclose(self) -> None:
        await self._stream.aclose()


def limit_for(headers: httpx2.Headers) -> int:
    """The most bytes to read of an answer with these headers. Raises AnswerRefused when already over."""
    if headers.get("content-encoding", "identity").strip().lower() not in ("", "identity"):
        # Asked for identity; decoding what comes anyway is how a few bytes become gigabytes.
        raise AnswerRefused("answer_encoded", "The server sent a compressed answer, which was not asked for.")
    is_stream = headers.get("content-type", "").lower().startswith("text/event-stream")
    limit = MAX_STREAM_BYTES if is_stream else MAX_ANSWER_BYTES
    announced = headers.get("content-length", "")
    if announced.isascii() and announced.isdigit() and int(announced[:20]) > limit:
        raise too_large()
    return limit


def too_large() -> AnswerRefused:
    """The refusal of an answer over the limit."""
    return AnswerRefused("answer_too_large", f"The server's answer is larger than {MAX_ANSWER_BYTES >> 20} MB.")
