"""A server that asks before it acts: the person answers on the card, and the call goes on (MRTR of 2026-07-28)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import mcp_types
import pytest
from django.db.models import F
from django.utils import timezone

from connectors.models import Connection
from conversations.engine.turn.runtime import Runtime
from conversations.engine.turn.sweep import end_waits, overdue_waits, turns_to_poke
from conversations.models import Approval, CallStatus, ToolCall, Turn, TurnStatus
from organizations.models import AuditEvent
from tests import factories
from tests.cast import Cast
from tests.conversations.conftest import Desk
from tests.fakes.asking_server import AskingServer, address, asking_server, form
from tests.fakes.messages_api import MessagesApi, text, tool

pytestmark = pytest.mark.django_db(transaction=True)
FIND, SAVE = tool("archive__find", text="milk"), tool("archive__save", text="milk")
SURE = {"sure": form("Save “TEXT” for good?")}
YES_OR_NO = {"sure": form("Save “TEXT” for good?", sure={"type": "boolean", "title": "Yes"})}
DETAILS = {
    "details": form(
        "Where to?",
        ("folder", "copies"),
        folder={"type": "string", "enum": ["a", "b"], "enumNames": ["Mine", "Ours"]},
        copies={"type": "integer", "minimum": 1, "maximum": 3, "default": 1},
        note={"type": "string", "maxLength": 5},
    )
}
ACCEPT = {"sure": {"action": "accept"}}


@dataclass
class Archive(Desk):
    """The desk with a server that asks."""

    server: AskingServer

    def answer(self, call: ToolCall, answers: dict[str, Any]) -> Any:
        """Mia says this on the card."""
        url = f"/api/v1/organizations/acme/tool-calls/{call.id}/input"
        return self.cast.client(self.cast.mia).post(url, {"answers": answers}, format="json")

    def decide(self, call: ToolCall, decision: str = "allow_once", **more: Any) -> Any:
        """Mia decides on the approval's card."""
        url = f"/api/v1/organizations/acme/tool-calls/{call.id}/decision"
        return self.cast.client(self.cast.mia).post(url, {"decision": decision, **more}, format="json")

    def begin(self, *blocks: dict[str, Any]) -> tuple[Turn, ToolCall]:
        """The model calls these tools; the turn as it then waits, and its first call."""
        self.model.says(list(blocks), [text("Done.")])
        turn = self.run(self.ask())
        return turn, self.calls(turn)[0]

    def shown(self, turn: Turn) -> dict[str, Any]:
        """The first call as the API shows it."""
        found = self.cast.client(self.cast.mia).get(f"/api/v1/organizations/acme/turns/{turn.id}").json()
        call: dict[str, Any] = found["tool_calls"][0]
        return call


@pytest.fixture
def archive(transactional_db: None, cast: Cast, model: MessagesApi, engine: Any, settings: Any) -> Iterator[Archive]:
    with asking_server() as server:
        settings.EGRESS_ALLOW = [server.allowed]
        connector = factories.make_connector(cast.ada, name="Archive", url=server.url)
        connection = factories.make_connection(connector, cast.mia, account="mia@archive")
        factories.offer_tools(connector, connection, server.url)
        factories.set_policy(connector, "find", "allow", cast.mia)
        conversation = factories.make_conversation(cast.mia)
        factories.switch_on(conversation, connector, connection)
        runtime: Runtime = engine()
        yield Archive(cast, model, server, connector, connection, conversation, runtime, server)  # type: ignore[arg-type]


def test_a_form_waits_for_its_answer_and_the_call_goes_on_with_it(archive: Archive) -> None:
    archive.server.rounds = [DETAILS]
    turn, call = archive.begin(FIND)
    assert (turn.status, turn.leased_by, call.status) == (TurnStatus.WAITING_INPUT, "", CallStatus.AWAITING_INPUT)
    assert (turn.organization_id, turn.id) not in turns_to_poke()
    assert [one["status"] for one in archive.told(turn, "turn.waiting")] == ["waiting_input"]
    (told,) = archive.told(turn, "tool_call.awaiting_input")
    wanted = archive.shown(turn)["input_wanted"]
    assert told["tool_call"]["input_wanted"] == wanted and "state" not in wanted
    (question,) = wanted["questions"]
    assert (question["kind"], question["message"]) == ("form", "Where to?")
    folder, copies, note = question["fields"]
    assert folder["options"] == [{"value": "a", "title": "Mine"}, {"value": "b", "title": "Ours"}]
    assert (copies["kind"], copies["default"], copies["least"], copies["most"]) == ("integer", 1, 1, 3)
    assert (folder["required"], note["required"], note["most"]) == (True, False, 5)
    said = {"details": {"action": "accept", "content": {"folder": "b", "copies": 2}}}
    assert archive.answer(call, said).json()["input_wanted"] is None
    assert archive.run(turn).status == TurnStatus.COMPLETED
    (heard,) = archive.server.heard
    assert (heard["details"]["action"], heard["details"]["content"]) == ("accept", {"folder": "b", "copies": 2})
    assert archive.server.runs == ["find milk"]
    (call,) = archive.calls(turn)
    assert (call.status, call.input_wanted) == (CallStatus.SUCCEEDED, None)


@pytest.mark.parametrize(
    ("content", "field"),
    [
        ({}, "folder"),
        ({"folder": "c", "copies": 1}, "folder"),
        ({"folder": "a", "copies": 4}, "copies"),
        ({"folder": "a", "copies": 1.5}, "copies"),
        ({"folder": "a", "copies": True}, "copies"),
        ({"folder": "a", "copies": 1, "note": "longer"}, "note"),
        ({"folder": "a", "copies": 1, "more": "x"}, "details"),
    ],
)
def test_what_does_not_fit_the_form_is_refused_at_its_field(archive: Archive, content: Any, field: str) -> None:
    archive.server.rounds = [DETAILS]
    turn, call = archive.begin(FIND)
    answer = archive.answer(call, {"details": {"action": "accept", "content": content}})
    assert (answer.status_code, [one["field"] for one in answer.json()["errors"]]) == (400, [field])
    assert archive.again(turn).status == TurnStatus.WAITING_INPUT


@pytest.mark.parametrize(
    "said", [{}, {"other": {"action": "accept"}}, {"details": {"action": "maybe"}}, {"details": 1}]
)
def test_each_question_is_answered_and_nothing_else(archive: Archive, said: Any) -> None:
    archive.server.rounds = [DETAILS]
    _, call = archive.begin(FIND)
    assert archive.answer(call, said).status_code == 400


@pytest.mark.parametrize("action", ["decline", "cancel"])
def test_a_refusal_is_told_to_the_server_which_decides_what_becomes_of_the_call(archive: Archive, action: str) -> None:
    archive.server.rounds = [DETAILS]
    turn, call = archive.begin(FIND)
    archive.answer(call, {"details": {"action": action, "content": {"folder": "a"}}})
    assert archive.run(turn).status == TurnStatus.COMPLETED
    assert archive.server.heard == [{"details": {"action": action}}]
    assert archive.answer(call, {"details": {"action": action}}).json()["code"] == "not_waiting"


def test_a_second_tab_does_not_answer_again_before_the_worker_has_taken_the_first(archive: Archive) -> None:
    archive.server.rounds = [SURE]
    turn, call = archive.begin(FIND)
    assert archive.answer(call, ACCEPT).status_code == 200
    again = archive.answer(call, {"sure": {"action": "decline"}})
    assert (again.status_code, again.json()["code"]) == (409, "not_waiting")
    assert archive.run(turn).status == TurnStatus.COMPLETED
    assert [each["sure"]["action"] for each in archive.server.heard] == ["accept"]


def test_several_rounds_are_answered_one_after_the_other(archive: Archive) -> None:
    archive.server.rounds = [SURE, {}, DETAILS]
    turn, call = archive.begin(FIND)
    archive.answer(call, ACCEPT)
    turn = archive.run(turn)
    # A round without questions needs nobody.
    assert (turn.status, archive.shown(turn)["input_wanted"]["round"]) == (TurnStatus.WAITING_INPUT, 3)
    archive.answer(call, {"details": {"action": "accept", "content": {"folder": "a", "copies": 1}}})
    assert archive.run(turn).status == TurnStatus.COMPLETED
    assert (archive.server.runs, archive.server.calls) == (["find milk"], 4)


def test_a_server_that_asks_for_ever_is_given_up(archive: Archive) -> None:
    archive.server.rounds = [{}] * 20
    turn, call = archive.begin(FIND)
    assert (turn.status, call.error_code) == (TurnStatus.COMPLETED, "asks_too_often")
    assert archive.server.calls == 9 and archive.server.runs == []


def test_an_address_is_shown_with_its_host_and_accepted_without_content(archive: Archive) -> None:
    archive.server.rounds = [{"pay": address("Pay first.", "https://pay.example:8443/x?y=1")}]
    turn, call = archive.begin(FIND)
    (question,) = archive.shown(turn)["input_wanted"]["questions"]
    assert (question["kind"], question["host"]) == ("url", "pay.example:8443")
    archive.answer(call, {"pay": {"action": "accept"}})
    archive.run(turn)
    assert archive.server.heard == [{"pay": {"action": "accept"}}]


@pytest.mark.parametrize(
    "question",
    [
        address("Pay first.", "http://pay.example/x"),
        address("Pay first.", "javascript:alert(1)"),
        address("Pay first.", "https://bank.example@evil.example/"),
        form("A thing", thing={"type": "object"}),
        mcp_types.CreateMessageRequest(
            params=mcp_types.CreateMessageRequestParams(messages=[], max_tokens=1),
        ),
    ],
)
def test_what_nobody_can_be_asked_ends_the_call_in_words(archive: Archive, question: Any) -> None:
    archive.server.rounds = [{"odd": question}]
    turn, call = archive.begin(FIND)
    assert (turn.status, call.status) == (TurnStatus.COMPLETED, CallStatus.FAILED)
    assert "asks for more input than Switchboard can give" in call.error_message
    assert archive.server.runs == []


def test_roots_are_answered_with_none_and_ask_nobody(archive: Archive) -> None:
    archive.server.rounds = [{"roots": mcp_types.ListRootsRequest()}]
    turn, call = archive.begin(FIND)
    assert (turn.status, call.status) == (TurnStatus.COMPLETED, CallStatus.SUCCEEDED)
    assert archive.server.heard == [{"roots": {"roots": []}}]


# One prompt, not two.


def known_to_ask(archive: Archive, rounds: Any = None) -> ToolCall:
    """The second call of a write whose server asked at the first, as it waits for an approval."""
    archive.server.rounds = [SURE if rounds is None else rounds]
    turn, call = archive.begin(SAVE)
    archive.decide(call)
    turn = archive.run(turn)
    assert turn.status == TurnStatus.WAITING_INPUT, "the first time nobody knows that it asks"
    archive.answer(call, {"sure": {"action": "accept", "content": {}}})
    assert archive.run(turn).status == TurnStatus.COMPLETED
    archive.server.heard.clear()
    _, call = archive.begin(tool("archive__save", text="eggs"))
    assert call.status == CallStatus.AWAITING_APPROVAL
    return call


@pytest.mark.parametrize("rounds", [SURE, YES_OR_NO])
def test_an_approval_answers_the_servers_own_question_when_its_card_showed_it(archive: Archive, rounds: Any) -> None:
    call = known_to_ask(archive, rounds)
    assert archive.shown(call.turn)["approval"]["service_asks"] == "Save “eggs” for good?"
    archive.decide(call)
    assert archive.run(call.turn).status == TurnStatus.COMPLETED
    (heard,) = archive.server.heard
    assert heard["sure"]["action"] == "accept"
    assert heard["sure"]["content"] == ({} if rounds is SURE else {"sure": True})
    assert archive.server.runs == ["save milk", "save eggs"]


def other_words(archive: Archive, call: ToolCall) -> None:
    archive.server.rounds = [{"sure": form("Delete everything, and then save “TEXT”?")}]


def with_fields(archive: Archive, call: ToolCall) -> None:
    archive.server.rounds = [{"sure": form("Save “TEXT” for good?", name={"type": "string"})}]


def with_a_box_for_more(archive: Archive, call: ToolCall) -> None:
    more = {"type": "boolean", "title": "And delete all others"}
    archive.server.rounds = [{"sure": form("Save “TEXT” for good?", more=more)}]


def with_a_box_that_explains(archive: Archive, call: ToolCall) -> None:
    more = {"type": "boolean", "title": "Yes", "description": "Everybody on the internet will see it."}
    archive.server.rounds = [{"sure": form("Save “TEXT” for good?", more=more)}]


def two_questions(archive: Archive, call: ToolCall) -> None:
    archive.server.rounds = [{**SURE, "again": form("Save “eggs” for good?")}]


def second_round(archive: Archive, call: ToolCall) -> None:
    archive.server.rounds = [{}, SURE]


def long_ago(archive: Archive, call: ToolCall) -> None:
    archive.inside(lambda: Approval.objects.update(decided_at=F("decided_at") - timedelta(seconds=61)))


@pytest.mark.parametrize(
    "change",
    [
        *(other_words, with_fields, with_a_box_for_more, with_a_box_that_explains),
        *(two_questions, second_round, long_ago),
    ],
)
def test_an_approval_answers_nothing_else(archive: Archive, change: Any) -> None:
    call = known_to_ask(archive)
    archive.decide(call)
    change(archive, call)
    turn = archive.run(call.turn)
    assert turn.status == TurnStatus.WAITING_INPUT
    assert archive.server.runs == ["save milk"] and archive.server.heard == []


@pytest.mark.parametrize("words", ["Save “TEXT” for good?", "Are you sure?"])
def test_edited_arguments_are_not_what_the_card_asked_about(archive: Archive, words: str) -> None:
    call = known_to_ask(archive, {"sure": form(words)})
    archive.decide(call, arguments={"text": "gold"})
    assert archive.run(call.turn).status == TurnStatus.WAITING_INPUT
    assert archive.server.runs == ["save milk"]


def test_a_tool_that_asks_no_more_is_not_said_to(archive: Archive) -> None:
    call = known_to_ask(archive)
    archive.server.rounds = []
    archive.decide(call)
    archive.run(call.turn)
    _, call = archive.begin(tool("archive__save", text="ham"))
    assert archive.shown(call.turn)["approval"]["service_asks"] == ""


def test_what_a_server_asked_is_shown_to_nobody_else(archive: Archive) -> None:
    known_to_ask(archive)
    other = factories.make_connection(archive.connector, archive.cast.max)
    assert archive.inside(lambda: Connection.objects.get(pk=other.pk)).confirmations == {}


# Ends.


def test_a_question_that_nobody_answers_ends_the_call(archive: Archive) -> None:
    archive.server.rounds = [SURE]
    turn, call = archive.begin(FIND)
    assert timedelta(minutes=14) < call.waits_until - timezone.now() <= timedelta(minutes=15)
    archive.inside(lambda: ToolCall.objects.update(waits_until=timezone.now()))
    assert archive.answer(call, ACCEPT).json()["code"] == "not_answered"
    assert overdue_waits() == [(turn.organization_id, turn.id)]
    end_waits(turn.organization_id, turn.id)
    assert archive.run(turn).status == TurnStatus.COMPLETED
    (call,) = archive.calls(turn)
    assert (call.status, call.error_code, call.input_wanted) == (CallStatus.FAILED, "not_answered", None)


def test_stop_ends_a_question(archive: Archive) -> None:
    archive.server.rounds = [SURE]
    turn, call = archive.begin(FIND)
    archive.cast.client(archive.cast.mia).post(f"/api/v1/organizations/acme/turns/{turn.id}/cancellation")
    (call,) = archive.calls(turn)
    assert (archive.again(turn).status, call.status) == (TurnStatus.CANCELLED, CallStatus.CANCELLED)
    assert (call.input_wanted, archive.answer(call, ACCEPT).json()["code"]) == (None, "not_waiting")


def test_what_an_owner_blocks_while_the_question_waits_does_not_run(archive: Archive) -> None:
    archive.server.rounds = [SURE]
    turn, call = archive.begin(FIND)
    factories.set_policy(archive.connector, "find", "block")
    archive.answer(call, ACCEPT)
    archive.run(turn)
    (call,) = archive.calls(turn)
    assert (call.status, call.error_code) == (CallStatus.BLOCKED, "tool_blocked_by_organization")
    assert archive.server.runs == []


def test_an_answer_given_in_time_keeps_the_approval_alive(archive: Archive) -> None:
    archive.server.rounds = [SURE]
    turn, call = archive.begin(SAVE)
    archive.decide(call)
    turn = archive.run(turn)
    archive.inside(lambda: Approval.objects.update(decided_at=F("decided_at") - timedelta(minutes=16)))
    archive.answer(call, ACCEPT)
    assert archive.run(turn).status == TurnStatus.COMPLETED
    assert archive.server.runs == ["save milk"]


def test_only_its_member_answers(archive: Archive) -> None:
    archive.server.rounds = [SURE]
    turn, call = archive.begin(FIND)
    url = f"/api/v1/organizations/acme/tool-calls/{call.id}/input"
    assert archive.cast.client(archive.cast.max).post(url, {"answers": ACCEPT}, format="json").status_code == 404
    assert archive.again(turn).status == TurnStatus.WAITING_INPUT


def test_the_log_says_that_it_was_asked_and_answered_without_the_words(archive: Archive) -> None:
    archive.server.rounds = [DETAILS]
    turn, call = archive.begin(FIND)
    archive.answer(call, {"details": {"action": "decline"}})
    archive.run(turn)
    events = archive.inside(lambda: list(AuditEvent.objects.filter(subject_type="toolcall").order_by("at")))
    assert [event.action for event in events] == ["tool_call.asked", "tool_call.answered", "tool_call.executed"]
    assert events[1].data == {"actions": ["decline"]}
