"""Turns that survive: killed workers, lost leases, Stop, expiry, changed rules, a vanished Valkey."""

import threading
import time
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone
from redis import Redis

from conversations.engine.context.history import tool_results
from conversations.engine.turn import run
from conversations.engine.turn.runtime import Runtime
from conversations.engine.turn.sweep import expire_approvals, expired_approvals, turns_to_poke
from conversations.models import Approval, CallStatus, ConnectorToggle, Provenance, ToolCall, Turn, TurnStatus
from conversations.turns import cancel_turn, settle_outcome
from organizations import database_threads
from organizations.tenancy import as_operator
from tests import factories
from tests.conversations.conftest import Desk
from tests.fakes.messages_api import Pause, text, tool

WAIT_SECONDS = 10
# psycopg_pool alone waits for 10 s when five connections were dropped.
SOON_SECONDS = 3


def _in_background(desk: Desk, turn: Turn) -> threading.Thread:
    thread = threading.Thread(target=desk.engine.run_turn, args=(turn.organization_id, turn.id))
    thread.start()
    return thread


def _killed(desk: Desk, turn: Turn, status: CallStatus, tool_name: str, **arguments: Any) -> None:
    """Leave the turn as a worker that was killed in the middle of a call would: journalled, lease lapsed."""

    from conversations.llm.records import ModelResponse

    journal, claimed = desk.claim(turn, "worker-killed")
    response = ModelResponse([tool(tool_name, "toolu_1", **arguments)], "tool_use", {})
    assert claimed.next.access is not None
    desk.on_loop(journal.record_step(1, response, claimed.next.access))

    def lapse() -> None:
        ToolCall.objects.filter(turn=turn).update(status=status, sent_at=timezone.now())
        lapsed = timezone.now() - timedelta(seconds=1)
        Turn.objects.filter(pk=turn.pk).update(status=TurnStatus.RUNNING, leased_until=lapsed)

    desk.inside(lapse)


def test_a_read_that_was_under_way_is_called_again_after_a_kill(desk: Desk) -> None:
    turn = desk.ask()
    _killed(desk, turn, CallStatus.SENT, "notebook__list_notes")
    assert turns_to_poke() == [(turn.organization_id, turn.id)]
    desk.model.says([text("One.")])
    assert desk.run(turn).status == TurnStatus.COMPLETED
    assert desk.notebook.runs == ["list_notes"]


def test_a_write_that_was_under_way_is_never_repeated_and_the_person_is_asked(desk: Desk) -> None:
    turn = desk.ask()
    _killed(desk, turn, CallStatus.SENT, "notebook__create_note", text="milk")
    turn = desk.run(turn)
    (call,) = desk.calls(turn)
    assert (turn.status, call.status) == (TurnStatus.WAITING_OUTCOME, CallStatus.UNKNOWN)
    assert desk.notebook.runs == []


def test_a_read_that_turned_out_to_be_a_write_is_not_repeated_either(desk: Desk) -> None:
    turn = desk.ask()
    _killed(desk, turn, CallStatus.SENT, "notebook__list_notes")
    desk.inside(lambda: desk.connector.tools.filter(name="list_notes").update(effect="write"))
    turn = desk.run(turn)
    (call,) = desk.calls(turn)
    assert (turn.status, call.status) == (TurnStatus.WAITING_OUTCOME, CallStatus.UNKNOWN)
    assert desk.notebook.runs == []


def test_a_person_says_that_it_happened_and_the_turn_goes_on(desk: Desk) -> None:
    turn = desk.ask()
    _killed(desk, turn, CallStatus.SENT, "notebook__create_note", text="milk")
    turn = desk.run(turn)
    (call,) = desk.calls(turn)
    mia = desk.cast.actor(desk.cast.mia)
    desk.inside(lambda: settle_outcome(actor=mia, call=call, outcome="happened"))
    desk.model.says([text("Good.")])
    assert desk.run(turn).status == TurnStatus.COMPLETED
    assert desk.notebook.runs == []
    assert "did happen" in desk.model.requests[-1]["messages"][-1]["content"][0]["content"][0]["text"]


def test_a_person_retries_and_the_write_runs_once_as_a_new_call(desk: Desk) -> None:
    turn = desk.ask()
    _killed(desk, turn, CallStatus.SENT, "notebook__create_note", text="milk")
    turn = desk.run(turn)
    (call,) = desk.calls(turn)
    mia = desk.cast.actor(desk.cast.mia)
    desk.inside(lambda: settle_outcome(actor=mia, call=call, outcome="retry"))
    desk.model.says([text("Good.")])
    assert desk.run(turn).status == TurnStatus.COMPLETED
    assert desk.notebook.runs == ["create_note"]
    assert desk.calls(turn)[1].retry_of_id == call.id


def test_a_turn_that_another_worker_holds_is_left_alone(desk: Desk) -> None:
    turn = desk.ask()
    desk.claim(turn, "another-worker")
    assert desk.run(turn).status == TurnStatus.RUNNING
    assert desk.model.requests == []


def test_a_worker_that_lost_its_lease_writes_nothing_more(desk: Desk) -> None:
    desk.model.says(Pause("thinking"))
    turn = desk.ask()
    thread = _in_background(desk, turn)
    assert desk.model.paused.wait(WAIT_SECONDS)
    desk.inside(lambda: Turn.objects.filter(pk=turn.pk).update(fence=99, leased_by="another"))
    desk.model.go_on.set()
    thread.join(WAIT_SECONDS)
    turn = desk.again(turn)
    assert (turn.status, turn.fence, desk.answer(turn).content) == (TurnStatus.RUNNING, 99, [])


def test_stop_while_the_model_speaks_keeps_the_words_so_far(desk: Desk) -> None:
    desk.model.says(Pause("half a thought"))
    turn = desk.ask()
    thread = _in_background(desk, turn)
    assert desk.model.paused.wait(WAIT_SECONDS)
    desk.inside(lambda: cancel_turn(actor=desk.cast.actor(desk.cast.mia), turn=desk.again(turn)))
    thread.join(WAIT_SECONDS)
    assert not thread.is_alive()
    assert desk.again(turn).status == TurnStatus.CANCELLED
    assert desk.answer(turn).text == "half a thought"


@pytest.mark.parametrize("reason", ["ceiling", "flow"])
def test_a_retry_asks_again_for_a_reason_that_the_person_has_not_seen(reason: str, desk: Desk) -> None:
    turn = desk.ask()
    _killed(desk, turn, CallStatus.SENT, "notebook__create_note", text="milk")
    turn = desk.run(turn)
    (call,) = desk.calls(turn)
    if reason == "ceiling":
        factories.set_policy(desk.connector, "create_note", "ask")
    else:
        wiki = factories.make_connector(desk.cast.ada, name="Wiki")
        mark = {"organization": desk.cast.acme, "conversation": desk.conversation, "turn": turn, "connector": wiki}
        desk.inside(lambda: Provenance.objects.create(**mark))
    mia = desk.cast.actor(desk.cast.mia)
    desk.inside(lambda: settle_outcome(actor=mia, call=call, outcome="retry"))
    assert desk.run(turn).status == TurnStatus.WAITING_APPROVAL
    again = desk.calls(turn)[-1]
    assert (again.approval.asks_code, desk.notebook.runs) == (f"{reason}_asks", [])


def test_stop_while_a_write_runs_says_that_it_may_have_happened(desk: Desk) -> None:
    factories.set_policy(desk.connector, "slow_write", "allow", desk.cast.mia)
    desk.model.says([tool("notebook__slow_write", text="milk")], [text("next")])
    turn = desk.ask()
    thread = _in_background(desk, turn)
    assert desk.notebook.entered.wait(WAIT_SECONDS)
    desk.inside(lambda: cancel_turn(actor=desk.cast.actor(desk.cast.mia), turn=desk.again(turn)))
    thread.join(WAIT_SECONDS)
    (call,) = desk.calls(turn)
    assert (desk.again(turn).status, call.status) == (TurnStatus.CANCELLED, CallStatus.CANCELLED)
    assert call.error_code == "outcome_unknown" and "may have happened" in call.error_message
    (told,) = tool_results([call])
    assert "may have happened" in told["content"][0]["text"]


def test_after_stop_the_next_turn_has_a_valid_history(desk: Desk) -> None:
    desk.model.says([tool("notebook__create_note", text="milk")])
    turn = desk.run(desk.ask())
    desk.inside(lambda: cancel_turn(actor=desk.cast.actor(desk.cast.mia), turn=turn))
    assert desk.again(turn).status == TurnStatus.CANCELLED
    desk.model.says([text("Fresh.")])
    assert desk.run(desk.ask("go on")).status == TurnStatus.COMPLETED
    sent = desk.model.requests[-1]["messages"]
    assert sent[1]["content"][0]["type"] == "tool_use"
    assert sent[2]["content"][0]["type"] == "tool_result"


def test_an_approval_that_nobody_gave_in_time_is_denied(desk: Desk) -> None:
    desk.model.says([tool("notebook__create_note", text="milk")], [text("Nobody answered.")])
    turn = desk.run(desk.ask())
    past = timezone.now() - timedelta(seconds=1)
    desk.inside(lambda: Approval.objects.update(expires_at=past))
    assert expired_approvals() == [(turn.organization_id, turn.id)]
    expire_approvals(turn.organization_id, turn.id)
    assert desk.run(turn).status == TurnStatus.COMPLETED
    assert [call.status for call in desk.calls(turn)] == [CallStatus.EXPIRED]
    assert desk.notebook.runs == []


def test_a_connector_switched_off_while_a_call_waits_stops_it_after_approval(desk: Desk) -> None:
    from conversations.turns import decide_tool_call

    desk.model.says([tool("notebook__create_note", text="milk")], [text("It is off.")])
    turn = desk.run(desk.ask())
    (call,) = desk.calls(turn)
    desk.inside(lambda: ConnectorToggle.objects.all().delete())
    mia = desk.cast.actor(desk.cast.mia)
    desk.inside(lambda: decide_tool_call(actor=mia, call=call, decision="allow_once"))
    assert desk.run(turn).status == TurnStatus.COMPLETED
    assert [call.status for call in desk.calls(turn)] == [CallStatus.BLOCKED]
    assert desk.notebook.runs == []


def test_an_owners_block_takes_the_tool_from_the_model(desk: Desk) -> None:
    factories.set_policy(desk.connector, "create_note", "block")
    desk.model.says([text("No such thing here.")])
    desk.run(desk.ask())
    names = [offered["name"] for offered in desk.model.requests[0]["tools"]]
    assert "notebook__list_notes" in names
    assert "notebook__create_note" not in names


def test_a_process_that_shuts_down_gives_its_turn_back(desk: Desk) -> None:
    desk.model.says(Pause("thinking"), [text("Anew.")])
    turn = desk.ask()
    thread = _in_background(desk, turn)
    assert desk.model.paused.wait(WAIT_SECONDS)
    desk.engine.drain()
    thread.join(WAIT_SECONDS)
    assert desk.again(turn).status == TurnStatus.QUEUED
    other = Runtime()
    try:
        other.run_turn(turn.organization_id, turn.id)
    finally:
        other.close()
    assert (desk.again(turn).status, desk.answer(turn).text) == (TurnStatus.COMPLETED, "Anew.")


def _drop_all_connections() -> int:
    """All but the test's own; whose login opened them in tests (config/settings/test.py) may end them."""
    with as_operator("a test"), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND usename = session_user AND pid <> pg_backend_pid()"
        )
        return len(cursor.fetchall())


# Whoever looks at a connection before it is used notices nothing; whoever trusts it gives the turn back, which goes on.
@pytest.mark.parametrize(("trusted_seconds", "answer"), [(0.0, "thinkingdone"), (60.0, "Done.")])
def test_a_turn_goes_on_after_postgresql_dropped_its_connections(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, trusted_seconds: float, answer: str
) -> None:
    monkeypatch.setattr(database_threads, "TRUSTED_SECONDS", trusted_seconds)
    desk.model.says([tool("notebook__list_notes")], Pause("thinking"), [text("Done.")])
    turn = desk.ask()
    thread = _in_background(desk, turn)
    assert desk.model.paused.wait(WAIT_SECONDS)
    # The loop's own, and at least one of the worker's threads.
    assert _drop_all_connections() >= 2
    began = time.monotonic()
    desk.model.go_on.set()
    thread.join(WAIT_SECONDS)
    assert not thread.is_alive()
    if trusted_seconds:
        assert desk.again(turn).status == TurnStatus.QUEUED
        assert turns_to_poke() == [(turn.organization_id, turn.id)]
        desk.run(turn)
    assert time.monotonic() - began < SOON_SECONDS
    assert (desk.again(turn).status, desk.answer(turn).text) == (TurnStatus.COMPLETED, answer)
    assert desk.notebook.runs == ["list_notes"]


def test_a_turn_completes_without_valkey(desk: Desk, settings: Any) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    alone = Runtime()
    desk.model.says([text("Still here.")])
    turn = desk.ask()
    try:
        alone.run_turn(turn.organization_id, turn.id)
    finally:
        alone.close()
    assert (desk.again(turn).status, desk.answer(turn).text) == (TurnStatus.COMPLETED, "Still here.")


@pytest.mark.parametrize(
    ("channel", "words"),
    [
        (b"turn:nobody:control", b""),
        (b"turn::control", b""),
        (b"connection:nobody:ended", b""),
        (b"turn:\xff\xfe:control", b""),
        (b"turn:nobody:control", b"\x80 no UTF-8"),
    ],
)
def test_foreign_words_on_the_way_to_the_worker_do_not_take_stop_away(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, channel: bytes, words: bytes
) -> None:
    monkeypatch.setattr(run, "HEARTBEAT_SECONDS", 60.0)
    turn = desk.ask()
    desk.model.says(Pause("thinking"))
    thread = _in_background(desk, turn)
    assert desk.model.paused.wait(WAIT_SECONDS)
    Redis.from_url(settings.REDIS_URL).publish(channel, words)
    desk.inside(lambda: cancel_turn(actor=desk.cast.actor(desk.cast.mia), turn=turn))
    thread.join(SOON_SECONDS)
    assert (thread.is_alive(), desk.again(turn).status) == (False, TurnStatus.CANCELLED)
