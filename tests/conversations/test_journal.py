"""The one-statement way of the journal: it writes what was decided only while that still holds."""

from typing import Any

import pytest

from conversations.engine.calls.result_blocks import Ending
from conversations.engine.journal.journal import Journal
from conversations.engine.limits import LeaseLost
from conversations.engine.turn.claim import ClaimedTurn
from conversations.llm.records import ModelResponse
from conversations.models import CallStatus, Provenance, Step, ToolCall, Turn, TurnStatus
from conversations.turns import cancel_turn
from organizations.models import AuditEvent
from tests import factories
from tests.conversations.conftest import Desk
from tests.fakes.messages_api import text, tool

DONE = Ending(CallStatus.SUCCEEDED, {"result": [{"type": "text", "text": "milk"}], "result_bytes": 4}, True)


def _claimed(desk: Desk) -> tuple[Journal, ClaimedTurn]:
    return desk.claim(desk.ask(), "worker")


def _reading(*more: str) -> ModelResponse:
    uses = [tool(name, f"toolu_{name}") for name in ("notebook__list_notes", *more)]
    return ModelResponse([text("Let me look."), *uses], "tool_use", {"input_tokens": 3, "output_tokens": 2})


def _counted(desk: Desk, model: Any) -> int:
    return int(desk.inside(lambda: model.objects.count()))


def test_a_step_is_written_with_its_calls_its_words_and_its_tokens(desk: Desk) -> None:
    journal, claimed = _claimed(desk)
    assert claimed.next.access is not None
    (shape,), upcoming = desk.on_loop(journal.record_step(1, _reading(), claimed.next.access))
    (call,) = desk.calls(journal.turn)
    assert (shape["id"], call.status, len(upcoming.plans)) == (str(call.id), CallStatus.SENT, 1)
    turn, answer = desk.again(journal.turn), desk.answer(journal.turn)
    assert (turn.input_tokens, turn.output_tokens) == (3, 2)
    assert [block["type"] for block in answer.content] == ["text", "tool_call"]


def test_a_step_that_was_decided_on_old_rules_is_decided_anew(desk: Desk) -> None:
    journal, claimed = _claimed(desk)
    assert claimed.next.access is not None
    factories.set_policy(desk.connector, "list_notes", "block")
    _, upcoming = desk.on_loop(journal.record_step(1, _reading(), claimed.next.access))
    (call,) = desk.calls(journal.turn)
    assert (call.status, upcoming.plans) == (CallStatus.BLOCKED, [])
    assert _counted(desk, Step) == 1


def test_stop_between_the_answer_and_its_journal_lets_no_call_leave(desk: Desk) -> None:
    journal, claimed = _claimed(desk)
    assert claimed.next.access is not None
    mia = desk.cast.actor(desk.cast.mia)
    desk.inside(lambda: cancel_turn(actor=mia, turn=desk.conversation.turns.get()))
    _, upcoming = desk.on_loop(journal.record_step(1, _reading(), claimed.next.access))
    assert (upcoming.cancelled, upcoming.plans) == (True, [])
    assert [call.status for call in desk.calls(journal.turn)] == [CallStatus.PROPOSED]


def test_who_lost_the_lease_writes_neither_step_nor_result_nor_mark(desk: Desk) -> None:
    journal, claimed = _claimed(desk)
    assert claimed.next.access is not None
    _, upcoming = desk.on_loop(journal.record_step(1, _reading(), claimed.next.access))
    desk.inside(lambda: Turn.objects.update(fence=7))
    with pytest.raises(LeaseLost):
        desk.on_loop(journal.record_result(upcoming.plans[0].call, DONE))
    with pytest.raises(LeaseLost):
        desk.on_loop(journal.record_step(2, _reading(), claimed.next.access))
    with pytest.raises(LeaseLost):
        desk.on_loop(journal.record_step(2, ModelResponse([text("Done.")], "end_turn", {}), claimed.next.access))
    assert [call.status for call in desk.calls(journal.turn)] == [CallStatus.SENT]
    assert (_counted(desk, Step), _counted(desk, Provenance)) == (1, 0)


def test_a_result_is_written_with_its_mark_and_its_event(desk: Desk) -> None:
    journal, claimed = _claimed(desk)
    assert claimed.next.access is not None
    _, upcoming = desk.on_loop(journal.record_step(1, _reading(), claimed.next.access))
    shape, upcoming = desk.on_loop(journal.record_result(upcoming.plans[0].call, DONE))
    assert shape["result"]["text"] == "milk"
    assert upcoming.results[0]["content"] == [{"type": "text", "text": "milk"}]
    assert upcoming.access is not None and [content.name for content in upcoming.access.now.contents] == ["Notebook"]
    assert _counted(desk, Provenance) == 1
    (event,) = desk.inside(lambda: list(AuditEvent.objects.filter(action="tool_call.executed")))
    assert (event.data["status"], event.data["bytes"]) == ("succeeded", 4)


def test_two_calls_of_one_step_go_on_only_after_the_second_result(desk: Desk) -> None:
    journal, claimed = _claimed(desk)
    assert claimed.next.access is not None
    factories.set_policy(desk.connector, "create_note", "allow", desk.cast.mia)
    _, upcoming = desk.on_loop(journal.record_step(1, _reading("notebook__create_note"), claimed.next.access))
    first, second = (plan.call for plan in upcoming.plans)
    assert desk.on_loop(journal.record_result(first, DONE))[1].access is None
    _, upcoming = desk.on_loop(journal.record_result(second, DONE))
    assert len(upcoming.results) == 2


def test_the_last_step_completes_the_turn(desk: Desk) -> None:
    journal, claimed = _claimed(desk)
    assert claimed.next.access is not None
    desk.on_loop(journal.record_step(1, ModelResponse([text("Done.")], "end_turn", {}), claimed.next.access))
    turn = desk.again(journal.turn)
    assert (turn.status, turn.leased_by) == (TurnStatus.COMPLETED, "")
    assert desk.answer(turn).text == "Done."
    assert desk.inside(lambda: AuditEvent.objects.filter(action="turn.finished").count()) == 1
    assert not desk.inside(lambda: ToolCall.objects.exists())
