"""Threads that keep their database connections: as long as they are needed, and nobody waits behind a stuck one."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

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


async def _one_thread_and_who_waited_for_it() -> tuple[DatabaseThreads, "asyncio.Future[bool]"]:
    """The thread has just become free."""
    threads, go_on = DatabaseThreads(1, "one"), threading.Event()
    stuck = threads.submit(lambda: go_on.wait(WAIT_SECONDS))
    waits = asyncio.ensure_future(threads.free_within(WAIT_SECONDS))
    await asyncio.sleep(0)
    go_on.set()
    await stuck
    return threads, waits


def test_who_was_told_that_a_thread_is_free_gets_it_before_who_comes_later(connections: Connections) -> None:
    async def run() -> None:
        threads, first = await _one_thread_and_who_waited_for_it()
        assert not await threads.free_within(0)
        assert await first
        assert await threads.free_within(0)
        await asyncio.to_thread(threads.close)

    asyncio.run(run())


def test_who_leaves_when_a_thread_became_free_takes_it_from_nobody(connections: Connections) -> None:
    async def run() -> None:
        threads, gone = await _one_thread_and_who_waited_for_it()
        gone.cancel()
        await asyncio.gather(gone, return_exceptions=True)
        assert await threads.free_within(0)
        await asyncio.to_thread(threads.close)

    asyncio.run(run())


class Executor(ThreadPoolExecutor):
    """Lets the loop's thread stand still in the middle of `submit` until it is shut down; or refuses."""

    refuses = is_met_by_a_shutdown = False

    def __init__(self, count: int) -> None:
        super().__init__(count)
        self._made_by, self.is_entered, self._is_shut = threading.get_ident(), threading.Event(), threading.Event()

    def submit(self, *function: Any, **values: Any) -> Any:
        if self.refuses:
            raise RuntimeError("can't start new thread")
        if self.is_met_by_a_shutdown and threading.get_ident() == self._made_by:
            self.is_entered.set()
            self._is_shut.wait(WAIT_SECONDS)
        return super().submit(*function, **values)

    def shutdown(self, *values: Any, **named: Any) -> None:
        super().shutdown(*values, **named)
        self._is_shut.set()


def made_when_entered(executor: Executor) -> Callable[[DatabaseThreads], Executor]:
    """What takes its place comes, from another thread, when somebody has already begun to submit."""

    def made(threads: DatabaseThreads) -> Executor:
        if threading.get_ident() != executor._made_by:
            executor.is_entered.wait(WAIT_SECONDS)
        return Executor(threads._count)

    return made


def test_a_function_that_comes_while_connections_are_given_back_runs(
    connections: Connections, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def run() -> None:
        monkeypatch.setattr(DatabaseThreads, "_made", lambda threads: Executor(threads._count))
        threads = DatabaseThreads(1, "one")
        executor: Any = threads._threads
        executor.is_met_by_a_shutdown = True
        monkeypatch.setattr(DatabaseThreads, "_made", made_when_entered(executor))
        threads._used_at = -database_threads.IDLE_SECONDS
        threads._give_back(asyncio.get_running_loop())
        assert await threads.submit(lambda: "ran") == "ran"
        # Closing takes the threads away from outside of the loop, and would wait for somebody to submit.
        executor.is_entered.set()
        await asyncio.to_thread(threads.close)

    asyncio.run(run())


def test_a_function_that_no_thread_takes_keeps_none_busy(
    connections: Connections, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def run() -> None:
        monkeypatch.setattr(DatabaseThreads, "_made", lambda threads: Executor(threads._count))
        threads = DatabaseThreads(1, "one")
        executor: Any = threads._threads
        executor.refuses = True
        with pytest.raises(RuntimeError, match="thread"):
            threads.submit(nothing)
        assert await threads.free_within(0)
        executor.refuses = False
        await asyncio.to_thread(threads.close)

    asyncio.run(run())
