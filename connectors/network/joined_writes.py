"""A connection that sends a request's head and body together."""

import select
import ssl
from contextlib import suppress
from typing import Any

import httpcore2


class JoinedWrites(httpcore2.AsyncNetworkStream):
    """Sends what was written only when the answer is read.

    httpcore writes the head of a request and its body one after the other: two system calls and two packets, for each
    of which the server wakes up.
    """

    def __init__(self, stream: httpcore2.AsyncNetworkStream) -> None:
        self._stream = stream
        self._written: list[bytes] = []
        self._socket: Any = None
        self._poll = select.poll()

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109  (the interface)
        """Kept until the next `read`."""
        self._written.append(buffer)

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109
        """Send what was written, then wait for bytes."""
        if self._written:
            written, self._written = b"".join(self._written), []
            # As in httpcore: a server may answer and hang up before it has read everything.
            with suppress(httpcore2.WriteError):
                await self._stream.write(written, timeout)
        return await self._stream.read(max_bytes, timeout)

    async def aclose(self) -> None:
        """Close it; what was not sent is dropped."""
        await self._stream.aclose()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109
    ) -> httpcore2.AsyncNetworkStream:
        """The encrypted connection, which joins writes too."""
        return JoinedWrites(await self._stream.start_tls(ssl_context, server_hostname, timeout))

    def get_extra_info(self, info: str) -> Any:
        """What the connection says of itself."""
        return self._is_readable() if info == "is_readable" else self._stream.get_extra_info(info)

    def _is_readable(self) -> bool:
        """Whether there is something to read: of an idle connection, that the server hung up.

        httpcore asks it of all idle connections at every request, and builds a poll and all attributes each time.
        """
        if self._socket is None:
            self._socket = self._stream.get_extra_info("socket")
            if self._socket is None:
                return True
            self._poll.register(self._socket.fileno(), select.POLLIN)
        # A closed socket has no descriptor any more, and its number may be another connection's.
        return self._socket.fileno() < 0 or bool(self._poll.poll(0))
