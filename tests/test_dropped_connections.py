"""PostgreSQL drops connections, is away, or full: whoever asks next is served as soon as it can be, or told soon."""

import asyncio
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import OperationalError, connection

from config.postgresql import CONNECT_SECONDS, base
from conversations.engine import statements
from conversations.engine.statements import Statements, Trust
from tests.fakes.database_gate import DatabaseGate, through_a_gate

pytestmark = pytest.mark.django_db(transaction=True)
IDLE = 16
# psycopg_pool alone waits 10 s for the first five dead connections.
SOON_SECONDS = 1.0


@pytest.fixture
def gate() -> Iterator[DatabaseGate]:
    with through_a_gate() as gate:
        yield gate


@pytest.fixture
def soon_tired(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for as long as in production."""
    monkeypatch.setattr(base, "WAIT_SECONDS", 0.5)


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


def test_the_next_request_does_not_try_the_dropped_connections_one_by_one(gate: DatabaseGate) -> None:
    _fill_the_pool()
    gate.drop()
    assert _select() < SOON_SECONDS


def test_requests_that_come_together_after_a_drop_are_all_served_at_once(gate: DatabaseGate) -> None:
    _fill_the_pool()
    gate.drop()
    assert max(_all_at_once(IDLE)) < SOON_SECONDS


@pytest.mark.usefixtures("soon_tired")
def test_nobody_waits_any_more_once_postgresql_is_back(gate: DatabaseGate) -> None:
    _fill_the_pool()
    gate.down()
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


@pytest.mark.usefixtures("soon_tired")
@pytest.mark.parametrize("trouble", ["53300", "57P03", "57P01"])
def test_who_asks_while_postgresql_takes_nobody_is_told_soon(gate: DatabaseGate, trouble: str) -> None:
    gate.trouble = trouble
    began = time.monotonic()
    with pytest.raises(OperationalError):
        _select()
    assert time.monotonic() - began < SOON_SECONDS
    gate.trouble = ""
    assert _select() < SOON_SECONDS


def test_connections_that_work_serve_on_while_postgresql_takes_no_more(gate: DatabaseGate) -> None:
    _select()
    gate.trouble = "53300"
    together = Barrier(1)
    with ThreadPoolExecutor(4) as threads:
        assert max(threads.map(_select, [together] * 4)) < SOON_SECONDS


def test_the_engines_own_connections_get_over_a_drop_as_well(gate: DatabaseGate) -> None:
    async def after_a_drop() -> float:
        own = Statements(Trust())
        anybody = uuid.uuid4()
        trusting = [own.call(anybody, "lock_place", anybody) for _ in range(statements.CONNECTIONS)]
        await asyncio.gather(*trusting)
        own._trust.lose()
        gate.drop()
        began = time.monotonic()
        await own.call(anybody, "lock_place", anybody)
        waited = time.monotonic() - began
        gate.down()
        gate.up()
        own._trust.lose()
        await asyncio.gather(*[own.call(anybody, "lock_place", anybody) for _ in range(statements.CONNECTIONS)])
        await own.close()
        return waited

    assert asyncio.run(after_a_drop()) < SOON_SECONDS
