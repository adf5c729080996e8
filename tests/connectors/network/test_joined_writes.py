"""A request to somebody else's server leaves in one piece."""

import asyncio
import socket
import ssl
from typing import Any

import httpcore2
import pytest

from connectors.network.joined_writes import JoinedWrites


class Wire(httpcore2.AsyncNetworkStream):
    """A connection that notes what is written, and answers."""

    def __init__(self, fault: Exception | None = None, under: socket.socket | None = None) -> None:
        self.written: list[bytes] = []
        self.fault = fault
        self.under = under

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109
        self.written.append(buffer)
        if self.fault:
            raise self.fault

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109
        return b"answer"

    async def aclose(self) -> None:
        self.written.append(b"closed")

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109
    ) -> httpcore2.AsyncNetworkStream:
        return self

    def get_extra_info(self, info: str) -> Any:
        return self.under if info == "socket" else info


async def _exchange(stream: httpcore2.AsyncNetworkStream) -> bytes:
    await stream.write(b"head ")
    await stream.write(b"body")
    return await stream.read(100)


def test_head_and_body_are_one_write() -> None:
    wire = Wire()
    stream = JoinedWrites(wire)
    answers = [asyncio.run(_exchange(stream)) for _ in range(2)]
    assert (answers, wire.written) == ([b"answer"] * 2, [b"head body"] * 2)


def test_so_they_are_when_the_connection_is_encrypted() -> None:
    async def encrypted(wire: Wire) -> bytes:
        return await _exchange(await JoinedWrites(wire).start_tls(ssl.create_default_context()))

    wire = Wire()
    assert (asyncio.run(encrypted(wire)), wire.written) == (b"answer", [b"head body"])


def test_a_server_that_hung_up_while_we_wrote_may_have_answered() -> None:
    assert asyncio.run(_exchange(JoinedWrites(Wire(httpcore2.WriteError())))) == b"answer"


def test_a_write_that_took_too_long_fails() -> None:
    with pytest.raises(httpcore2.WriteTimeout):
        asyncio.run(_exchange(JoinedWrites(Wire(httpcore2.WriteTimeout()))))


def test_what_was_not_sent_is_dropped() -> None:
    async def given_up(wire: Wire) -> None:
        stream = JoinedWrites(wire)
        await stream.write(b"head")
        await stream.aclose()

    wire = Wire()
    asyncio.run(given_up(wire))
    assert wire.written == [b"closed"]


def test_an_idle_connection_is_readable_when_the_server_says_something_or_hangs_up() -> None:
    ours, theirs = socket.socketpair()
    stream = JoinedWrites(Wire(under=ours))
    assert not stream.get_extra_info("is_readable")
    assert not stream.get_extra_info("is_readable")
    theirs.send(b"!")
    assert stream.get_extra_info("is_readable")
    ours.recv(1)
    assert not stream.get_extra_info("is_readable")
    theirs.close()
    assert stream.get_extra_info("is_readable")
    ours.close()


def test_a_closed_connection_is_readable_whoever_has_its_number_now() -> None:
    ours, theirs = socket.socketpair()
    stream = JoinedWrites(Wire(under=ours))
    assert not stream.get_extra_info("is_readable")
    ours.close()
    pair = socket.socketpair()
    assert stream.get_extra_info("is_readable")
    for each in (theirs, *pair):
        each.close()


def test_a_connection_without_a_socket_is_not_used_again() -> None:
    assert JoinedWrites(Wire()).get_extra_info("is_readable")
