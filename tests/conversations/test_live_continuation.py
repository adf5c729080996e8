"""Words that go on where an answer was cut belong to the same block from their first character, for every reader."""

import threading
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings as django_settings
from redis import Redis

from conversations.engine.turn import model_step
from conversations.events import reader
from conversations.events.stream import stream_key
from conversations.models import Turn, TurnStatus
from conversations.turns import resume_turn
from tests.conversations.conftest import Desk
from tests.conversations.stream_client import WAIT_SECONDS, Reading
from tests.fakes.messages_api import Break, Failure, Pause, Stopped, text, tool

SAID = (["One, two, thr"], "running")


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "PING_SECONDS", 0.05)
    monkeypatch.setattr(model_step, "RETRY_SECONDS", 0)


@pytest.fixture
def going_on(desk: Desk) -> Iterator[Callable[[Turn], threading.Thread]]:
    """Lets a turn go on in a worker of its own, until the model pauses."""
    workers: list[threading.Thread] = []

    def go_on(turn: Turn) -> threading.Thread:
        desk.inside(lambda: resume_turn(actor=desk.cast.actor(desk.cast.mia), turn=desk.again(turn)))
        workers.append(threading.Thread(target=desk.engine.run_turn, args=(turn.organization_id, turn.id)))
        workers[-1].start()
        return workers[-1]

    yield go_on
    desk.model.go_on.set()
    for worker in workers:
        worker.join(WAIT_SECONDS)


def test_it_joins_for_who_watches_who_comes_and_who_comes_when_the_stream_is_lost(
    desk: Desk, going_on: Callable[[Turn], threading.Thread]
) -> None:
    desk.model.says(Stopped("max_tokens", text("One, tw")), Pause("o, thr", "ee."))
    turn = desk.run(desk.ask())
    worker = going_on(turn)
    readings = [Reading(turn)]
    assert desk.model.paused.wait(WAIT_SECONDS)
    assert readings[0].comes_to(lambda shows: shows == SAID)
    readings.append(Reading(turn))
    assert readings[1].comes_to(lambda shows: shows == SAID)
    readings.append(Reading(turn, readings[0].client.last_id, readings[0].client))
    assert readings[2].comes_to(lambda shows: shows == SAID)
    with Redis.from_url(django_settings.REDIS_URL) as redis:
        redis.delete(stream_key(turn.id))
    readings.append(Reading(turn))
    assert readings[3].comes_to(lambda shows: shows[0] == ["One, tw"])
    desk.model.go_on.set()
    worker.join(WAIT_SECONDS)
    for reading in readings:
        assert reading.comes_to(lambda shows: shows == (["One, two, three."], "completed"))
        reading.close()


@pytest.mark.parametrize(
    "kept",
    [
        [],
        [text("Looking."), tool("notebook__list_notes")],
        [tool("notebook__list_notes"), text("Looking.")],
    ],
    ids=["nothing", "words and a call", "a call and words"],
)
def test_only_what_was_cut_goes_on(
    desk: Desk, going_on: Callable[[Turn], threading.Thread], kept: list[dict[str, object]]
) -> None:
    """A step that failed before it said a word leaves nothing to go on from."""
    desk.model.says(*([kept] if kept else []), *[Failure(500, "api_error")] * 3, Pause("He", "re."))
    turn = desk.run(desk.ask())
    assert turn.status == TurnStatus.FAILED
    going_on(turn)
    reading = Reading(turn)
    assert desk.model.paused.wait(WAIT_SECONDS)
    assert reading.comes_to(lambda shows: shows[0][-1:] == ["He"] and len(shows[0]) == (3 if kept else 1))
    reading.close()


def test_it_joins_once_more_after_a_second_try_broke_off(
    desk: Desk, going_on: Callable[[Turn], threading.Thread]
) -> None:
    desk.model.says(*[Break("One, tw")] * 3, Break("lost"), Pause("o, thr", "ee."))
    turn = desk.run(desk.ask())
    going_on(turn)
    reading = Reading(turn)
    assert desk.model.paused.wait(WAIT_SECONDS)
    assert reading.comes_to(lambda shows: shows == SAID)
    reading.close()


def test_a_note_on_how_it_goes_on_stands_above_the_words_and_does_not_part_them(
    desk: Desk, going_on: Callable[[Turn], threading.Thread]
) -> None:
    refused = Failure(400, "invalid_request_error", "prompt is too long: 900000 tokens > 200000 maximum")
    # More than the tools weigh, which would be shortened too.
    desk.model.says([text("Hello. " * 2_000)])
    desk.run(desk.ask("the first"))
    desk.model.says(Stopped("max_tokens", text("One, tw")), refused, Pause("o, thr", "ee."))
    turn = desk.run(desk.ask("the second"))
    going_on(turn)
    reading = Reading(turn)
    assert desk.model.paused.wait(WAIT_SECONDS)
    assert reading.comes_to(lambda shows: shows[0][-1:] == ["One, two, thr"] and len(shows[0]) > 1)
    reading.close()
    desk.model.go_on.set()
    *notes, last = (kind for kind, _ in reading.client.blocks)
    assert (set(notes), last) == ({"note"}, "text"), reading.heard
