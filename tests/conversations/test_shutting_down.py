"""A worker that is told to stop stops without an error, at any moment, and leaves nothing behind."""

import asyncio
import gc
import logging
import sys
import threading
from types import ModuleType
from typing import Any

import pytest

from conversations.engine.turn import runtime
from conversations.engine.turn.claim import claim
from conversations.engine.turn.runtime import Runtime
from conversations.models import TurnStatus
from conversations.tasks import give_turns_back
from tests.conversations.conftest import Desk
from tests.fakes.messages_api import Pause, text
from tests.fakes.serving import said_by_the_product

ENGINE = "conversations.engine.turn.runtime"
WAIT_SECONDS = 15


@pytest.mark.parametrize("loaded", [None, ModuleType(ENGINE)], ids=["not at all", "half"])
def test_a_worker_whose_engine_is_not_loaded_yet_has_no_turns_to_give_back(
    monkeypatch: pytest.MonkeyPatch, loaded: ModuleType | None
) -> None:
    monkeypatch.delitem(sys.modules, ENGINE, raising=False)
    if loaded is not None:
        monkeypatch.setitem(sys.modules, ENGINE, loaded)
    give_turns_back()


def test_a_running_engine_is_told_to_give_its_turns_back(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    engine = ModuleType(ENGINE)
    engine.drain = lambda: told.append("drain")  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, ENGINE, engine)
    give_turns_back()
    assert told == ["drain"]


def test_an_engine_that_is_closed_in_mid_turn_gives_it_back_and_leaves_nothing_on_its_loop(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    alone = Runtime()
    desk.model.says(Pause("thinking"))
    turn = desk.ask()
    worker = threading.Thread(target=alone.run_turn, args=(turn.organization_id, turn.id))
    worker.start()
    assert desk.model.paused.wait(WAIT_SECONDS)
    alone.close()
    worker.join(WAIT_SECONDS)
    assert desk.again(turn).status == TurnStatus.QUEUED
    assert alone._loop.is_closed()
    gc.collect()
    assert said_by_the_product(caplog.records, logging.WARNING) == []


def test_a_turn_that_is_claimed_while_its_worker_is_told_to_stop_is_given_back(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def claim_and_be_told(*values: Any) -> Any:
        claimed = await claim(*values)
        desk.engine.drain()
        return claimed

    monkeypatch.setattr(runtime, "claim", claim_and_be_told)
    desk.model.says([text("Hello.")])
    turn = desk.run(desk.ask())
    assert (turn.status, turn.leased_by, desk.model.requests) == (TurnStatus.QUEUED, "", [])


@pytest.mark.parametrize("settled_seconds", [0, 0.05])
def test_an_engine_is_closed_whatever_it_is_doing(transactional_db: None, settled_seconds: float) -> None:
    """Also while it asks for its control channel: there redis-py can swallow a cancellation."""
    for _ in range(5):
        engine = Runtime()
        asyncio.run_coroutine_threadsafe(asyncio.sleep(settled_seconds), engine._loop).result(WAIT_SECONDS)
        closing = threading.Thread(target=engine.close, daemon=True)
        closing.start()
        closing.join(WAIT_SECONDS)
        assert not closing.is_alive()


def test_one_client_that_cannot_be_closed_keeps_no_other_open(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = Runtime()

    async def broken() -> None:
        raise OSError("the network is gone")

    monkeypatch.setattr(engine._resources.pool, "aclose", broken)
    with pytest.raises(OSError, match="gone"):
        engine.close()
    assert engine._resources.model.is_closed()
    assert engine._resources.database.statements._pool.closed
