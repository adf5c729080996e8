"""What a person was shown and approved is what leaves, to the last digit (rules.md section 3, approval)."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from rest_framework.test import APIClient

from conversations.engine.calls.decide import arguments_hash
from conversations.models import CallStatus, ToolCall, Turn, TurnStatus
from tests import factories
from tests.conversations.conftest import Desk
from tests.fakes.messages_api import text, tool_in_words
from tests.fakes.scripted_mcp import ScriptedMcp, result, scripted_mcp, text_result

LISTED = {"resultType": "complete", "ttlMs": 0, "cacheScope": "private"}
PAY = {"name": "pay", "title": "Pay", "inputSchema": {"type": "object"}}
TOOLS = {"tools/list": result({"tools": [PAY], **LISTED}), "tools/call": text_result("Paid.")}
# As the model writes it, and as it is hashed, shown and sent.
WRITTEN = {
    "9007199254740993": "9007199254740993",
    "-123456789012345678901234567890": "-123456789012345678901234567890",
    "18446744073709551617": "18446744073709551617",
    "1e22": "10000000000000000000000",
    "1e400": "1" + "0" * 400,
    "1": "1",
    "1.0": "1.0",
    "-0": "0",
    "-0.0": "0.0",
    "0.1000000000000000055": "0.1",
    "[9007199254740993, 1.5]": "[9007199254740993, 1.5]",
}


@pytest.fixture
def payments(desk: Desk, engine: Any, settings: Any) -> Iterator[ScriptedMcp]:
    """A second server in Mia's conversation; its one tool asks."""
    with scripted_mcp(TOOLS) as server:
        settings.EGRESS_ALLOW = [desk.notebook.allowed, server.allowed]
        connector = factories.make_connector(desk.cast.ada, name="Payments", url=server.url)
        connection = factories.make_connection(connector, desk.cast.mia)
        factories.offer_tools(connector, connection, server.url)
        factories.switch_on(desk.conversation, connector, connection)
        # The engine reads the egress list when it starts.
        desk.engine = engine()
        server.bodies.clear()
        yield server


def asked(desk: Desk, arguments: str) -> tuple[Turn, ToolCall]:
    desk.model.says([tool_in_words("payments__pay", arguments)], [text("Done.")])
    turn = desk.run(desk.ask())
    (call,) = desk.calls(turn)
    assert call.status == CallStatus.AWAITING_APPROVAL
    return turn, call


def sent_by(server: ScriptedMcp) -> str:
    """The amount in the one call that the server got, as it was written there."""
    (body,) = [body.decode() for body in server.bodies if b"tools/call" in body]
    found = re.search(r'"amount":\s*(\[[^\]]*\]|[^,}\s]+)', body)
    assert found, body
    return found[1].replace(",", ", ").replace(",  ", ", ")


def mias(desk: Desk) -> APIClient:
    return desk.cast.client(desk.cast.mia)


def path_of(call: ToolCall) -> str:
    return f"/api/v1/organizations/acme/tool-calls/{call.pk}"


def decide(desk: Desk, call: ToolCall, body: str) -> Any:
    return mias(desk).post(f"{path_of(call)}/decision", body, content_type="application/json")


@pytest.mark.parametrize(("written", "exact"), WRITTEN.items())
def test_what_the_model_wrote_is_shown_hashed_and_sent_as_one_value(
    desk: Desk, payments: ScriptedMcp, written: str, exact: str
) -> None:
    turn, call = asked(desk, f'{{"amount": {written}}}')
    shown = mias(desk).get(path_of(call))
    assert shown.json()["arguments_text"] == f'{{"amount": {exact}}}'
    assert f'"amount":{exact}'.replace(" ", "") in shown.content.decode().replace(" ", "")
    # Read anew from the database, it has the hash that the approval is bound to.
    assert arguments_hash(call.arguments) == call.arguments_hash == call.approval.arguments_hash
    assert decide(desk, call, '{"decision": "allow_once"}').status_code == 200
    assert desk.run(turn).status == TurnStatus.COMPLETED
    assert sent_by(payments) == exact


@pytest.mark.parametrize("typed", ["9007199254740995", "1.0", "true", '"1"', "12345678901234567890"])
def test_what_a_person_typed_is_sent_as_typed(desk: Desk, payments: ScriptedMcp, typed: str) -> None:
    turn, call = asked(desk, '{"amount": 1}')
    decided = decide(desk, call, f'{{"decision": "allow_once", "arguments": {{"amount": {typed}}}}}')
    assert decided.json()["arguments_text"] == f'{{"amount": {typed}}}'
    desk.run(turn)
    assert sent_by(payments) == typed
    (call,) = desk.calls(turn)
    assert call.approval.edited and call.approval.arguments_hash == call.arguments_hash == arguments_hash(
        call.arguments
    )


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("0.1000000000000000055", "number_not_exact"),
        ("9007199254740992.5", "number_not_exact"),
        ("1e-400", "number_not_exact"),
        ("1e5000", "number_not_exact"),
        ("1" * 5000, "number_not_exact"),
        ('1, "amount": 2', "number_not_exact"),
        ("NaN", "parse_error"),
        ("Infinity", "parse_error"),
    ],
)
def test_what_could_not_be_sent_as_typed_is_refused(desk: Desk, payments: ScriptedMcp, typed: str, code: str) -> None:
    _, call = asked(desk, '{"amount": 1}')
    refused = decide(desk, call, f'{{"decision": "allow_once", "arguments": {{"amount": {typed}}}}}')
    assert (refused.status_code, refused.json()["code"]) == (400, code)
    shown = mias(desk).get(path_of(call)).json()
    assert (shown["status"], shown["arguments"]) == ("awaiting_approval", {"amount": 1})


def test_a_number_that_nobody_can_send_is_told_to_the_model(desk: Desk, payments: ScriptedMcp) -> None:
    desk.model.says([tool_in_words("payments__pay", '{"amount": 1e999999999}')], [text("Less, then.")])
    turn = desk.run(desk.ask())
    (call,) = desk.calls(turn)
    assert turn.status == TurnStatus.COMPLETED
    assert (call.status, call.error_code) == (CallStatus.FAILED, "arguments_unreadable")
    assert not [body for body in payments.bodies if b"tools/call" in body]


def test_the_card_says_whose_server_it_is(desk: Desk, payments: ScriptedMcp) -> None:
    _, call = asked(desk, '{"amount": 1}')
    shown = mias(desk).get(path_of(call)).json()
    mark = {name: shown["connector"][name] for name in ("name", "custom", "host", "verification")}
    assert mark == {"name": "Payments", "custom": True, "host": payments.allowed, "verification": None}
    assert (shown["tool"], shown["title"]) == ("pay", "Pay")
    assert json.loads(shown["arguments_text"]) == shown["arguments"]
