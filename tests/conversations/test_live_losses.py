"""Whatever is lost between two events of a turn, each reader's picture is the database's, plus what is live.

A scripted turn of three steps, with a read, a write that waits for approval, and another read, is broken at each of its
events: the worker dies before it is told (and with it what was not sent yet), Valkey is emptied, or both.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db.models import F
from redis import Redis
from redis.exceptions import ConnectionError as ConnectionBroken

from conversations.events import reader
from conversations.events.publisher import Publisher
from conversations.events.wire import Command, Wire
from conversations.models import CallStatus, Turn, TurnStatus
from conversations.turns import decide_tool_call, settle_outcome
from tests import factories
from tests.conversations.conftest import Desk
from tests.conversations.stream_client import WAIT_SECONDS, Reading, Shown, in_database
from tests.fakes.messages_api import Pause, text, tool

ANSWERS = (
    [text("Let me look it up."), tool("notebook__list_notes", "toolu_a")],
    [
        text("I write it down."),
        tool("notebook__create_note", "toolu_b", text="x"),
        tool("notebook__list_notes", "toolu_c"),
    ],
    [text("Both are done.")],
)
# More events than the turn has: the last ones break nothing.
MOST_EVENTS = 40


class ByStep(list[Any]):
    """The model's answers by how far its history has come, so that a step can be asked for again."""

    def __init__(self, requests: list[dict[str, Any]]) -> None:
        super().__init__(ANSWERS)
        self._requests = requests

    def pop(self, _: Any = -1) -> Any:
        said = [each["role"] for each in self._requests[-1]["messages"]]
        return ANSWERS[said.count("assistant")]


class Killed(BaseException):
    """The worker is no more."""


class Loss:
    """What happens before the event of this number (among those of one kind, if it is named), once."""

    def __init__(self, number: int, *, kills: bool, empties: bool, among: str = "", mutes: bool = False) -> None:
        self.number, self.kills, self.empties, self.among, self.mutes = number, kills, empties, among, mutes
        self.seen = 0
        self.dead: set[Publisher] = set()

    @property
    def happened(self) -> bool:
        return self.seen > self.number

    def before(self, publisher: Publisher, event: str) -> None:
        if self.mutes and not self.happened:
            self.dead.add(publisher)
        if self.among not in ("", event):
            return
        self.seen += 1
        if self.seen != self.number + 1:
            return
        if self.empties:
            empty_valkey()
        if self.kills:
            self.dead.add(publisher)
            raise Killed


def empty_valkey() -> None:
    with Redis.from_url(django_settings.REDIS_URL) as client:
        client.flushdb()


@pytest.fixture
def losing(monkeypatch: pytest.MonkeyPatch) -> Callable[[Loss], None]:
    """Puts a loss in the way of what workers say."""
    queue, send = Publisher._queue, Publisher._send

    def install(loss: Loss) -> None:
        def queueing(self: Publisher, event: str, data: dict[str, Any]) -> None:
            loss.before(self, event)
            queue(self, event, data)

        async def sending(self: Publisher, events: list[Any]) -> None:
            if self not in loss.dead:
                await send(self, events)

        monkeypatch.setattr(Publisher, "_queue", queueing)
        monkeypatch.setattr(Publisher, "_send", sending)

    return install


@pytest.fixture(autouse=True)
def quick_pings(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(reader, "PING_SECONDS", 0.05)
    monkeypatch.setattr(reader, "START_MILLISECONDS", 5)
    yield


def goes_on(desk: Desk, turn: Turn) -> None:
    """One worker takes the turn as far as it comes, or a person does what it waits for."""
    if turn.status in (TurnStatus.QUEUED, TurnStatus.RUNNING):
        desk.inside(lambda: Turn.objects.filter(pk=turn.pk).update(leased_until=F("created_at")))
        with suppress(Killed):
            desk.engine.run_turn(turn.organization_id, turn.id)
        return
    mia = desk.cast.actor(desk.cast.mia)
    for call in desk.calls(turn):
        if call.status == CallStatus.AWAITING_APPROVAL:
            desk.inside(partial(decide_tool_call, actor=mia, call=call, decision="allow_once"))
        if call.status == CallStatus.UNKNOWN:
            desk.inside(partial(settle_outcome, actor=mia, call=call, outcome="happened"))


def fits(turn: Turn, *, half_told: bool) -> Callable[[Shown], bool]:
    """The database's picture; where a worker died in a step, with the words of that step that were heard."""
    blocks, status = in_database(turn)

    def fitting(shows: Shown) -> bool:
        heard, now = shows
        extra = heard[len(blocks) :]
        return (
            now == status
            and heard[: len(blocks)] == blocks
            and (not extra or (half_told and len(extra) == 1 and any(extra[0] in said(step) for step in ANSWERS)))
        )

    return fitting


def said(step: list[dict[str, Any]]) -> str:
    return "".join(block.get("text", "") for block in step)


def turn_with(desk: Desk, loss: Loss) -> None:
    """The whole turn, with readers from its start, from each calm on, and coming back again and again."""
    turn = desk.ask()
    first = Reading(turn)
    returning = Reading(turn)
    try:
        while not (turn := desk.again(turn)).is_final:
            goes_on(desk, turn)
            turn = desk.again(turn)
            if loss.empties and not loss.kills and not turn.is_final:
                empty_valkey()
            fitting = fits(turn, half_told=turn.status == TurnStatus.RUNNING)
            new = Reading(turn)
            try:
                for name, reading in (("first", first), ("returning", returning), ("new", new)):
                    shows = reading.client.shows
                    assert reading.comes_to(fitting), (loss.number, name, shows(), in_database(turn), turn.status)
            finally:
                new.close()
            returning.close()
            returning = Reading(turn, returning.client.last_id, returning.client)
    finally:
        first.close()
        returning.close()
    assert turn.status == TurnStatus.COMPLETED
    assert desk.answer(turn).text.endswith("Both are done.")


@pytest.mark.parametrize(
    "stride", [pytest.param(3, id="at every third event"), pytest.param(1, id="at each", marks=pytest.mark.campaign)]
)
@pytest.mark.parametrize(("kills", "empties"), [(True, False), (False, True), (True, True)])
def test_a_readers_picture_is_the_databases_whatever_was_lost(
    desk: Desk, losing: Callable[[Loss], None], kills: bool, empties: bool, stride: int
) -> None:
    desk.model.script = ByStep(desk.model.requests)
    number = 0
    while number < MOST_EVENTS:
        desk.conversation = factories.make_conversation(desk.cast.mia)
        factories.switch_on(desk.conversation, desk.connector, desk.connection)
        loss = Loss(number, kills=kills, empties=empties)
        losing(loss)
        turn_with(desk, loss)
        if not loss.happened:
            break
        number += stride
    assert 15 < number < MOST_EVENTS


def test_a_readers_picture_is_the_databases_where_all_is_said_twice(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A wire that breaks between Valkey's work and its answer: a line says the same again over a new one."""
    ask, has_said, twice = Wire.ask, set[Wire](), list[int]()

    async def breaking(self: Wire, *commands: Command) -> list[Any]:
        answers = await ask(self, *commands)
        if any(command[0] == "XADD" for command in commands):
            if self in has_said:
                twice.append(len(commands))
                self._end()
                raise ConnectionBroken
            has_said.add(self)
        return answers

    monkeypatch.setattr(Wire, "ask", breaking)
    desk.model.script = ByStep(desk.model.requests)
    turn_with(desk, Loss(MOST_EVENTS, kills=False, empties=False))
    assert len(twice) > 5 and max(twice) > 1


def test_what_a_dead_worker_did_not_tell_is_told_at_once_by_the_next(
    desk: Desk, losing: Callable[[Loss], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not only at the next ping: the next step's words must not stand without those before them."""
    monkeypatch.setattr(reader, "PING_SECONDS", 600.0)
    desk.model.says(ANSWERS[0], Pause("The notes", "are these."))
    turn = desk.ask()
    loss = Loss(0, kills=True, empties=False, among="tool_call.proposed", mutes=True)
    losing(loss)
    reading = Reading(turn)
    goes_on(desk, turn)
    assert loss.dead
    desk.inside(lambda: Turn.objects.update(leased_until=F("created_at")))
    worker = threading.Thread(target=desk.engine.run_turn, args=(turn.organization_id, turn.id))
    worker.start()
    try:
        assert desk.model.paused.wait(WAIT_SECONDS)
        assert reading.comes_to(lambda shows: shows[0][:1] == ["Let me look it up."] and len(shows[0]) > 1)
    finally:
        desk.model.go_on.set()
        worker.join(WAIT_SECONDS)
        reading.close()
