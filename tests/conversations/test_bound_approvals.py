"""An approval is good for one call: these arguments, this version of the tool, this account (rules.md section 3)."""

import dataclasses
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import connection as database
from django.db.models import F

from connectors.accounts.callback import mark_connected
from connectors.accounts.disconnect import disconnect
from connectors.mcp import Negotiated, OfferedTool as Offered, ToolListing
from connectors.models import Connection, ConnectionStatus, OfferedTool, ToolDefinition, ToolPolicy
from connectors.oauth import TokenSet
from connectors.tools.sync import Offer, sync_tools
from conversations.models import Approval, CallStatus, ConnectorToggle, ToolCall, Turn, TurnStatus, arguments_hash
from conversations.turns import decide_tool_call
from tests import factories
from tests.conversations.conftest import Desk
from tests.fakes.messages_api import text, tool

WRITE = tool("notebook__create_note", text="milk")
OTHER = {"text": "all the secrets"}


def _waiting(desk: Desk) -> tuple[Turn, ToolCall]:
    desk.model.says([WRITE], [text("So be it.")])
    turn = desk.run(desk.ask())
    (call,) = desk.calls(turn)
    assert call.status == CallStatus.AWAITING_APPROVAL
    return turn, call


def _decided(desk: Desk, call: ToolCall, decision: str = "allow_once") -> None:
    mia = desk.cast.actor(desk.cast.mia)
    desk.inside(lambda: decide_tool_call(actor=mia, call=call, decision=decision))


def _new_version(desk: Desk) -> ToolDefinition:
    """The server changed the tool, and an owner has reviewed the change."""
    old = ToolDefinition.objects.get(name="create_note")
    new = ToolDefinition.objects.get(pk=old.pk)
    new._state.adding = True
    new.pk, new.digest = None, "f" * 64
    new.save()
    new.accept()
    for offered in OfferedTool.objects.filter(tool=old):
        OfferedTool.objects.create(organization_id=new.organization_id, connection_id=offered.connection_id, tool=new)
        offered.delete()
    return new


def _other_account(desk: Desk) -> Connection:
    other = factories.make_connection(desk.connector, desk.cast.mia, label="Private", account="mia@home")
    factories.offer_tools_again(other, desk.connection)
    ConnectorToggle.objects.update(connection=other)
    return other


CHANGED: dict[str, tuple[Callable[[Desk], Any], str]] = {
    "other arguments": (lambda desk: ToolCall.objects.update(arguments=OTHER), "arguments_changed"),
    "other arguments with their own hash": (
        lambda desk: ToolCall.objects.update(arguments=OTHER, arguments_hash=arguments_hash(OTHER)),
        "arguments_changed",
    ),
    "another hash on the approval": (
        lambda desk: Approval.objects.update(arguments_hash="0" * 64),
        "arguments_changed",
    ),
    "another version of the tool": (_new_version, "tool_changed"),
    "another account": (_other_account, "connection_changed"),
}


@pytest.mark.parametrize("change", CHANGED)
def test_what_was_approved_and_then_changed_does_not_leave(change: str, desk: Desk) -> None:
    apply, code = CHANGED[change]
    turn, call = _waiting(desk)
    _decided(desk, call)
    desk.inside(lambda: apply(desk))
    assert desk.run(turn).status == TurnStatus.COMPLETED
    (call,) = desk.calls(turn)
    assert (call.status, call.error_code) == (CallStatus.BLOCKED, code)
    assert call.error_message.endswith("Ask again.")
    assert desk.notebook.runs == []


def test_a_call_that_nobody_approved_waits_whatever_its_status_says(desk: Desk) -> None:
    turn, _ = _waiting(desk)
    desk.inside(lambda: ToolCall.objects.update(status=CallStatus.APPROVED))
    desk.inside(lambda: Turn.objects.update(status=TurnStatus.QUEUED))
    assert desk.run(turn).status == TurnStatus.WAITING_APPROVAL
    assert desk.notebook.runs == []


def test_the_arguments_are_compared_once_more_when_the_request_is_made(desk: Desk) -> None:
    turn, call = _waiting(desk)
    _decided(desk, call)
    journal, claimed = desk.claim(turn, "worker")
    (plan,) = claimed.next.plans
    tampered = dataclasses.replace(plan, call=plan.call)
    tampered.call.arguments = OTHER
    executor = desk.engine._resources.executor
    again = partial(journal.still_may, tampered.call)
    ending = desk.on_loop(executor.execute(turn.organization_id, tampered, seconds=60, still_may=again))
    assert (ending.status, ending.values["error_code"]) == (CallStatus.BLOCKED, "arguments_changed")
    assert desk.notebook.runs == []


@pytest.mark.parametrize(
    "value",
    [1, 1.0, 1e22, -0.0, 1e-7, 0.1, 2**63, 10**30, 1.5e300, True, None, "ü\u202e", [1.0, {"b": 2e3, "a": [1e21]}], {}],
)
def test_the_hash_is_the_same_before_and_after_postgresql_kept_the_arguments(value: object, db: None) -> None:
    import json

    arguments = {"value": value}
    with database.cursor() as cursor:
        cursor.execute("SELECT %s::jsonb", [json.dumps(arguments)])
        kept = json.loads(cursor.fetchone()[0])
    assert arguments_hash(kept) == arguments_hash(arguments)


@pytest.mark.parametrize(
    ("one", "other"), [({"a": 1}, {"a": "1"}), ({"a": 1}, {"a": True}), ({"a": []}, {"a": {}}), ({"a": 1}, {"A": 1})]
)
def test_different_arguments_have_different_hashes(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert arguments_hash(one) != arguments_hash(other)


def _asks(desk: Desk) -> bool:
    desk.model.says([tool("notebook__create_note", text="eggs")], [text("Done.")])
    return desk.run(desk.ask()).status == TurnStatus.WAITING_APPROVAL


def test_a_standing_approval_ends_with_the_version_that_it_was_given_for(desk: Desk) -> None:
    turn, call = _waiting(desk)
    _decided(desk, call, "always_allow")
    desk.run(turn)
    desk.inside(lambda: _new_version(desk))
    assert _asks(desk)
    assert desk.notebook.notes == ["first", "milk"]


@pytest.mark.parametrize("changed", [True, False])
def test_a_standing_approval_leaves_the_list_when_the_tool_is_offered_in_another_version(
    changed: bool, desk: Desk
) -> None:
    _, call = _waiting(desk)
    _decided(desk, call, "always_allow")
    standing = ToolPolicy.objects.exclude(granted_in=None)

    def offered_again() -> None:
        tools = [
            Offered(row.name, row.title, row.description, row.input_schema, row.output_schema, row.annotations, row.ui)
            for row in ToolDefinition.objects.filter(connector=desk.connector)
        ]
        if changed:
            tools = [dataclasses.replace(one, description="Something else.") for one in tools]
        negotiated = Negotiated.from_json(desk.connector.negotiated or {})
        offer = Offer(ToolListing(tuple(tools)), negotiated)
        actor = desk.cast.actor(desk.cast.mia)
        sync_tools(actor=actor, connector=desk.connector, connection=desk.connection, offer=offer)

    desk.inside(desk.connector.refresh_from_db)
    desk.inside(offered_again)
    assert desk.inside(standing.count) == (0 if changed else 1)


def test_a_standing_approval_is_not_good_for_another_account(desk: Desk) -> None:
    turn, call = _waiting(desk)
    _decided(desk, call, "always_allow")
    desk.run(turn)
    desk.inside(lambda: _other_account(desk))
    assert _asks(desk)


def test_a_standing_approval_ends_with_its_account(desk: Desk) -> None:
    _, call = _waiting(desk)
    _decided(desk, call, "always_allow")
    standing = ToolPolicy.objects.exclude(granted_in=None)
    assert desk.inside(standing.count) == 1
    desk.inside(lambda: disconnect(actor=desk.cast.actor(desk.cast.mia), connection=desk.connection))
    assert desk.inside(standing.count) == 0


def test_a_read_that_an_owner_lets_ask_while_it_runs_is_not_called_again_without_asking(desk: Desk) -> None:
    turn = desk.ask()
    journal, claimed = desk.claim(turn, "worker-killed")
    from conversations.llm.records import ModelResponse

    assert claimed.next.access is not None
    response = ModelResponse([tool("notebook__list_notes", "toolu_1")], "tool_use", {})
    desk.on_loop(journal.record_step(1, response, claimed.next.access))
    factories.set_policy(desk.connector, "list_notes", "ask")
    desk.inside(lambda: Turn.objects.update(leased_until=F("created_at")))
    assert desk.run(turn).status == TurnStatus.WAITING_APPROVAL
    (call,) = desk.calls(turn)
    assert (call.approval.asks_code, desk.notebook.runs) == ("ceiling_asks", [])
    _decided(desk, call)
    desk.model.says([text("One.")])
    assert desk.run(turn).status == TurnStatus.COMPLETED
    assert desk.notebook.runs == ["list_notes"]


def test_an_account_that_needs_a_sign_in_when_the_approval_comes_is_not_called(desk: Desk) -> None:
    turn, call = _waiting(desk)
    _decided(desk, call)
    desk.inside(lambda: Connection.objects.update(status=ConnectionStatus.NEEDS_REAUTH))
    desk.run(turn)
    assert [call.error_code for call in desk.calls(turn)] == ["connection_needs_reauth"]
    assert desk.notebook.runs == []


def _signed_in_as(desk: Desk, account: str) -> None:
    """Mia signs in again under the same label, as the callback stores it."""

    def again() -> None:
        connection = Connection.objects.select_related("connector").get(pk=desk.connection.pk)
        offered = OfferedTool.objects.select_related("tool").filter(connection=connection)
        tools = tuple(
            Offered(t.name, t.title, t.description, t.input_schema, t.output_schema, t.annotations, t.ui)
            for t in (row.tool for row in offered)
        )
        offer = Offer(ToolListing(tools), Negotiated.from_json(connection.connector.negotiated or {}))
        mark_connected(
            actor=desk.cast.actor(desk.cast.mia),
            connector=connection.connector,
            connection=connection,
            offer=offer,
            tokens=TokenSet("a-new-one"),
            account=account,
        )

    desk.inside(again)


@pytest.mark.parametrize(("account", "ends"), [("mia@notes", False), ("boss@notes", True), ("", True)])
def test_what_was_allowed_ends_when_the_label_is_signed_in_with_another_account(
    account: str, ends: bool, desk: Desk
) -> None:
    factories.set_policy(desk.connector, "slow_write", "ask", desk.cast.mia)
    turn, call = _waiting(desk)
    _decided(desk, call, "always_allow")
    desk.run(turn)
    turn = _asked_slowly(desk)
    _signed_in_as(desk, account)
    assert desk.again(turn).status == (TurnStatus.CANCELLED if ends else TurnStatus.WAITING_APPROVAL)
    assert desk.inside(ToolPolicy.objects.exclude(granted_in=None).count) == (0 if ends else 1)
    assert desk.inside(ConnectorToggle.objects.count) == (0 if ends else 1)
    url = f"/api/v1/organizations/acme/conversations/{desk.conversation.id}"
    notices = desk.cast.client(desk.cast.mia).get(url).json()["notices"]
    assert [notice["code"] for notice in notices] == (["account_changed"] if ends else [])


def _asked_slowly(desk: Desk) -> Turn:
    desk.model.says([tool("notebook__slow_write", text="later")])
    turn = desk.run(desk.ask())
    assert turn.status == TurnStatus.WAITING_APPROVAL
    return turn


def test_an_allow_from_the_settings_is_for_the_version_that_was_there(desk: Desk) -> None:
    url = f"/api/v1/organizations/acme/connectors/{desk.connector.id}/tools/create_note"
    allow = {"scope": "member", "policy": "allow"}
    assert desk.cast.client(desk.cast.mia).patch(url, allow, format="json").status_code == 200
    desk.model.says([WRITE], [text("Done.")])
    assert desk.run(desk.ask()).status == TurnStatus.COMPLETED
    desk.inside(lambda: _new_version(desk))
    assert _asks(desk)
