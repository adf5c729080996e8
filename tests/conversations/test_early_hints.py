"""A worker hears of a turn before it is committed: its claim waits for the commit, and a rollback leaves nothing."""

import threading
import time
from collections.abc import Callable

import pytest
from django.db import connection
from redis.exceptions import RedisError

from conversations.models import Message, Turn, TurnStatus
from conversations.tasks import run_turn
from conversations.turns import start_turn
from organizations.tenancy import tenant
from tests.conversations.conftest import Desk
from tests.fakes.messages_api import text

WAIT_SECONDS = 15
WAITING = "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted)"


class RolledBack(Exception):
    """What ends a request after its message was written."""


def _until(holds: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + WAIT_SECONDS
    while not (found := holds()) and time.monotonic() < deadline:
        threading.Event().wait(0.01)
    return found


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(WAITING)
        return bool(cursor.fetchone()[0])


def _claimed_meanwhile(desk: Desk, turn: Turn) -> threading.Thread:
    """A worker that took the hint; returns when its claim waits for this transaction."""
    worker = threading.Thread(target=desk.engine.run_turn, args=(turn.organization_id, turn.id))
    worker.start()
    assert _until(_somebody_waits)
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


def test_the_first_words_leave_before_what_came_with_them(desk: Desk) -> None:
    desk.model.says([text("These words all come in one piece.")])
    turn = desk.run(desk.ask())
    first, *others = desk.told(turn, "text.delta")
    assert first["text"] == "These"
    assert "".join(each["text"] for each in others) == " words all come in one piece."
