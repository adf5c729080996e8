"""The same rules from end to end: people set them through the API, the model asks for the tool, the server counts."""

from collections.abc import Callable
from typing import Any

import pytest

from conversations.models import CallStatus, ToolCall, Turn
from tests.conversations.conftest import Desk
from tests.fakes.messages_api import text, tool

ACME = "/api/v1/organizations/acme"
NAME = "notebook__create_note"
Set = Callable[[Desk], Any]
Outcome = tuple[CallStatus, str]


def _chat(desk: Desk) -> str:
    return f"{ACME}/conversations/{desk.conversation.id}"


def _disable(desk: Desk) -> Any:
    return desk.cast.client(desk.cast.ada).delete(f"{ACME}/connectors/{desk.connector.id}")


def _disconnect(desk: Desk) -> Any:
    url = f"{ACME}/connectors/{desk.connector.id}/connections/{desk.connection.id}"
    return desk.cast.client(desk.cast.mia).delete(url)


def _switch_off(desk: Desk) -> Any:
    url = f"{_chat(desk)}/connectors/{desk.connector.id}"
    return desk.cast.client(desk.cast.mia).put(url, {"enabled": False}, format="json")


def _into_a_public_project(desk: Desk) -> Any:
    mia = desk.cast.client(desk.cast.mia)
    wanted = {"name": "Open", "visibility": "public"}
    project = mia.post(f"{ACME}/projects", wanted, format="json").json()
    return mia.patch(_chat(desk), {"project": project["id"]}, format="json")


def _into_a_shared_project(desk: Desk) -> Any:
    mia = desk.cast.client(desk.cast.mia)
    project = mia.post(f"{ACME}/projects", {"name": "Ours"}, format="json").json()
    moved = mia.patch(_chat(desk), {"project": project["id"]}, format="json")
    assert moved.status_code == 200
    url = f"{ACME}/projects/{project['id']}/members"
    return mia.post(url, {"member": str(desk.cast.max.id)}, format="json")


def _block(scope: str, name: str) -> Set:
    def change(desk: Desk) -> Any:
        person = desk.cast.ada if scope == "organization" else desk.cast.mia
        url = f"{ACME}/connectors/{desk.connector.id}/tools/{name}"
        return desk.cast.client(person).patch(url, {"scope": scope, "policy": "block"}, format="json")

    return change


GONE = (CallStatus.FAILED, "no_such_tool")
STOPPED = (CallStatus.CANCELLED, "")
BY_OWNER = (CallStatus.BLOCKED, "tool_blocked_by_organization")
BY_MEMBER = (CallStatus.BLOCKED, "tool_blocked_by_member")
# What people do; the call when it was done before the model was asked, and when it was done while the call waited.
ROWS: dict[str, tuple[Set, Outcome, Outcome]] = {
    "T2 an owner disables the connector": (_disable, GONE, (CallStatus.BLOCKED, "connector_not_enabled")),
    "T3 the member disconnects": (_disconnect, GONE, (CallStatus.AWAITING_CONNECTION, "connection_required")),
    "T4 P1 the chat moves into a public project": (_into_a_public_project, GONE, STOPPED),
    "T4 P3 somebody joins its project": (_into_a_shared_project, GONE, STOPPED),
    "T5 the connector is switched off": (_switch_off, GONE, (CallStatus.BLOCKED, "connector_off_in_conversation")),
    "T7 an owner blocks the tool": (_block("organization", "create_note"), BY_OWNER, BY_OWNER),
    "T7 an owner blocks writes": (_block("organization", "@write"), BY_OWNER, BY_OWNER),
    "T7 an owner blocks everything": (_block("organization", "*"), BY_OWNER, BY_OWNER),
    "T9 the member blocks the tool": (_block("member", "create_note"), BY_MEMBER, BY_MEMBER),
}
rows = pytest.mark.parametrize("row", ROWS)


def _ask(desk: Desk) -> Turn:
    desk.model.says([tool(NAME, text="milk")], [text("I can't.")])
    return desk.run(desk.ask())


def _the_call(desk: Desk, turn: Turn) -> ToolCall:
    (call,) = desk.calls(turn)
    return call


@rows
def test_what_people_forbid_is_neither_shown_nor_called(row: str, desk: Desk) -> None:
    forbid, (status, code), _ = ROWS[row]
    assert forbid(desk).status_code < 300
    turn = _ask(desk)
    assert NAME not in [offered["name"] for offered in desk.model.requests[0].get("tools", [])]
    call = _the_call(desk, turn)
    assert (call.status, call.error_code) == (status, code)
    assert desk.notebook.runs == []


@rows
def test_what_people_forbid_while_the_call_waits_is_not_called(row: str, desk: Desk) -> None:
    forbid, _, (status, code) = ROWS[row]
    turn = _ask(desk)
    url = f"{ACME}/tool-calls/{_the_call(desk, turn).id}/decision"
    assert forbid(desk).status_code < 300
    decided = desk.cast.client(desk.cast.mia).post(url, {"decision": "allow_once"}, format="json")
    assert decided.status_code == (409 if status == CallStatus.CANCELLED else 200)
    desk.run(turn)
    call = _the_call(desk, turn)
    assert (call.status, call.error_code) == (status, code)
    assert desk.notebook.runs == []
