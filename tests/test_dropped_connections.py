"""PostgreSQL drops connections, is away, or full: whoever asks next is served as soon as it can be, or told soon."""

import asyncio
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import OperationalError, connection
from psycopg_pool import AsyncConnectionPool, ConnectionPool

from config.postgresql import CONNECT_SECONDS, base
from conversations.engine import database
from conversations.engine.database import Statements, Trust
from tests.fakes.database_gate import DatabaseGate, through_a_gate

pytestmark = pytest.mark.django_db(transaction=True)
IDLE = 16
# psycopg_pool alone waits 10 s for the first five dead connections.
SOON_SECONDS = 2.0


@pytest.fixture
def gate() -> Iterator[DatabaseGate]:
    with through_a_gate() as gate:
        yield gate


@pytest.fixture
def soon_tired(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From its call on nobody waits for as long as in production."""
    return lambda: monkeypatch.setattr(base, "WAIT_SECONDS", 0.5)


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Each look at a connection of either pool."""
    seen: list[str] = []
    look, look_async = ConnectionPool.check_connection, AsyncConnectionPool.check_connection

    def noted(offered: Any) -> None:
        seen.append("web")
        look(offered)

    async def noted_async(offered: Any) -> None:
        seen.append("engine")
        await look_async(offered)

    monkeypatch.setattr(ConnectionPool, "check_connection", staticmethod(noted))
    monkeypatch.setattr(AsyncConnectionPool, "check_connection", staticmethod(noted_async))
    return seen


def _select(together: Barrier | None = None) -> float:
    """In a thread of its own: the seconds that one request waits for its answer."""
    began = time.monotonic()
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            waited = time.monotonic() - began
        if together is not None:
            together.wait(20)
        return waited
    finally:
        connection.close()


def _fill_the_pool() -> None:
    _all_at_once(IDLE)


def _all_at_once(count: int) -> list[float]:
    together = Barrier(count)
    with ThreadPoolExecutor(count) as threads:
        return list(threads.map(_select, [together] * count))


def test_the_next_request_does_not_try_the_dropped_connections_one_by_one(gate: DatabaseGate, looks: list[str]) -> None:
    _fill_the_pool()
    gate.drop()
    looks.clear()
    assert _select() < SOON_SECONDS
    # The first one, and the new one.
    assert looks == ["web"] * 2


def test_requests_that_come_together_after_a_drop_are_all_served_at_once(gate: DatabaseGate) -> None:
    _fill_the_pool()
    gate.drop()
    assert max(_all_at_once(IDLE)) < SOON_SECONDS


def test_nobody_waits_any_more_once_postgresql_is_back(gate: DatabaseGate, soon_tired: Callable[[], None]) -> None:
    _fill_the_pool()
    gate.down()
    soon_tired()
    for _ in range(2):
        with pytest.raises(OperationalError):
            _select()
    gate.up()
    assert _select() < SOON_SECONDS


def test_who_asks_while_postgresql_restarts_is_served_when_it_is_back(gate: DatabaseGate) -> None:
    _fill_the_pool()
    gate.down()
    with ThreadPoolExecutor(1) as thread:
        asked = thread.submit(_select)
        gate.up()
        assert asked.result(20) < SOON_SECONDS


def test_nobody_waits_for_postgresql_longer_than_a_person_does() -> None:
    assert base.WAIT_SECONDS + CONNECT_SECONDS < 10


@pytest.mark.parametrize("trouble", ["53300", "57P03", "57P01"])
def test_who_asks_while_postgresql_takes_nobody_is_told_soon(
    gate: DatabaseGate, soon_tired: Callable[[], None], trouble: str
) -> None:
    gate.trouble = trouble
    soon_tired()
    began = time.monotonic()
    with pytest.raises(OperationalError):
        _select()
    assert time.monotonic() - began < 2 * SOON_SECONDS
    gate.trouble = ""
    assert _select() < SOON_SECONDS


def test_connections_that_work_serve_on_while_postgresql_takes_no_more(gate: DatabaseGate) -> None:
    _select()
    gate.trouble = "53300"
    together = Barrier(1)
    with ThreadPoolExecutor(4) as threads:
        assert max(threads.map(_select, [together] * 4)) < SOON_SECONDS


def test_the_engines_own_connections_get_over_a_drop_as_well(gate: DatabaseGate, looks: list[str]) -> None:
    async def after_a_drop() -> float:
        own = Statements(Trust())
        anybody = uuid.uuid4()
        trusting = [own.call_function(anybody, "lock_place", anybody) for _ in range(database.CONNECTIONS)]
        await asyncio.gather(*trusting)
        own._trust.lose()
        gate.drop()
        looks.clear()
        began = time.monotonic()
        await own.call_function(anybody, "lock_place", anybody)
        waited = time.monotonic() - began
        assert looks == ["engine"] * 2
        gate.down()
        gate.up()
        own._trust.lose()
        await asyncio.gather(*[own.call_function(anybody, "lock_place", anybody) for _ in range(database.CONNECTIONS)])
        await own.close()
        return waited

    assert asyncio.run(after_a_drop()) < SOON_SECONDS
