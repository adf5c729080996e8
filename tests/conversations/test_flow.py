"""What came from one connector leaves through another only when a person looked at it (flow rules, tools-T10)."""

from typing import Any

import pytest

from connectors.models import Connector
from conversations.models import CallStatus, Provenance, TurnStatus
from conversations.turns import decide_tool_call
from tests import factories
from tests.connectors.rows import store_listing
from tests.conversations.conftest import Desk
from tests.fakes.messages_api import text, tool


def _second(desk: Desk, name: str = "Wiki", **policies: str) -> Connector:
    """Another connector with the same tools, on in the same chat."""
    connector = factories.make_connector(desk.cast.ada, name=name, url=desk.notebook.url)
    connection = factories.make_connection(connector, desk.cast.mia)
    factories.offer_tools(connector, connection, desk.notebook.url)
    factories.switch_on(desk.conversation, connector, connection)
    for tool_name, level in policies.items():
        factories.set_policy(connector, tool_name, level, desk.cast.mia)
    return connector


@pytest.fixture
def allowed_desk(desk: Desk) -> Desk:
    """Mia always allows notes to be written in the notebook."""
    factories.set_policy(desk.connector, "create_note", "allow", desk.cast.mia)
    return desk


def _write(words: str = "milk") -> dict[str, Any]:
    return tool("notebook__create_note", text=words)


def test_a_standing_allow_holds_while_only_the_same_connector_was_read(allowed_desk: Desk) -> None:
    allowed_desk.model.says([tool("notebook__list_notes")], [_write()], [text("Done.")])
    assert allowed_desk.run(allowed_desk.ask()).status == TurnStatus.COMPLETED
    assert allowed_desk.notebook.runs == ["list_notes", "create_note"]


@pytest.mark.parametrize("verification", ["custom", "community", "verified"])
def test_after_another_connector_was_read_the_write_asks_says_why_and_cannot_be_always_allowed(
    verification: str, allowed_desk: Desk
) -> None:
    wiki = _second(allowed_desk, list_notes="allow")
    if verification != "custom":
        reviewed = {"read_tools": ["list_notes"], "write_tools": ["create_note"], "verification": verification}
        listing = store_listing(slug="wiki", name="Wiki", server_url=allowed_desk.notebook.url, **reviewed)
        allowed_desk.inside(lambda: Connector.objects.filter(pk=wiki.pk).update(listing=listing))
    allowed_desk.model.says([tool("wiki__list_notes")], [_write("what the wiki said")], [text("Done.")])
    turn = allowed_desk.run(allowed_desk.ask())
    assert turn.status == TurnStatus.WAITING_APPROVAL
    assert allowed_desk.notebook.runs == ["list_notes"]
    call = allowed_desk.calls(turn)[-1]
    url = f"/api/v1/organizations/acme/tool-calls/{call.id}"
    mia = allowed_desk.cast.client(allowed_desk.cast.mia)
    approval = mia.get(url).json()["approval"]
    assert approval["why"]["code"] == "flow_asks"
    assert "content from Wiki" in approval["why"]["reason"]
    assert approval["may_always_allow"]["allowed"] is False
    refused = mia.post(f"{url}/decision", {"decision": "always_allow"}, format="json")
    assert (refused.status_code, refused.json()["code"]) == (403, "flow_asks")
    assert mia.post(f"{url}/decision", {"decision": "allow_once"}, format="json").status_code == 200
    assert allowed_desk.run(turn).status == TurnStatus.COMPLETED
    assert allowed_desk.notebook.notes[-1] == "what the wiki said"


def test_what_an_earlier_turn_read_counts_because_it_is_in_the_history(allowed_desk: Desk) -> None:
    _second(allowed_desk, list_notes="allow")
    allowed_desk.model.says([tool("wiki__list_notes")], [text("One.")], [_write()], [text("Done.")])
    allowed_desk.run(allowed_desk.ask("what is in the wiki?"))
    assert allowed_desk.run(allowed_desk.ask("write it down")).status == TurnStatus.WAITING_APPROVAL


def test_what_a_switched_off_connector_brought_in_counts_too(allowed_desk: Desk) -> None:
    _second(allowed_desk, list_notes="allow")
    allowed_desk.model.says([tool("wiki__list_notes")], [text("One.")], [_write()], [text("Done.")])
    allowed_desk.run(allowed_desk.ask("what is in the wiki?"))
    mia = allowed_desk.cast.client(allowed_desk.cast.mia)
    wiki = allowed_desk.inside(lambda: Connector.objects.get(name="Wiki"))
    url = f"/api/v1/organizations/acme/conversations/{allowed_desk.conversation.id}/connectors/{wiki.id}"
    assert mia.put(url, {"enabled": False}, format="json").status_code == 200
    assert allowed_desk.run(allowed_desk.ask("write it down")).status == TurnStatus.WAITING_APPROVAL


def test_reading_another_connector_needs_no_approval(allowed_desk: Desk) -> None:
    _second(allowed_desk, list_notes="allow")
    allowed_desk.model.says([tool("wiki__list_notes")], [tool("notebook__list_notes")], [text("Both.")])
    assert allowed_desk.run(allowed_desk.ask()).status == TurnStatus.COMPLETED


def test_a_read_and_a_write_of_one_step_are_decided_on_what_was_read_before(allowed_desk: Desk) -> None:
    _second(allowed_desk, list_notes="allow")
    allowed_desk.model.says([tool("wiki__list_notes"), _write()], [_write("again")], [text("Done.")])
    turn = allowed_desk.run(allowed_desk.ask())
    assert turn.status == TurnStatus.WAITING_APPROVAL
    assert [call.status for call in allowed_desk.calls(turn)] == [
        CallStatus.SUCCEEDED,
        CallStatus.SUCCEEDED,
        CallStatus.AWAITING_APPROVAL,
    ]


def test_always_allow_given_before_the_other_connector_was_read_does_not_carry_over(desk: Desk) -> None:
    _second(desk, list_notes="allow")
    desk.model.says([_write()], [text("Done.")])
    turn = desk.run(desk.ask())
    (call,) = desk.calls(turn)
    mia = desk.cast.actor(desk.cast.mia)
    desk.inside(lambda: decide_tool_call(actor=mia, call=call, decision="always_allow"))
    desk.run(turn)
    desk.model.says([tool("wiki__list_notes")], [_write("eggs")], [text("Done.")])
    assert desk.run(desk.ask()).status == TurnStatus.WAITING_APPROVAL
    assert desk.notebook.notes == ["first", "milk"]


def test_a_mark_that_comes_while_the_model_thinks_stops_the_call_that_was_decided_without_it(
    allowed_desk: Desk,
) -> None:
    """The statement that lets a call leave compares whose content there is, not only the rules."""
    from conversations.llm.records import ModelResponse

    wiki = _second(allowed_desk)
    journal, at = allowed_desk.claim(allowed_desk.ask(), "worker")
    assert at.next.access is not None
    allowed_desk.inside(
        lambda: Provenance.objects.create(
            organization=allowed_desk.cast.acme,
            conversation=allowed_desk.conversation,
            turn=journal.turn,
            connector=wiki,
        )
    )
    response = ModelResponse([_write() | {"id": "toolu_1"}], "tool_use", {})
    _, upcoming = allowed_desk.on_loop(journal.record_step(1, response, at.next.access))
    assert (upcoming.plans, upcoming.waiting) == ([], TurnStatus.WAITING_APPROVAL)
