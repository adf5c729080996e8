"""A claim that PostgreSQL forgot (it crashed right after): who made it writes nothing once another has the turn."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from conversations.engine.journal.journal import Journal
from conversations.engine.journal.statements import keep_lease
from conversations.engine.limits import LeaseLost
from conversations.llm.records import ModelResponse
from conversations.models import Step, ToolCall, Turn, TurnStatus
from conversations.models.turn import LeaseState
from tests.conversations.conftest import Desk
from tests.conversations.test_journal import DONE
from tests.fakes.messages_api import text, tool

OF_A_CLAIM = ("status", "fence", "leased_by", "leased_until", "started_at", "claimed_at", "worked_ms")
FINAL = ModelResponse([text("Done.")], "end_turn", {})
READING = ModelResponse([tool("notebook__list_notes", "toolu_1")], "tool_use", {})
PAST = timezone.now() - timedelta(minutes=5)
AHEAD = {"fence": 2**52, "started_at": PAST}
# How the turn was when the claim came that was forgotten.
BEFORE: dict[str, dict[str, Any]] = {
    "new": {},
    "queued again": {"fence": 41, "started_at": PAST, "worked_ms": 900},
    "lapsed": {
        **{"fence": 1, "status": TurnStatus.RUNNING, "leased_by": "worker-dead"},
        **{"leased_until": PAST, "started_at": PAST, "claimed_at": PAST},
    },
    "claimed by a clock that was ahead": AHEAD,
}


def _claimed_twice(desk: Desk, before: dict[str, Any]) -> tuple[Journal, Journal]:
    """The journals of who made the forgotten claim, and of who has the turn."""
    turn = desk.ask()
    desk.inside(lambda: Turn.objects.filter(pk=turn.pk).update(**before))
    as_it_was = desk.inside(lambda: Turn.objects.filter(pk=turn.pk).values(*OF_A_CLAIM).get())
    forgotten, _ = desk.claim(turn, "worker-one")
    desk.inside(lambda: Turn.objects.filter(pk=turn.pk).update(**as_it_was))
    holder, _ = desk.claim(turn, "worker-two")
    return forgotten, holder


def _writes(desk: Desk, journal: Journal) -> dict[str, Callable[[], Any]]:
    """All that the holder of a lease can write."""
    access = journal.rules_as_of(journal._access.now) if journal._access else None
    assert access is not None
    call = ToolCall(turn=journal.turn, step=1, status="sent")
    return {
        "a step": lambda: desk.on_loop(journal.record_step(1, READING, access)),
        "the last step": lambda: desk.on_loop(journal.record_step(1, FINAL, access)),
        "a result": lambda: desk.on_loop(journal.record_result(call, DONE)),
        "an end": lambda: desk.on_loop(journal.stop(1, "half", TurnStatus.FAILED, "code", "words")),
        "a second try": lambda: desk.on_loop(journal.still_may(call)),
    }


@pytest.mark.parametrize("before", BEFORE.values(), ids=BEFORE)
def test_who_made_the_forgotten_claim_writes_nothing(desk: Desk, before: dict[str, Any]) -> None:
    forgotten, holder = _claimed_twice(desk, before)
    for what, write in _writes(desk, forgotten).items():
        with pytest.raises(LeaseLost):
            write()
            pytest.fail(f"{what} was written")
    turn = desk.again(holder.turn)
    assert (turn.status, turn.leased_by, turn.error_code) == (TurnStatus.RUNNING, "worker-two", "")
    assert desk.inside(lambda: Step.objects.count()) == 0


@pytest.mark.parametrize("before", BEFORE.values(), ids=BEFORE)
def test_who_made_the_forgotten_claim_hears_of_it_and_cannot_let_go_of_the_turn(
    desk: Desk, before: dict[str, Any]
) -> None:
    forgotten, holder = _claimed_twice(desk, before)
    assert desk.inside(forgotten.turn.heartbeat) == LeaseState.LOST
    with pytest.raises(LeaseLost):
        desk.inside(lambda: keep_lease(forgotten.turn))
    assert desk.inside(forgotten.turn.release) is False
    assert desk.inside(holder.turn.heartbeat) == LeaseState.YES


@pytest.mark.parametrize("before", BEFORE.values(), ids=BEFORE)
def test_readers_of_live_events_go_by_who_has_the_turn(desk: Desk, before: dict[str, Any]) -> None:
    forgotten, holder = _claimed_twice(desk, before)
    assert before.get("fence", 0) < min(forgotten.turn.fence, holder.turn.fence)
    assert max(forgotten.turn.fence, holder.turn.fence) < 2**53  # a browser's whole numbers
    if before != AHEAD:
        assert forgotten.turn.fence < holder.turn.fence


def test_who_has_the_turn_writes_on(desk: Desk) -> None:
    _, holder = _claimed_twice(desk, BEFORE["lapsed"])
    access = holder.rules_as_of(holder._access.now) if holder._access else None
    assert access is not None
    desk.on_loop(holder.record_step(1, FINAL, access))
    assert desk.again(holder.turn).status == TurnStatus.COMPLETED
