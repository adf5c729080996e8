"""How long somebody waits for a Valkey that accepts and says nothing; much less than redis-py's own five seconds."""

import asyncio
import socket
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import aclosing
from typing import Any

import pytest
from redis.exceptions import TimeoutError as TooLate

from conversations.events import reader, stream, turn_streams, wire

GIVEN_UP_AFTER = 2.0


@pytest.fixture(autouse=True)
def silent(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A Valkey whose connections are open and dead; the deadline is a fifth of a second."""
    with socket.create_server(("127.0.0.1", 0), backlog=16) as server:
        settings.REDIS_URL = f"redis://127.0.0.1:{server.getsockname()[1]}/0"
        monkeypatch.setattr(stream, "SECONDS", 0.2)
        monkeypatch.setattr(wire, "SECONDS", 0.2)
        yield


async def _by_a_loops_client() -> None:
    async with stream.loop_client(seconds=0.2) as client:
        await client.ping()


@pytest.mark.parametrize(
    "ask", [lambda: stream.client().ping(), lambda: asyncio.run(_by_a_loops_client())], ids=["a request", "a loop"]
)
def test_it_is_given_up_in_time(ask: Callable[[], None]) -> None:
    began = time.monotonic()
    with pytest.raises(TooLate):
        ask()
    assert time.monotonic() - began < GIVEN_UP_AFTER


def test_a_reader_is_told_what_postgresql_says_though_its_reads_may_last_longer() -> None:
    position = {"fence": 1, "step": 1, "kept": 1, "offset": 0, "resumed_after": 0}
    data = {**position, "status": "running", "content": []}

    async def look() -> dict[str, Any]:
        return {"final": False, "data": data, "finished": {}}

    async def read() -> bytes:
        async with (
            turn_streams.turn_streams() as streams,
            aclosing(reader.follow(streams, uuid.uuid4(), None, look, is_over=False)) as pieces,
        ):
            return b"".join([await anext(pieces), await anext(pieces)])

    began = time.monotonic()
    assert b"event: snapshot" in asyncio.run(read())
    assert time.monotonic() - began < GIVEN_UP_AFTER
