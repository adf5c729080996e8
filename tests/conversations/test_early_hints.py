"""A worker hears of a turn before it is committed: its claim waits for the commit, and a rollback leaves nothing."""

import threading

import pytest
from django.db import connection
from redis.exceptions import RedisError

from conversations.engine.database import CONNECTIONS
from conversations.models import Conversation, Message, Turn, TurnStatus
from conversations.tasks import run_turn
from conversations.turns import start_turn
from organizations.tenancy import tenant
from tests import factories
from tests.conversations.conftest import Desk
from tests.fakes.messages_api import text
from tests.local.conftest import eventually

WAIT_SECONDS = 15
# Less than a claim waits.
SOON_SECONDS = 0.7
WAITING = "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted)"


class RolledBack(Exception):
    """What ends a request after its message was written."""


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(WAITING)
        return bool(cursor.fetchone()[0])


def _claimed_meanwhile(desk: Desk, turn: Turn) -> threading.Thread:
    """A worker that took the hint; returns when its claim waits for this transaction."""
    worker = threading.Thread(target=desk.engine.run_turn, args=(turn.organization_id, turn.id))
    worker.start()
    assert eventually(_somebody_waits)
    return worker


def _ask(desk: Desk) -> Turn:
    return start_turn(actor=desk.cast.actor(desk.cast.mia), conversation=desk.conversation, text="hello")[1]


def test_a_claim_waits_for_the_commit_and_takes_the_turn(desk: Desk) -> None:
    desk.model.says([text("Hello.")])
    with tenant(desk.cast.acme.id):
        turn = _ask(desk)
        worker = _claimed_meanwhile(desk, turn)
    worker.join(WAIT_SECONDS)
    assert (desk.again(turn).status, desk.answer(turn).text) == (TurnStatus.COMPLETED, "Hello.")


def test_a_claim_finds_nothing_where_the_message_was_rolled_back(desk: Desk) -> None:
    with pytest.raises(RolledBack), tenant(desk.cast.acme.id):
        worker = _claimed_meanwhile(desk, _ask(desk))
        raise RolledBack
    worker.join(WAIT_SECONDS)
    assert not worker.is_alive()
    assert desk.inside(lambda: (Turn.objects.count(), Message.objects.count())) == (0, 0)
    assert desk.model.requests == []


def test_turns_that_run_go_on_while_many_claims_wait_for_commits(desk: Desk) -> None:
    desk.model.says([text("Done.")])
    running = desk.ask()
    chats = [factories.make_conversation(desk.cast.mia) for _ in range(CONNECTIONS)]
    with tenant(desk.cast.acme.id):
        for chat in chats:
            turn = start_turn(actor=desk.cast.actor(desk.cast.mia), conversation=chat, text="hello")[1]
            desk.engine.begin(turn.organization_id, turn.id, at_most=64, begun=lambda: None)
        assert eventually(_somebody_waits)
        worker = threading.Thread(target=desk.engine._wait, args=(_a_statement(desk, running),))
        worker.start()
        worker.join(SOON_SECONDS)
        assert not worker.is_alive()


async def _a_statement(desk: Desk, turn: Turn) -> None:
    """What a running turn asks of PostgreSQL."""
    statements = desk.engine._resources.database.statements
    await statements.call_function(turn.organization_id, "contents_of", turn.conversation_id)


def test_a_question_follows_the_last_message_whatever_its_request_had_read(desk: Desk) -> None:
    desk.model.says([text("First answer.")], [text("Second answer.")])
    read_before = desk.inside(lambda: Conversation.objects.get(pk=desk.conversation.pk))
    first = desk.run(desk.ask())
    with tenant(desk.cast.acme.id):
        question, turn = start_turn(actor=desk.cast.actor(desk.cast.mia), conversation=read_before, text="and now?")
    assert question.parent_id == desk.answer(first).pk
    assert desk.inside(lambda: Message.objects.get(pk=question.pk).parent_id) == desk.answer(first).pk
    desk.run(turn)
    said = [message["content"] for message in desk.model.requests[-1]["messages"]]
    assert len(said) == 3


def test_the_hint_leaves_before_the_commit(desk: Desk, queued: list[tuple[str, ...]]) -> None:
    with tenant(desk.cast.acme.id):
        turn = _ask(desk)
        assert queued == [(str(turn.organization_id), str(turn.id))]


def test_a_queue_that_refuses_fails_no_message(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: str) -> None:
        raise RedisError

    monkeypatch.setattr(run_turn, "delay", refuse)
    with tenant(desk.cast.acme.id):
        turn = _ask(desk)
    assert desk.again(turn).status == TurnStatus.QUEUED
