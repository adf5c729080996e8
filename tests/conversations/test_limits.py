"""The limits of a turn hold over all the workers that had it; waiting for people does not count."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from conversations.engine import limits
from conversations.engine.limits import Budget
from conversations.models import Turn, TurnStatus
from conversations.turns import decide_tool_call
from tests import factories
from tests.conversations.conftest import Desk
from tests.fakes.messages_api import Pause, text, tool

WRITE = tool("notebook__create_note", text="milk")


@pytest.mark.parametrize(
    ("used", "code"),
    [
        ({}, None),
        ({"steps": 24}, None),
        ({"steps": 25}, "step_limit"),
        ({"tokens": 1_000_000}, None),
        ({"tokens": 1_000_001}, "token_limit"),
        ({"worked_seconds": 890.0}, None),
        ({"worked_seconds": 900.0}, "time_limit"),
    ],
)
def test_a_turn_may_use_its_limits_up_and_no_more(used: dict[str, Any], code: str | None) -> None:
    exceeded = Budget(**used).exceeded()
    assert (exceeded[0] if exceeded else None) == code


def _approved_again_and_again(desk: Desk, times: int) -> Turn:
    desk.model.says(*[[WRITE]] * times, [text("Done.")])
    turn = desk.run(desk.ask())
    mia = desk.cast.actor(desk.cast.mia)
    while turn.status == TurnStatus.WAITING_APPROVAL:
        call = desk.calls(turn)[-1]
        desk.inside(lambda call=call: decide_tool_call(actor=mia, call=call, decision="allow_once"))
        turn = desk.run(turn)
    return turn


def test_tokens_count_over_approvals(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_TOKENS", 30)
    turn = _approved_again_and_again(desk, 4)
    assert (turn.status, turn.error_code) == (TurnStatus.FAILED, "token_limit")
    assert len(desk.model.requests) == 3


def test_steps_count_over_approvals(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_STEPS", 2)
    turn = _approved_again_and_again(desk, 3)
    assert (turn.status, turn.error_code) == (TurnStatus.FAILED, "step_limit")
    assert len(desk.model.requests) == 2


def test_the_time_of_earlier_workers_counts(desk: Desk) -> None:
    desk.model.says([WRITE], [text("Done.")])
    turn = desk.run(desk.ask())
    used = int(limits.MAX_SECONDS * 1000)
    assert 0 < turn.worked_ms < used
    (call,) = desk.calls(turn)
    mia = desk.cast.actor(desk.cast.mia)
    desk.inside(lambda: decide_tool_call(actor=mia, call=call, decision="allow_once"))
    desk.inside(lambda: Turn.objects.update(worked_ms=used))
    turn = desk.run(turn)
    assert (turn.status, turn.error_code) == (TurnStatus.FAILED, "time_limit")


def test_waiting_for_a_person_does_not_count(desk: Desk) -> None:
    desk.model.says([WRITE], [text("Done.")])
    turn = desk.run(desk.ask())
    assert turn.claimed_at is None
    long_ago = timezone.now() - timedelta(days=1)
    desk.inside(lambda: Turn.objects.update(created_at=long_ago, started_at=long_ago))
    (call,) = desk.calls(turn)
    mia = desk.cast.actor(desk.cast.mia)
    desk.inside(lambda: decide_tool_call(actor=mia, call=call, decision="allow_once"))
    turn = desk.run(turn)
    assert (turn.status, turn.worked_ms < 60_000) == (TurnStatus.COMPLETED, True)


def test_letting_go_adds_the_time_since_the_claim(desk: Desk) -> None:
    turn = desk.claim(desk.ask(), "worker")[0].turn
    ten_ago = timezone.now() - timedelta(seconds=10)
    desk.inside(lambda: Turn.objects.update(claimed_at=ten_ago, worked_ms=5_000))
    desk.inside(turn.release)
    assert 15_000 <= desk.again(turn).worked_ms < 20_000
    assert desk.again(turn).claimed_at is None


def test_a_killed_workers_time_counts_as_long_as_it_was_heard_of(desk: Desk) -> None:
    turn = desk.claim(desk.ask(), "killed")[0].turn
    now = timezone.now()
    # Claimed two minutes ago, last heard of one minute ago: its lease of thirty seconds ran out half a minute ago.
    claimed, lapsed = now - timedelta(seconds=120), now - timedelta(seconds=30)
    desk.inside(lambda: Turn.objects.update(claimed_at=claimed, leased_until=lapsed))
    again = desk.claim(turn, "next")[0].turn
    assert 59_000 <= again.worked_ms <= 61_000


def test_a_completed_turn_says_how_long_it_was_worked_on(desk: Desk) -> None:
    factories.set_policy(desk.connector, "create_note", "allow", desk.cast.mia)
    desk.model.says([WRITE], [text("Done.")])
    turn = desk.run(desk.ask())
    assert (turn.status, turn.claimed_at, turn.worked_ms > 0) == (TurnStatus.COMPLETED, None, True)


def test_a_model_that_never_ends_is_not_waited_for_beyond_the_limit(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MAX_SECONDS", 0.3)
    desk.model.says(Pause("half a thought", "and the rest"))
    turn = desk.run(desk.ask())
    assert (turn.status, turn.error_code) == (TurnStatus.FAILED, "time_limit")
    assert desk.answer(turn).text == "half a thought"
