"""Every click on every card that waits for something else, also twice, by others and after its chat is gone."""

from typing import Any

import pytest

from conversations.models import CallStatus, ToolCall
from tests.conversations.test_asking import ACCEPT, FIND, SAVE, SURE, Archive, archive

__all__ = ["archive"]
pytestmark = pytest.mark.django_db(transaction=True)
CLICKS: dict[str, tuple[str, Any]] = {
    "answer": ("input", {"answers": ACCEPT}),
    "allow": ("decision", {"decision": "allow_once"}),
    "always": ("decision", {"decision": "always_allow"}),
    "deny": ("decision", {"decision": "deny"}),
    "without": ("connection", {"decision": "go_on_without"}),
    "outcome": ("outcome", {"outcome": "happened"}),
}
# What each card that waits takes.
TAKES = {CallStatus.AWAITING_INPUT: {"answer"}, CallStatus.AWAITING_APPROVAL: {"allow", "always", "deny"}}
Card = tuple[Archive, ToolCall, CallStatus]


@pytest.fixture(params=TAKES)
def card(request: pytest.FixtureRequest, archive: Archive) -> Card:
    archive.server.rounds = [SURE]
    _, call = archive.begin(FIND if request.param == CallStatus.AWAITING_INPUT else SAVE)
    assert call.status == request.param
    return archive, call, request.param


def click(desk: Archive, call: ToolCall, name: str, *, by: Any = None) -> int:
    part, body = CLICKS[name]
    url = f"/api/v1/organizations/acme/tool-calls/{call.id}/{part}"
    answered = desk.cast.client(by or desk.cast.mia).post(url, body, format="json")
    return int(answered.status_code)


def test_a_card_refuses_the_clicks_of_other_cards_and_waits_on(card: Card) -> None:
    desk, call, status = card
    assert {click(desk, call, name) for name in CLICKS.keys() - TAKES[status]} == {409}
    desk.run(call.turn)
    assert desk.calls(call.turn)[0].status == status and desk.server.runs == []


def test_a_card_takes_one_click_once(card: Card) -> None:
    desk, call, status = card
    first, *others = sorted(TAKES[status])
    assert click(desk, call, first) == 200
    assert {click(desk, call, name) for name in (first, *others)} == {409}
    desk.run(call.turn)
    assert len(desk.server.runs) <= 1


def test_others_and_owners_find_no_card(card: Card) -> None:
    desk, call, status = card
    for who in (desk.cast.max, desk.cast.ada):
        assert {click(desk, call, name, by=who) for name in CLICKS} == {404}
    assert desk.calls(call.turn)[0].status == status


@pytest.mark.parametrize("ended", ["stopped", "deleted", "both"])
def test_nothing_is_clicked_after_the_end(card: Card, ended: str) -> None:
    desk, call, _ = card
    mia = desk.cast.client(desk.cast.mia)
    if ended != "deleted":
        mia.post(f"/api/v1/organizations/acme/turns/{call.turn_id}/cancellation")
    if ended != "stopped":
        mia.delete(f"/api/v1/organizations/acme/conversations/{desk.conversation.id}")
    assert {click(desk, call, name) for name in CLICKS} == {409 if ended == "stopped" else 404}
    desk.run(call.turn)
    assert desk.server.runs == []


def test_a_connector_that_goes_away_while_its_card_waits_runs_nothing(card: Card) -> None:
    desk, call, status = card
    gone = desk.cast.client(desk.cast.ada).delete(f"/api/v1/organizations/acme/connectors/{desk.connector.id}")
    assert gone.status_code in (200, 204)
    assert click(desk, call, "answer" if status == CallStatus.AWAITING_INPUT else "allow") < 500
    turn = desk.run(call.turn)
    assert desk.server.runs == [] and desk.calls(turn)[0].status != CallStatus.SUCCEEDED
