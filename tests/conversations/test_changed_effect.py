"""The card says what a call does. When that is not true any more, nobody has said yes to it, and it is no read."""

import pytest
from django.db.models import F

from connectors.tools.policies import mark_effect
from conversations.llm.records import ModelResponse
from conversations.models import CallStatus, Turn
from conversations.turns import settle_outcome
from tests import factories
from tests.conversations.conftest import Desk
from tests.conversations.test_bound_approvals import _decided, _waiting
from tests.fakes.messages_api import text, tool


def _marked(desk: Desk, effect: str) -> None:
    ada = desk.cast.actor(desk.cast.ada)
    desk.inside(lambda: mark_effect(actor=ada, connector=desk.connector, name="create_note", effect=effect))


def _left_by_a_killed_worker(desk: Desk) -> Turn:
    factories.set_policy(desk.connector, "create_note", "allow", desk.cast.mia)
    turn = desk.ask()
    journal, claimed = desk.claim(turn, "worker-killed")
    assert claimed.next.access is not None
    response = ModelResponse([tool("notebook__create_note", "toolu_1", text="x")], "tool_use", {})
    desk.on_loop(journal.record_step(1, response, claimed.next.access))
    desk.inside(lambda: Turn.objects.update(leased_until=F("created_at")))
    return turn


def test_what_was_approved_as_a_write_does_not_leave_as_destructive(desk: Desk) -> None:
    turn, call = _waiting(desk)
    _decided(desk, call)
    _marked(desk, "destructive")
    desk.run(turn)
    assert desk.notebook.runs == []


@pytest.mark.parametrize("effect", ["write", "destructive"])
def test_a_read_that_is_none_any_more_is_not_repeated_after_a_crash(effect: str, desk: Desk) -> None:
    _marked(desk, "read")
    turn = _left_by_a_killed_worker(desk)
    _marked(desk, effect)
    desk.model.says([text("One.")])
    desk.run(turn)
    (call,) = desk.calls(turn)
    assert (call.status, desk.notebook.runs) == (CallStatus.UNKNOWN, [])


def test_trying_again_what_is_destructive_by_now_asks_first(desk: Desk) -> None:
    turn = _left_by_a_killed_worker(desk)
    desk.run(turn)
    (call,) = desk.calls(turn)
    assert call.status == CallStatus.UNKNOWN
    _marked(desk, "destructive")
    desk.inside(lambda: settle_outcome(actor=desk.cast.actor(desk.cast.mia), call=call, outcome="retry"))
    desk.model.says([text("One.")])
    desk.run(turn)
    assert desk.notebook.runs == []
