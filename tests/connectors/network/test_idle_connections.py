"""A connection to a tool server is used again while the server surely keeps it, and not later."""

import asyncio

import pytest

from connectors.network import EgressPolicy, guarded_client, transport
from tests.fakes.raw_server import raw_server

pytestmark = pytest.mark.anyio
OK = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"
# Node and uvicorn hang up after five.
SERVERS_SECONDS = 5.0


async def answer_all(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Every request of the connection; it stays open."""
    writer.write(OK)
    while True:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(OK)
        await writer.drain()


async def connections_of_two_requests() -> int:
    async with (
        raw_server(answer_all) as server,
        guarded_client(EgressPolicy.parse(f"127.0.0.1:{server.port}"), total_seconds=5) as client,
    ):
        for _ in range(2):
            assert (await client.get(server.origin)).text == "ok"
        return server.connections


async def test_the_next_request_uses_the_same_connection() -> None:
    assert await connections_of_two_requests() == 1


async def test_a_connection_that_was_idle_for_as_long_as_we_keep_it_is_not_used_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(transport, "_KEEPALIVE_SECONDS", 0.0)
    assert await connections_of_two_requests() == 2


async def test_that_is_well_before_usual_servers_hang_up() -> None:
    assert transport._KEEPALIVE_SECONDS <= SERVERS_SECONDS - 1
