"""A chat that is deleted between finding it and working on it is not there: 404, and nothing is half written."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections, transaction

from conversations.chats import (
    delete_conversation,
    move_conversation,
    rename_conversation,
    set_tool_access,
    toggle_off,
    toggle_on,
)
from conversations.models import Approval, ConnectorToggle, Conversation, Message, Share, ToolCall, Turn
from conversations.sharing import share_conversation
from conversations.turns import decide_tool_call, resume_turn, settle_outcome, start_turn
from organizations.audit import Actor
from organizations.models import AuditEvent
from organizations.refusals import Missing
from organizations.tenancy import tenant
from tests import factories
from tests.conversations.conftest import Desk
from tests.fakes.messages_api import text, tool

WAIT_SECONDS = 10
Act = Callable[[Desk, Actor, Conversation, ToolCall], Any]
ACTS: dict[str, Act] = {
    "a message": lambda _, mia, chat, __: start_turn(actor=mia, conversation=chat, text="hello"),
    "try again": lambda _, mia, __, call: resume_turn(actor=mia, turn=call.turn),
    "a decision": lambda _, mia, __, call: decide_tool_call(actor=mia, call=call, decision="allow_once"),
    "always allow": lambda _, mia, __, call: decide_tool_call(actor=mia, call=call, decision="always_allow"),
    "an outcome": lambda _, mia, __, call: settle_outcome(actor=mia, call=call, outcome="retry"),
    "a connector on": lambda desk, mia, chat, _: toggle_on(actor=mia, conversation=chat, connector=desk.connector),
    "a connector off": lambda desk, mia, chat, _: toggle_off(actor=mia, conversation=chat, connector=desk.connector),
    "a link": lambda _, mia, chat, __: share_conversation(actor=mia, conversation=chat, audience="organization"),
    "a title": lambda _, mia, chat, __: rename_conversation(actor=mia, conversation=chat, title="New"),
    "tool access": lambda _, mia, chat, __: set_tool_access(actor=mia, conversation=chat, tool_access="always"),
    "a move": lambda _, mia, chat, __: move_conversation(actor=mia, conversation=chat, project=None),
}
TABLES = (Turn, Message, ToolCall, Approval, ConnectorToggle, Share)


def written() -> list[Any]:
    """All rows that a person's act could change."""
    return [list(model.objects.order_by("pk").values()) for model in (*TABLES, Conversation)]


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_what_comes_after_the_deletion_finds_nothing_and_writes_nothing(desk: Desk, act: Act) -> None:
    desk.model.says([tool("notebook__create_note", text="milk")])
    turn = desk.run(desk.ask())
    (call,) = desk.calls(turn)
    mia = desk.cast.actor(desk.cast.mia)
    chat = desk.inside(lambda: Conversation.objects.select_related("project", "organization").get())
    desk.inside(lambda: delete_conversation(actor=mia, conversation=Conversation.objects.get()))
    factories.make_conversation(desk.cast.mia)
    before = desk.inside(written), desk.inside(AuditEvent.objects.count)
    with pytest.raises(Missing):
        desk.inside(lambda: act(desk, mia, chat, call))
    assert (desk.inside(written), desk.inside(AuditEvent.objects.count)) == before


@pytest.mark.parametrize("act", ["a message", "a title", "a connector on"])
@pytest.mark.parametrize("deletes", [True, False], ids=["deleted", "not deleted after all"])
def test_what_is_done_waits_for_a_deletion_that_is_under_way(desk: Desk, deletes: bool, act: str) -> None:
    mia = desk.cast.actor(desk.cast.mia)
    chat = desk.inside(lambda: Conversation.objects.get())
    outcome: list[Any] = []

    def do() -> None:
        try:
            with tenant(desk.cast.acme.id):
                ACTS[act](desk, mia, chat, ToolCall())
            outcome.append("done")
        except Missing as missing:
            outcome.append(type(missing))
        finally:
            connections.close_all()

    doing = threading.Thread(target=do)
    with tenant(desk.cast.acme.id):
        delete_conversation(actor=mia, conversation=Conversation.objects.get())
        doing.start()
        doing.join(0.3)
        assert outcome == []
        if not deletes:
            transaction.set_rollback(True)
    doing.join(WAIT_SECONDS)
    assert outcome == ([Missing] if deletes else ["done"])
    assert desk.inside(Turn.objects.count) == (1 if act == "a message" and not deletes else 0)


def test_a_deletion_stops_the_turn_that_began_a_moment_before(desk: Desk) -> None:
    desk.model.says([text("x")])
    turn = desk.ask()
    mia = desk.cast.actor(desk.cast.mia)
    desk.inside(lambda: delete_conversation(actor=mia, conversation=Conversation.objects.get()))
    assert desk.again(turn).status == "cancelled"


def test_the_person_gets_404_for_a_message_to_a_chat_that_was_deleted_at_that_moment(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    from conversations import turns

    allowed = turns.must_be_allowed

    def deleted_now(conversation: Conversation) -> None:
        allowed(conversation)
        Conversation.objects.filter(pk=conversation.pk).update(deleted_at="2026-01-01T00:00:00Z")

    monkeypatch.setattr(turns, "must_be_allowed", deleted_now)
    url = f"/api/v1/organizations/acme/conversations/{desk.conversation.id}/messages"
    answer = desk.cast.client(desk.cast.mia).post(url, {"text": "hello"}, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert desk.inside(Message.objects.count) == 0
