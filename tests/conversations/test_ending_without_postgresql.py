"""A turn that ends while PostgreSQL is away ends all the same; nothing is raised, or logged as a fault of ours."""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from conversations.engine.journal import journal
from conversations.engine.turn import model_step, run
from conversations.engine.turn.sweep import turns_to_poke
from conversations.models import Turn, TurnStatus
from conversations.turns import cancel_turn
from tests.conversations.conftest import Desk
from tests.fakes.messages_api import Break, Failure
from tests.fakes.serving import said_by_the_product

Goes = Callable[[int | None], None]


@pytest.fixture(params=[OperationalError, InterfaceError])
def away(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Goes:
    """PostgreSQL does not answer the ending so many times, or for as long as the test lasts."""
    stop = journal.stop
    monkeypatch.setattr(run, "END_AGAIN_SECONDS", 0)
    monkeypatch.setattr(model_step, "RETRY_SECONDS", 0)

    def go(times: int | None) -> None:
        left = [times]

        def stopping(*args: Any) -> Any:
            if left[0] is None:
                raise request.param("the connection is lost")
            if left[0] > 0:
                left[0] -= 1
                raise request.param("the connection is lost")
            return stop(*args)

        monkeypatch.setattr(journal, "stop", stopping)

    return go


def faults(caplog: pytest.LogCaptureFixture) -> list[str]:
    return said_by_the_product(caplog.records, logging.ERROR)


@pytest.mark.parametrize("times", [1, 4])
def test_it_is_written_as_soon_as_postgresql_answers(
    desk: Desk, away: Goes, times: int, caplog: pytest.LogCaptureFixture
) -> None:
    desk.model.says(*[Break("Half a sen")] * 3)
    away(times)
    turn = desk.run(desk.ask())
    assert (turn.status, turn.error_code, desk.answer(turn).text) == ("failed", "model_interrupted", "Half a sen")
    assert [data["status"] for data in desk.told(turn, "turn.finished")] == ["failed"]
    assert faults(caplog) == []


@pytest.mark.parametrize("stopped", [True, False], ids=["stopped", "refused"])
def test_what_could_not_be_written_in_time_ends_so_when_the_lease_has_ended(
    desk: Desk, away: Goes, stopped: bool, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(run, "LEASE", timedelta(0))
    refused = Failure(404, "not_found_error")
    desk.model.says(refused, refused)
    turn = desk.ask()
    away(None)
    turn = desk.run(turn)
    assert (turn.status, faults(caplog)) == (TurnStatus.RUNNING, [])
    if stopped:
        desk.inside(lambda: cancel_turn(actor=desk.cast.actor(desk.cast.mia), turn=turn))
    desk.inside(lambda: Turn.objects.update(leased_until=timezone.now() - timedelta(seconds=1)))
    assert turns_to_poke() == [(turn.organization_id, turn.id)]
    away(0)
    assert desk.run(turn).status == (TurnStatus.CANCELLED if stopped else TurnStatus.FAILED)
    assert faults(caplog) == []


def test_a_turn_that_cannot_be_given_back_goes_on_when_its_lease_has_ended(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def lost(_: Turn) -> bool:
        raise OperationalError("the connection is lost")

    monkeypatch.setattr(Turn, "release", lost)
    turn = desk.ask()
    whole_run = run.TurnRun.run

    async def draining(self: run.TurnRun) -> None:
        self._why_stopped = run.Draining
        await self._after_cancellation()

    monkeypatch.setattr(run.TurnRun, "run", draining)
    assert desk.run(turn).status == TurnStatus.RUNNING
    monkeypatch.setattr(run.TurnRun, "run", whole_run)
    assert faults(caplog) == []
