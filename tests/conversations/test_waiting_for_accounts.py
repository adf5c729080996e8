"""A call that its service refuses for want of a sign-in waits for it, and goes on by itself (rules.md section 3)."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F
from django.utils import timezone

from connectors.models import Connection, ConnectionStatus
from conversations.engine.turn.claim import claim
from conversations.engine.turn.sweep import end_waits, overdue_waits, turns_to_poke
from conversations.models import Approval, CallStatus, ConnectorToggle, Conversation, ToolCall, Turn, TurnStatus
from conversations.turns import settle_outcome
from organizations.models import AuditEvent, Project
from tests.cast import Cast
from tests.connectors.browser import Browser
from tests.connectors.fake_sign_in import allow, sign_in
from tests.connectors.rows import change_listings
from tests.conversations.conftest import Desk
from tests.conversations.sign_in_desk import CHANGE, LOOK, SignInDesk
from tests.fakes.authorization_server import authorization_server
from tests.fakes.messages_api import MessagesApi

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk(transactional_db: None, cast: Cast, model: MessagesApi, engine: Any, settings: Any) -> Iterator[SignInDesk]:
    with authorization_server() as fake:
        allow(settings, fake)
        yield SignInDesk.make(cast, model, fake, engine())


def waits(desk: SignInDesk, turn: Turn) -> dict[str, Any]:
    """That the turn waits for the account with no worker on it; what its card says."""
    assert (turn.status, turn.leased_by, turn.leased_until) == (TurnStatus.WAITING_CONNECTION, "", None)
    assert (turn.organization_id, turn.id) not in turns_to_poke()
    (wanted,) = [call["connection_wanted"] for call in desk.shown(turn) if call["status"] == "awaiting_connection"]
    found: dict[str, Any] = wanted
    return found


def wants_more(desk: SignInDesk) -> Turn:
    """An allowed write that waits for more access."""
    desk.fake.behaviour.needs_scope = {"change": "admin"}
    turn = desk.approved()
    assert waits(desk, turn)["reason"] == "more_access"
    return turn


def wants_sign_in(desk: SignInDesk) -> Turn:
    """A read that waits because the sign-in is over."""
    desk.forget_tokens()
    turn = desk.ask(LOOK)
    assert waits(desk, turn)["reason"] == "sign_in_again"
    return turn


def test_a_write_that_wants_more_access_goes_on_after_it_was_given_and_is_not_asked_about_again(
    desk: SignInDesk, queued: list[tuple[str, ...]]
) -> None:
    turn = wants_more(desk)
    wanted = waits(desk, turn)
    assert (wanted["scopes"], wanted["scope_words"], wanted["label"]) == (["admin"], {}, "")
    words = {"admin": "Change everything", "read": "Read"}
    change_listings("ours", scope_words=words)
    assert waits(desk, turn)["scope_words"] == {"admin": "Change everything"}
    assert "(admin)" in wanted["why"] and wanted["expires_at"]
    assert desk.account.status == ConnectionStatus.NEEDS_SCOPE
    queued.clear()
    desk.sign_in()
    assert queued == [(str(turn.organization_id), str(turn.id))]
    assert (desk.account.status, "admin" in desk.account.scopes) == (ConnectionStatus.CONNECTED, True)
    assert desk.run(turn).status == TurnStatus.COMPLETED
    (call,) = desk.shown(turn)
    assert (call["status"], call["connection_wanted"], call["error"]) == ("succeeded", None, None)
    assert desk.tried("change") == 2


def test_what_an_account_has_access_to_works_while_it_wants_more_for_something_else(desk: SignInDesk) -> None:
    turn = wants_more(desk)
    desk.mias.post(f"tool-calls/{desk.calls(turn)[0].id}/connection", decision="go_on_without")
    desk.run(turn)
    assert desk.account.status == ConnectionStatus.NEEDS_SCOPE
    assert desk.ask(LOOK).status == TurnStatus.COMPLETED
    assert desk.tried("look") == 1 and desk.account.status == ConnectionStatus.NEEDS_SCOPE
    # Also with a token that was renewed.
    desk.fake.access_tokens.clear()
    assert desk.ask(LOOK).status == TurnStatus.COMPLETED
    assert desk.account.status == ConnectionStatus.NEEDS_SCOPE


def test_a_dead_sign_in_waits_for_another_and_all_calls_that_wait_for_it_go_on(desk: SignInDesk) -> None:
    desk.forget_tokens()
    turn = desk.ask(LOOK | {"id": "a"}, LOOK | {"id": "b"})
    assert desk.statuses(turn) == ["awaiting_connection"] * 2
    assert desk.account.status == ConnectionStatus.NEEDS_REAUTH
    desk.sign_in()
    assert desk.run(turn).status == TurnStatus.COMPLETED
    assert desk.statuses(turn) == ["succeeded"] * 2


def test_readers_hear_that_the_call_waits_and_then_that_it_goes_on(desk: SignInDesk) -> None:
    turn = wants_sign_in(desk)

    def told(name: str) -> list[dict[str, Any]]:
        return Desk.told(desk, turn, name)  # type: ignore[arg-type]

    (said,) = told("tool_call.awaiting_connection")
    assert said["tool_call"]["connection_wanted"]["reason"] == "sign_in_again"
    assert [one["status"] for one in told("turn.waiting")] == ["waiting_connection"]
    assert told("tool_call.finished") == []
    desk.sign_in()
    desk.run(turn)
    assert [one["tool_call"]["status"] for one in told("tool_call.finished")] == ["succeeded"]


def test_an_account_that_was_disconnected_meanwhile_is_connected_anew_and_the_approval_asked_for_anew(
    desk: SignInDesk,
) -> None:
    turn = desk.ask(CHANGE)
    before = desk.account
    desk.mias.delete(f"connectors/{desk.connector}/connections/{before.id}")
    desk.decide(turn)
    assert waits(desk, desk.run(turn))["reason"] == "connect"
    assert desk.tried("change") == 0
    desk.sign_in()
    toggle = desk.inside(lambda: ConnectorToggle.objects.get())
    assert toggle.connection_id == desk.account.id != before.id
    assert desk.mias.get(f"conversations/{desk.conversation.id}").json()["notices"] == []
    assert desk.run(turn).status == TurnStatus.WAITING_APPROVAL
    assert desk.calls(turn)[0].approval.decision == ""
    desk.decide(turn)
    assert desk.run(turn).status == TurnStatus.COMPLETED
    assert (desk.tried("change"), desk.statuses(turn)) == (1, ["succeeded"])
    assert desk.calls(turn)[0].connection_id == desk.account.id


def test_a_sign_in_switches_nothing_on_where_connectors_may_not_be_used(desk: SignInDesk) -> None:
    turn = desk.ask(CHANGE)
    desk.mias.delete(f"connectors/{desk.connector}/connections/{desk.account.id}")
    desk.decide(turn)
    assert waits(desk, desk.run(turn))["reason"] == "connect"

    def publish() -> None:
        values = {"organization_id": turn.organization_id, "created_by_id": desk.conversation.author_id}
        project = Project.objects.create(name="Open", visibility="public", **values)
        Conversation.objects.filter(pk=desk.conversation.pk).update(project=project)

    desk.inside(publish)
    desk.sign_in()
    assert desk.inside(lambda: ConnectorToggle.objects.count()) == 0


@pytest.mark.parametrize(("account", "asks"), [("mia@ours.example", False), ("boss@ours.example", True), ("", True)])
def test_an_approval_is_for_the_account_that_it_was_given_for(account: str, asks: bool, desk: SignInDesk) -> None:
    turn = wants_more(desk)
    desk.sign_in(account)
    turn = desk.run(turn)
    assert turn.status == (TurnStatus.WAITING_APPROVAL if asks else TurnStatus.COMPLETED)
    assert desk.tried("change") == (1 if asks else 2)
    if asks:
        desk.decide(turn)
        assert desk.run(turn).status == TurnStatus.COMPLETED
        assert desk.tried("change") == 2
    assert desk.inside(ConnectorToggle.objects.count) == 1


def test_an_approval_that_was_given_long_ago_is_asked_for_anew(desk: SignInDesk) -> None:
    turn = wants_more(desk)
    desk.inside(lambda: Approval.objects.update(decided_at=F("decided_at") - timedelta(minutes=16)))
    desk.sign_in()
    assert desk.run(turn).status == TurnStatus.WAITING_APPROVAL
    desk.decide(turn)
    assert desk.run(turn).status == TurnStatus.COMPLETED


def test_a_retry_that_waits_for_another_account_is_asked_about(desk: SignInDesk) -> None:
    turn = desk.ask(CHANGE)
    desk.inside(lambda: ToolCall.objects.update(status=CallStatus.UNKNOWN))
    desk.inside(lambda: Turn.objects.update(status=TurnStatus.WAITING_OUTCOME))
    (call,) = desk.calls(turn)
    mia = desk.cast.actor(desk.cast.mia)
    desk.inside(lambda: settle_outcome(actor=mia, call=call, outcome="retry"))
    desk.fake.behaviour.needs_scope = {"change": "admin"}
    waits(desk, desk.run(turn))
    desk.sign_in("boss@ours.example")
    assert desk.run(turn).status == TurnStatus.WAITING_APPROVAL
    assert desk.tried("change") == 1


def test_who_gives_less_access_than_was_wanted_is_asked_once_more_and_then_told(desk: SignInDesk) -> None:
    turn = wants_more(desk)
    desk.fake.behaviour.token_fields = {"scope": "read"}
    desk.sign_in()
    assert waits(desk, desk.run(turn))["reason"] == "more_access"
    desk.sign_in()
    assert desk.run(turn).status == TurnStatus.COMPLETED
    (call,) = desk.calls(turn)
    assert (call.status, call.error_code) == (CallStatus.FAILED, "insufficient_scope")
    assert "more access" in call.error_message
    assert desk.tried("change") == 3


def test_going_on_without_it_ends_what_waits_for_the_same_and_the_model_reads_why(desk: SignInDesk) -> None:
    desk.forget_tokens()
    turn = desk.ask(LOOK | {"id": "a"}, LOOK | {"id": "b"})
    path = f"tool-calls/{desk.calls(turn)[0].id}/connection"
    assert desk.mias.post(path, decision="something").status_code == 400
    answer = desk.mias.post(path, decision="go_on_without").json()
    assert (answer["status"], answer["error"]["code"]) == ("failed", "not_connected")
    assert desk.mias.post(path, decision="go_on_without").json()["code"] == "not_waiting"
    assert desk.run(turn).status == TurnStatus.COMPLETED
    assert desk.statuses(turn) == ["failed"] * 2
    results = desk.model.requests[-1]["messages"][-1]["content"]
    assert [one["content"][0]["text"] for one in results] == ["The person went on without signing in to Ours."] * 2


def test_nobody_waits_for_ever(desk: SignInDesk) -> None:
    turn = wants_sign_in(desk)
    assert overdue_waits() == []
    desk.inside(lambda: ToolCall.objects.update(waits_until=timezone.now()))
    assert overdue_waits() == [(turn.organization_id, turn.id)]
    end_waits(turn.organization_id, turn.id)
    assert (turn.organization_id, turn.id) in turns_to_poke()
    assert desk.run(turn).status == TurnStatus.COMPLETED
    (call,) = desk.calls(turn)
    assert (call.status, call.error_code) == (CallStatus.FAILED, "not_connected")
    assert overdue_waits() == []


def test_a_wait_lasts_as_long_as_an_approvals(desk: SignInDesk) -> None:
    turn = wants_sign_in(desk)
    left = desk.calls(turn)[0].waits_until - timezone.now()
    assert timedelta(minutes=14) < left <= timedelta(minutes=15)


def stop(desk: SignInDesk, turn: Turn) -> None:
    desk.mias.post(f"turns/{turn.id}/cancellation")


def disconnect(desk: SignInDesk, turn: Turn) -> None:
    desk.mias.delete(f"connectors/{desk.connector}/connections/{desk.account.id}")


def switch_off(desk: SignInDesk, turn: Turn) -> None:
    desk.toggle(enabled=False)


def disable(desk: SignInDesk, turn: Turn) -> None:
    Browser.of(desk.cast.ada).delete(f"connectors/{desk.connector}")


def remove(desk: SignInDesk, turn: Turn) -> None:
    Browser.of(desk.cast.ada).delete(f"members/{desk.cast.mia.id}")


ENDS: dict[str, tuple[Any, str, str, str]] = {
    "stopped": (stop, "cancelled", "cancelled", "connection_needs_reauth"),
    "disconnected": (disconnect, "completed", "failed", "not_connected"),
    "switched off": (switch_off, "completed", "failed", "not_connected"),
    "disabled by an owner": (disable, "completed", "blocked", "connector_not_enabled"),
    "member removed": (remove, "cancelled", "cancelled", "connection_needs_reauth"),
}


@pytest.mark.parametrize("why", ENDS)
def test_a_wait_ends_with_what_it_waits_for(why: str, desk: SignInDesk) -> None:
    end, of_turn, of_call, code = ENDS[why]
    turn = wants_sign_in(desk)
    end(desk, turn)
    desk.run(turn)
    (call,) = desk.calls(turn)
    assert (desk.again(turn).status, call.status, call.error_code) == (of_turn, of_call, code)
    assert desk.tried("look") == 1


def test_a_connector_that_is_disabled_while_it_waits_to_be_connected_ends_the_wait(desk: SignInDesk) -> None:
    turn = desk.ask(CHANGE)
    disconnect(desk, turn)
    desk.decide(turn)
    assert waits(desk, desk.run(turn))["reason"] == "connect"
    disable(desk, turn)
    assert desk.run(turn).status == TurnStatus.COMPLETED
    assert desk.calls(turn)[0].error_code == "connector_not_enabled"


def test_another_sign_in_elsewhere_wakes_nobody(desk: SignInDesk, queued: list[tuple[str, ...]]) -> None:
    turn = wants_sign_in(desk)
    queued.clear()
    sign_in(Browser.of(desk.cast.max), desk.connector)
    assert queued == [] and desk.again(turn).status == TurnStatus.WAITING_CONNECTION


def test_a_worker_that_is_killed_after_the_sign_in_leaves_the_rest_to_another(desk: SignInDesk) -> None:
    turn = wants_sign_in(desk)
    desk.sign_in()

    taking = claim(desk.engine._resources.database, turn.organization_id, turn.id, "worker-killed")
    assert asyncio.run_coroutine_threadsafe(taking, desk.engine._loop).result(30) is not None
    desk.inside(lambda: Turn.objects.update(leased_until=F("created_at")))
    assert desk.run(turn).status == TurnStatus.COMPLETED
    assert desk.statuses(turn) == ["succeeded"]


def test_what_an_approval_waits_for_does_not_wait_for_the_sign_in(desk: SignInDesk) -> None:
    desk.fake.behaviour.needs_scope = {"look": "admin"}
    turn = desk.ask(LOOK | {"id": "a"}, CHANGE | {"id": "b"})
    assert desk.statuses(turn) == ["awaiting_connection", "awaiting_approval"]
    assert turn.status == TurnStatus.WAITING_APPROVAL
    desk.decide(turn)
    turn = desk.run(turn)
    assert desk.statuses(turn) == ["awaiting_connection", "succeeded"]
    waits(desk, turn)
    desk.sign_in()
    assert desk.run(turn).status == TurnStatus.COMPLETED


def test_the_log_says_what_was_wanted_and_that_only_one_call_was_made(desk: SignInDesk) -> None:
    turn = wants_more(desk)
    desk.sign_in()
    desk.run(turn)
    events = desk.inside(lambda: list(AuditEvent.objects.filter(subject_type="toolcall").order_by("at")))
    names = [event.action for event in events]
    assert names == ["approval.requested", "approval.decided", "connection.wanted", "tool_call.executed"]
    assert events[2].data == {"reason": "more_access"}


def test_only_its_member_goes_on_without_it(desk: SignInDesk) -> None:
    turn = wants_sign_in(desk)
    path = desk.mias.url(f"tool-calls/{desk.calls(turn)[0].id}/connection")
    answer = desk.cast.client(desk.cast.max).post(path, {"decision": "go_on_without"}, format="json")
    assert answer.status_code == 404
    assert desk.again(turn).status == TurnStatus.WAITING_CONNECTION
    assert desk.inside(Connection.objects.count) == 1
