"""A TCP server on a free loopback port whose answers are written byte by byte by the test."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

Answer = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class RawServer:
    """Where the server listens and how many connections it has seen."""

    def __init__(self) -> None:
        self.port = 0
        self.connections = 0

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@asynccontextmanager
async def raw_server(
    answer: Answer, tls: ssl.SSLContext | None = None, seen: list[bytes] | None = None
) -> AsyncIterator[RawServer]:
    """Serve each connection's first request with `answer`, then close it; `seen` gets the request lines."""
    state = RawServer()
    running: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        state.connections += 1
        task = asyncio.current_task()
        assert task is not None
        running.add(task)
        try:
            with suppress(asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
                head = await reader.readuntil(b"\r\n\r\n")
                if seen is not None:
                    seen.append(head.partition(b"\r\n")[0])
                await answer(reader, writer)
        finally:
            running.discard(task)
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls)
    state.port = server.sockets[0].getsockname()[1]
    try:
        yield state
    finally:
        server.close()
        for task in running:
            task.cancel()


def plain(body: bytes, *headers: str, status: str = "200 OK") -> Answer:
    """One complete answer with a correct length."""

    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        lines = [f"HTTP/1.1 {status}", f"content-length: {len(body)}", "connection: close", *headers, "", ""]
        writer.write("\r\n".join(lines).encode() + body)
        await writer.drain()

    return answer


def endless(chunk: bytes, *headers: str, pause_seconds: float = 0.0) -> Answer:
    """A chunked answer that never ends."""

    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        lines = ["HTTP/1.1 200 OK", "transfer-encoding: chunked", *headers, "", ""]
        writer.write("\r\n".join(lines).encode())
        while True:
            writer.write(b"%x\r\n%s\r\n" % (len(chunk), chunk))
            await writer.drain()
            await asyncio.sleep(pause_seconds)

    return answer


async def silent(_: asyncio.StreamReader, __: asyncio.StreamWriter) -> None:
    """Never an answer."""
    await asyncio.Event().wait()
