"""The limits of a turn hold while tools run, too, and for what a broken stream has used."""

import threading
import time

import pytest

from conversations.engine import limits
from conversations.engine.turn import model_step
from conversations.models import Turn, TurnStatus
from tests.conversations.conftest import Desk
from tests.conversations.test_bound_approvals import _decided, _waiting
from tests.fakes.messages_api import Break, text, tool


def test_a_tool_is_not_waited_for_beyond_the_time_of_the_turn(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_SECONDS", 1.0)
    desk.model.says([tool("notebook__slow_read")], [text("True.")])
    turn, release = desk.ask(), threading.Timer(8, desk.notebook.release.set)
    release.start()
    began = time.monotonic()
    turn = desk.run(turn)
    release.cancel()
    assert (turn.error_code, time.monotonic() - began < 5) == ("time_limit", True)


def test_no_call_leaves_when_the_time_of_the_turn_is_used_up(desk: Desk) -> None:
    turn, call = _waiting(desk)
    _decided(desk, call)
    desk.inside(lambda: Turn.objects.update(worked_ms=int(limits.MAX_SECONDS * 1000)))
    turn = desk.run(turn)
    assert (turn.status, turn.error_code) == (TurnStatus.FAILED, "time_limit")
    assert desk.notebook.runs == []


def test_the_tokens_of_streams_that_broke_off_count(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_TOKENS", 25)
    monkeypatch.setattr(model_step, "RETRY_SECONDS", 0)
    # Each attempt has read ten tokens by the time that it breaks off.
    desk.model.says(Break("a"), Break("b"), [tool("notebook__list_notes")], [text("One.")])
    assert desk.run(desk.ask()).error_code == "token_limit"


def test_one_step_does_not_start_hundreds_of_calls(desk: Desk) -> None:
    desk.model.says([tool("notebook__list_notes") for _ in range(300)], [text("Done.")])
    desk.run(desk.ask())
    assert len(desk.notebook.runs) <= 128
