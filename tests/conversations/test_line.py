"""A line to Valkey: commands of many leave at once, and what broke is made anew for who asks next."""

import asyncio
import gc
import json
import uuid
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any

import pytest
from redis.asyncio import Redis
from redis.exceptions import ConnectionError as ConnectionBroken, ResponseError, TimeoutError as TooLate

from conversations.events import types, wire
from conversations.events.publisher import Publisher
from conversations.events.stream import loop_client, stream_key
from conversations.events.turn_streams import TurnStreams
from conversations.events.wire import Line

WAIT_SECONDS = 15
SNAPSHOT: Any = {"turn": "t", "content": [], "kept": 0, "resumed_after": 0, "offset": 0}
Work = Callable[["Redis", Line], Awaitable[None]]


def on_a_line(work: Work) -> None:
    async def run() -> None:
        async with AsyncExitStack() as stack:
            valkey = await stack.enter_async_context(loop_client())
            line = Line()
            stack.push_async_callback(line.aclose)
            await work(valkey, line)

    asyncio.run(run())


def publisher(line: Line) -> Publisher:
    return Publisher(line, uuid.uuid4(), 1, lambda: SNAPSHOT)


async def events(valkey: "Redis", said: Publisher) -> list[str]:
    return [fields["event"] for _, fields in await valkey.xrange(said._key)]


def test_many_ask_at_once_and_each_gets_its_own_answer() -> None:
    async def work(valkey: "Redis", line: Line) -> None:
        answers = await asyncio.gather(*(line.ask(("ECHO", number), ("ECHO", -number)) for number in range(50)))
        assert answers == [[str(number), str(-number)] for number in range(50)]

    on_a_line(work)


def test_who_gives_up_takes_nobodys_answer() -> None:
    async def work(valkey: "Redis", line: Line) -> None:
        await line.ask(("PING",))
        given_up = asyncio.ensure_future(line.ask(("ECHO", "given up")))
        await asyncio.sleep(0)
        given_up.cancel()
        assert await line.ask(("ECHO", "mine")) == ["mine"]

    on_a_line(work)


def test_a_refusal_is_raised_for_who_asked_and_for_nobody_else() -> None:
    async def work(valkey: "Redis", line: Line) -> None:
        refused, well = await asyncio.gather(
            line.ask(("ECHO", "x"), ("NOSUCHCOMMAND",)), line.ask(("PING",)), return_exceptions=True
        )
        assert isinstance(refused, ResponseError)
        assert well == ["PONG"]

    on_a_line(work)


@pytest.mark.parametrize("seen", [True, False])
def test_what_broke_is_made_anew_for_who_asks_next(seen: bool) -> None:
    async def work(valkey: "Redis", line: Line) -> None:
        (own,) = await line.ask(("CLIENT", "ID"))
        broken = line._wire
        assert broken is not None
        await valkey.client_kill_filter(_id=str(own))
        async with asyncio.timeout(WAIT_SECONDS):
            await broken.gone
        broken.has_ended = seen
        assert await line.ask(("PING",)) == ["PONG"]
        assert line._wire is not broken

    on_a_line(work)


def test_who_may_not_be_told_of_changes_leaves_no_connection_behind(settings: Any) -> None:
    url = settings.REDIS_URL

    async def work(valkey: "Redis", line: Line) -> None:
        name = f"poor-{uuid.uuid4()}"
        await line.ask(("ACL", "SETUSER", name, "on", ">pw", "~*", "&*", "+@all", "-client|tracking"))
        before = asyncio.all_tasks()
        settings.REDIS_URL = url.replace("://", f"://{name}:pw@", 1)
        streams = TurnStreams()
        answers = [await streams.entries("turn:x", "0") for _ in range(3)]
        async with asyncio.timeout(WAIT_SECONDS):
            await asyncio.gather(*(asyncio.all_tasks() - before), return_exceptions=True)
        await line.ask(("ACL", "DELUSER", name))
        assert answers == [None] * 3

    on_a_line(work)


def test_commands_that_never_leave_are_an_error_of_who_sent_them_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "SECONDS", 0.05)
    complaints: list[dict[str, Any]] = []

    async def work(valkey: "Redis", line: Line) -> None:
        asyncio.get_running_loop().set_exception_handler(lambda _, complaint: complaints.append(complaint))
        await line.ask(("PING",))
        broken = line._wire
        assert broken is not None
        # As where Valkey reads no more and every buffer is full.
        monkeypatch.setattr(broken._transport, "write", lambda _: None)
        with pytest.raises(TooLate):
            await line.ask(("PING",))
        assert await line.ask(("PING",)) == ["PONG"]
        del broken

    on_a_line(work)
    gc.collect()
    assert complaints == []


def test_where_nobody_listens_it_says_so(settings: Any) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"

    async def ask() -> None:
        await Line().ask(("PING",))

    with pytest.raises(ConnectionBroken):
        asyncio.run(ask())


def test_a_stream_expires_and_its_events_stand_in_their_order() -> None:
    async def work(valkey: "Redis", line: Line) -> None:
        said = publisher(line)
        said.add(types.TURN_STARTED, {"turn": "t"})
        said.add(types.TURN_WAITING, {"status": "waiting_approval"})
        await said.sent()
        assert await events(valkey, said) == [types.TURN_STARTED, types.TURN_WAITING]
        assert 0 < await valkey.ttl(said._key) <= 24 * 3600
        await said.finish({"status": "completed"})
        assert 0 < await valkey.ttl(said._key) <= 600

    on_a_line(work)


def test_what_is_lost_is_made_good_by_a_snapshot_before_the_next_event() -> None:
    async def work(valkey: "Redis", line: Line) -> None:
        said = publisher(line)
        # Somebody else's key of that name: each command of the transaction is refused.
        await valkey.set(said._key, "not a stream")
        said.add(types.TURN_STARTED, {"turn": "t"})
        await said.sent()
        await valkey.delete(said._key)
        said.add(types.TURN_WAITING, {"status": "waiting_approval"})
        await said.sent()
        assert await events(valkey, said) == [types.SNAPSHOT, types.TURN_WAITING]
        (_, first), *_ = await valkey.xrange(stream_key(said._key.removeprefix("turn:")))
        assert json.loads(first["data"])["fence"] == 1

    on_a_line(work)
