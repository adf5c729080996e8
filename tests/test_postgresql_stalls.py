"""A PostgreSQL that accepts all and answers nothing: whoever asks is told soon, and is served when it goes on."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import OperationalError, connection

from config.api.errors import is_outage
from config.postgresql import base, punctual
from conversations.engine.turn.sweep import turns_to_poke
from tests.fakes.database_gate import DatabaseGate, through_a_gate

pytestmark = pytest.mark.django_db(transaction=True)
SOON_SECONDS = 4.0


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[DatabaseGate]:
    with through_a_gate() as gate:
        yield gate
        gate.flows.set()


@pytest.fixture
def stalls(gate: DatabaseGate, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From its call on nothing comes through, and nobody waits for as long as in production."""

    def stalls() -> None:
        monkeypatch.setattr(punctual, "ANSWER_SECONDS", 0.5)
        monkeypatch.setattr(base, "CONNECT_SECONDS", 0.3)
        monkeypatch.setattr(base, "WAIT_SECONDS", 0.3)
        gate.flows.clear()

    return stalls


def ask() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def test_a_statement_that_gets_no_answer_is_an_outage_soon(stalls: Callable[[], None]) -> None:
    ask()
    stalls()
    began = time.monotonic()
    with pytest.raises(OperationalError) as late:
        ask()
    assert time.monotonic() - began < SOON_SECONDS
    assert is_outage(late.value)


def test_who_takes_a_connection_meanwhile_is_told_soon_and_served_when_it_goes_on(
    gate: DatabaseGate, stalls: Callable[[], None]
) -> None:
    ask()
    connection.close()
    stalls()
    began = time.monotonic()
    for _ in range(2):
        with pytest.raises(OperationalError):
            ask()
        connection.close()
    assert time.monotonic() - began < 2 * SOON_SECONDS
    gate.flows.set()
    ask()
    assert turns_to_poke() == []


def test_a_request_is_answered_503_in_words_with_the_time_to_come_back(stalls: Callable[[], None], client: Any) -> None:
    assert client.get("/_allauth/browser/v1/config").status_code == 200
    ask()
    connection.close()
    stalls()
    client.cookies["sessionid_8000"] = "x" * 32
    began = time.monotonic()
    client.raise_request_exception = False
    answer = client.post(
        "/_allauth/browser/v1/auth/login", {"email": "a@b.example", "password": "x"}, "application/json"
    )
    assert time.monotonic() - began < 2 * SOON_SECONDS
    assert (answer.status_code, answer.headers.get("Retry-After")) == (503, "5")
