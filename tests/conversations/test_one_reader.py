"""All open streams of a process share one connection to Valkey, and none of them disturbs another."""

import asyncio
import json
import uuid
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, aclosing
from typing import Any

from redis.asyncio import Redis

from conversations.events import reader
from conversations.events.reader import follow
from conversations.events.stream import loop_client, stream_key
from conversations.events.turn_streams import TurnStreams, turn_streams

STREAMS = 50
STARTED = {"fence": 1, "step": 0, "kept": 0}
SECONDS = 10


async def look() -> dict[str, Any]:
    position = {"fence": 1, "step": 1, "kept": 0, "offset": 0, "resumed_after": 0}
    return {"final": False, "data": {**position, "status": "running", "content": []}, "finished": {}}


async def say(valkey: "Redis", turn: uuid.UUID, event: str, data: dict[str, Any]) -> None:
    await valkey.xadd(stream_key(turn), {"event": event, "data": json.dumps(data)})


def words(text: str, offset: int = 0) -> dict[str, Any]:
    return {"fence": 1, "step": 1, "offset": offset, "text": text}


class Opened:
    """Streams of turns that have begun, each read up to its first event."""

    def __init__(self, valkey: "Redis", streams: TurnStreams) -> None:
        self.valkey, self.streams = valkey, streams
        self.turns: list[uuid.UUID] = []
        self.pieces: list[AsyncGenerator[bytes]] = []

    async def more(self, count: int) -> None:
        """Open so many."""
        for _ in range(count):
            turn = uuid.uuid4()
            await say(self.valkey, turn, "turn.started", STARTED)
            pieces = follow(self.streams, turn, None, look, is_over=False)
            assert b"retry" in await anext(pieces)
            assert b"turn.started" in await anext(pieces)
            self.turns.append(turn)
            self.pieces.append(pieces)

    async def hears(self, number: int, text: str, offset: int = 0) -> bool:
        """Whether this stream, and it alone, is told what is said on it."""
        await say(self.valkey, self.turns[number], "text.delta", words(text, offset))
        async with asyncio.timeout(SECONDS):
            return text.encode() in await anext(self.pieces[number])


async def opened(stack: AsyncExitStack, count: int) -> Opened:
    valkey = await stack.enter_async_context(loop_client())
    streams = await stack.enter_async_context(turn_streams())
    some = Opened(valkey, streams)
    await some.more(count)
    for pieces in some.pieces:
        await stack.enter_async_context(aclosing(pieces))
    return some


async def reading_clients(valkey: "Redis") -> list[dict[str, str]]:
    """Those of this process's database that are told of changes: redis-py lists flags, `t` is tracking."""
    own = str((await valkey.client_info())["db"])
    return [client for client in await valkey.client_list() if "t" in client["flags"] and client["db"] == own]


def test_fifty_streams_take_one_connection_and_each_hears_its_own() -> None:
    async def run() -> None:
        async with AsyncExitStack() as stack:
            async with loop_client() as before:
                others = len(await reading_clients(before))
            some = await opened(stack, STREAMS)
            assert len(await reading_clients(some.valkey)) == others + 1
            for number in (0, STREAMS // 2, STREAMS - 1):
                assert await some.hears(number, f"for {number}")

    asyncio.run(run())


def test_a_connection_that_breaks_wakes_all_and_a_new_one_serves_them() -> None:
    async def run() -> None:
        async with AsyncExitStack() as stack:
            some = await opened(stack, 3)
            waiting = [asyncio.ensure_future(anext(pieces)) for pieces in some.pieces]
            await asyncio.sleep(0)
            for client in await reading_clients(some.valkey):
                await some.valkey.client_kill_filter(_id=client["id"])
            for turn in some.turns:
                await say(some.valkey, turn, "text.delta", words("back"))
            async with asyncio.timeout(SECONDS):
                assert all(b"back" in piece for piece in await asyncio.gather(*waiting))
            assert await some.hears(1, " again", 4)

    asyncio.run(run())


def test_who_leaves_disturbs_nobody_and_leaves_nothing() -> None:
    async def run() -> None:
        async with AsyncExitStack() as stack:
            some = await opened(stack, 3)
            waiting = [asyncio.ensure_future(anext(pieces)) for pieces in some.pieces]
            await asyncio.sleep(0)
            waiting[0].cancel()
            await asyncio.gather(waiting[0], return_exceptions=True)
            await some.pieces[0].aclose()
            assert set(some.streams._watches) == {stream_key(turn) for turn in some.turns[1:]}
            for number in (1, 2):
                await say(some.valkey, some.turns[number], "text.delta", words(f"for {number}"))
            async with asyncio.timeout(SECONDS):
                pieces = await asyncio.gather(*waiting[1:])
            assert [f"for {number}".encode() in piece for number, piece in enumerate(pieces, 1)] == [True, True]

    asyncio.run(run())


def test_a_reader_who_takes_nothing_holds_up_nobody() -> None:
    async def run() -> None:
        async with AsyncExitStack() as stack:
            some = await opened(stack, 2)
            for number in range(3 * reader.MOST_ENTRIES):
                await say(some.valkey, some.turns[0], "text.delta", words("x", number))
            assert await some.hears(1, "at once")
            first = await anext(some.pieces[0])
            while b"event: " not in first:  # a ping may be due
                first = await anext(some.pieces[0])
            assert first.count(b"event: ") == reader.MOST_ENTRIES

    asyncio.run(run())
