"""A hint goes from the queue to the engine; whatever becomes of it, its turn is begun once, now or by the sweeper."""

import threading
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from config.turns import Turns
from conversations.engine import hints
from conversations.engine.hints import hand_over
from conversations.engine.turn import runtime
from conversations.models import Turn, TurnStatus
from conversations.tasks import run_turn, sweep_turns
from tests.conversations.conftest import Desk
from tests.fakes.messages_api import Pause, text

WAIT_SECONDS = 15


class Worker:
    """What Celery's consumer does with messages of this task, in a process with this engine."""

    def __init__(self, desk: Desk, monkeypatch: pytest.MonkeyPatch, at_most: int = 64) -> None:
        monkeypatch.setattr(hints, "runtime", lambda: desk.engine)
        monkeypatch.setattr(runtime, "_runtime", desk.engine)
        consumer = SimpleNamespace(pool=SimpleNamespace(limit=at_most), connection_errors=())
        self._receive = hand_over(run_turn, None, consumer)

    def receive(self, organization_id: Any, turn_id: Any, *, expires: datetime | None = None) -> threading.Event:
        """Give it a message; the event is set when it was acknowledged."""
        acknowledged = threading.Event()
        headers = {"expires": expires.isoformat() if expires else None}
        message = SimpleNamespace(headers=headers, payload=[[str(organization_id), str(turn_id)], {}, {}])
        self._receive(message, None, lambda *_: acknowledged.set(), lambda *_: None, [])
        return acknowledged


@pytest.fixture
def worker(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Worker]:
    return lambda **options: Worker(desk, monkeypatch, **options)


def stop(desk: Desk) -> None:
    Turns.stop(Turns.__new__(Turns), None)


def test_a_hint_is_acknowledged_and_its_turn_runs(desk: Desk, worker: Callable[..., Worker]) -> None:
    desk.model.says([text("Hello.")])
    turn = desk.ask()
    assert worker().receive(turn.organization_id, turn.id).wait(WAIT_SECONDS)
    stop(desk)
    assert desk.again(turn).status == TurnStatus.COMPLETED


def test_a_hint_that_comes_twice_begins_one_turn(desk: Desk, worker: Callable[..., Worker]) -> None:
    desk.model.says([text("Hello.")])
    turn, one = desk.ask(), worker()
    for _ in range(2):
        assert one.receive(turn.organization_id, turn.id).wait(WAIT_SECONDS)
    stop(desk)
    assert (desk.again(turn).status, len(desk.model.requests)) == (TurnStatus.COMPLETED, 1)


def test_a_hint_that_has_expired_begins_nothing(desk: Desk, worker: Callable[..., Worker]) -> None:
    turn = desk.ask()
    past = datetime.now(UTC) - timedelta(seconds=1)
    assert worker().receive(turn.organization_id, turn.id, expires=past).is_set()
    stop(desk)
    assert desk.again(turn).status == TurnStatus.QUEUED


def test_a_hint_that_still_holds_begins_its_turn(desk: Desk, worker: Callable[..., Worker]) -> None:
    desk.model.says([text("Hello.")])
    turn = desk.ask()
    worker().receive(turn.organization_id, turn.id, expires=datetime.now(UTC) + timedelta(seconds=30)).wait(
        WAIT_SECONDS
    )
    stop(desk)
    assert desk.again(turn).status == TurnStatus.COMPLETED


def test_no_more_turns_run_than_the_worker_has_slots_for(desk: Desk, worker: Callable[..., Worker]) -> None:
    desk.model.says(Pause("thinking"), [text("Hello.")])
    one, turn = worker(at_most=1), desk.ask()
    one.receive(turn.organization_id, turn.id)
    assert desk.model.paused.wait(WAIT_SECONDS)
    second = one.receive(turn.organization_id, uuid.uuid4())
    desk.on_loop(_nothing())
    assert not second.is_set()
    desk.model.go_on.set()
    assert second.wait(WAIT_SECONDS)


async def _nothing() -> None:
    """One round of the loop."""


def test_what_is_lost_between_the_queue_and_the_claim_is_found_by_the_sweeper(
    desk: Desk, worker: Callable[..., Worker], queued: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.model.says([text("Hello.")])
    turn = desk.ask()
    # The worker dies right after it took the message from the queue.
    monkeypatch.setattr(desk.engine, "begin", lambda *_, **__: None)
    worker().receive(turn.organization_id, turn.id)
    queued.clear()
    sweep_turns()
    assert queued == [(str(turn.organization_id), str(turn.id))]
    assert desk.run(turn).status == TurnStatus.COMPLETED


def test_a_worker_that_stops_waits_until_its_turns_were_given_back(desk: Desk, worker: Callable[..., Worker]) -> None:
    desk.model.says(Pause("thinking"))
    turn = desk.ask()
    worker().receive(turn.organization_id, turn.id)
    assert desk.model.paused.wait(WAIT_SECONDS)
    waiting = threading.Thread(target=stop, args=(desk,), daemon=True)
    waiting.start()
    assert waiting.is_alive()
    assert desk.again(turn).status == TurnStatus.RUNNING
    desk.engine.drain()
    waiting.join(WAIT_SECONDS)
    assert not waiting.is_alive()
    assert (desk.again(turn).status, desk.again(turn).leased_by) == (TurnStatus.QUEUED, "")


def test_a_turn_that_cannot_be_claimed_leaves_its_slot_to_the_next(
    desk: Desk, worker: Callable[..., Worker], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(*_: Any) -> None:
        raise RuntimeError("no claim")

    one, turn = worker(at_most=1), desk.ask()
    with monkeypatch.context() as patched:
        patched.setattr(runtime, "claim", broken)
        one.receive(turn.organization_id, turn.id).wait(WAIT_SECONDS)
        stop(desk)
    desk.model.says([text("Hello.")])
    assert one.receive(turn.organization_id, turn.id).wait(WAIT_SECONDS)
    stop(desk)
    assert desk.again(turn).status == TurnStatus.COMPLETED
    assert any("no claim" in (record.exc_text or "") for record in caplog.records)


def test_the_first_turn_by_known_rules_is_taken_on_the_loop(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from conversations.engine.turn import claim

    taken: list[str] = []
    before = claim._taken

    def noted(*values: Any) -> Any:
        taken.append(threading.current_thread().name)
        return before(*values)

    monkeypatch.setattr(claim, "_taken", noted)
    turn = desk.ask()
    desk.claim(turn, "a worker that reads the rules")
    assert [name.split("_")[0] for name in taken] == ["engine", "database"]
    desk.inside(lambda: Turn.objects.update(status=TurnStatus.QUEUED, started_at=None, claimed_at=None))
    taken.clear()
    desk.claim(turn, "another that knows them")
    assert taken == ["engine"]
