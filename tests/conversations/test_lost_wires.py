"""A wire whose connection is lost at a bad moment: nobody waits for it for ever, and nobody complains."""

import asyncio
import gc
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
import uvloop
from redis.exceptions import ConnectionError as ConnectionBroken

from conversations.events.stream import loop_client
from conversations.events.wire import Wire

SECONDS = 5.0
LOOPS = {"asyncio": asyncio.new_event_loop, "uvloop": uvloop.new_event_loop}
Loop = Callable[[], asyncio.AbstractEventLoop]


def run(loop: Loop, work: Callable[[], Awaitable[None]]) -> None:
    complaints: list[dict[str, Any]] = []

    async def in_time() -> None:
        asyncio.get_running_loop().set_exception_handler(lambda _, complaint: complaints.append(complaint))
        async with asyncio.timeout(SECONDS):
            await work()
        gc.collect()

    with asyncio.Runner(loop_factory=loop) as runner:
        runner.run(in_time())
    assert complaints == []


async def signed_in() -> Any:
    pool: Any = loop_client(protocol=3).connection_pool
    connection = pool.make_connection()
    await connection.connect()
    return connection


def aborted(connection: Any) -> None:
    connection._writer.transport.abort()


def hung_up(connection: Any) -> None:
    connection._reader.feed_eof()


@pytest.mark.parametrize("loop", LOOPS.values(), ids=LOOPS)
@pytest.mark.parametrize("lose", [aborted, hung_up])
def test_a_connection_that_was_lost_before_the_wire_had_it_is_over_at_once(
    loop: Loop, lose: Callable[[Any], None]
) -> None:
    ends: list[str] = []

    async def work() -> None:
        connection = await signed_in()
        lose(connection)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        wire = Wire(connection, None, lambda: ends.append("over"))
        with pytest.raises(ConnectionBroken):
            await wire.ask(("PING",))
        await wire.close()

    run(loop, work)
    assert ends == ["over"]


@pytest.mark.parametrize("loop", LOOPS.values(), ids=LOOPS)
def test_who_stops_waiting_for_a_wires_end_leaves_no_complaint(loop: Loop) -> None:
    async def work() -> None:
        wire = await Wire.connected(None, lambda: None)
        closing = asyncio.ensure_future(wire.close())
        await asyncio.sleep(0)
        closing.cancel()
        await asyncio.gather(closing, return_exceptions=True)
        # The loop tells of the lost connection in its next rounds.
        for _ in range(5):
            await asyncio.sleep(0)

    run(loop, work)
