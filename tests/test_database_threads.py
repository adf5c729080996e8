"""Threads that keep their database connections: as long as they are needed, and nobody waits behind a stuck one."""

import asyncio
import threading
from collections.abc import Callable

import pytest

from organizations import database_threads
from organizations.database_threads import DatabaseThreads, Trust

WAIT_SECONDS = 15


class Connections:
    """Stands for Django's connection of each thread: counts how often one was given back."""

    def __init__(self) -> None:
        self.given_back = 0
        self.on_close: Callable[[], object] = lambda: None

    def close(self) -> None:
        self.given_back += 1
        self.on_close()


@pytest.fixture
def connections(monkeypatch: pytest.MonkeyPatch) -> Connections:
    stand_in = Connections()
    monkeypatch.setattr(database_threads, "connection", stand_in)
    return stand_in


def nothing() -> None:
    """Work that succeeds."""


def test_a_connection_is_kept_for_the_next_function_and_given_back_when_none_comes(
    connections: Connections, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database_threads, "IDLE_SECONDS", 0.05)

    async def run() -> int:
        threads, idle = DatabaseThreads(1, "one"), asyncio.Event()
        await threads.submit(nothing)
        taken = connections.given_back
        await threads.submit(nothing)
        kept = connections.given_back - taken
        loop = asyncio.get_running_loop()
        connections.on_close = lambda: loop.call_soon_threadsafe(idle.set)
        async with asyncio.timeout(WAIT_SECONDS):
            await idle.wait()
        return kept

    assert asyncio.run(run()) == 0


def test_a_connection_that_failed_or_is_not_trusted_is_given_back_before_the_next_function(
    connections: Connections,
) -> None:
    def fail() -> None:
        raise LookupError

    async def run() -> list[int]:
        trust = Trust()
        threads = DatabaseThreads(1, "one", trust)
        seen = []
        await threads.submit(nothing)
        seen.append(connections.given_back)
        with pytest.raises(LookupError):
            await threads.submit(fail)
        seen.append(connections.given_back)
        trust.lose()
        await threads.submit(nothing)
        seen.append(connections.given_back)
        await asyncio.to_thread(threads.close)
        return [*seen, connections.given_back]

    # The first function of a thread begins with a look too.
    assert asyncio.run(run()) == [1, 2, 3, 4]


def test_who_comes_while_all_are_busy_learns_in_time_whether_one_becomes_free(connections: Connections) -> None:
    async def run() -> None:
        threads, go_on = DatabaseThreads(1, "one"), threading.Event()
        assert await threads.free_within(0)
        stuck = threads.submit(lambda: go_on.wait(WAIT_SECONDS))
        assert not await threads.free_within(0.01)
        soon = asyncio.ensure_future(threads.free_within(WAIT_SECONDS))
        await asyncio.sleep(0)
        go_on.set()
        assert await soon
        assert await stuck
        await asyncio.to_thread(threads.close)

    asyncio.run(run())
