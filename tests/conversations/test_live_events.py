"""Live events over real HTTP: replay, follow, snapshot when the stream is gone, never for strangers."""

import json
import threading
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import httpx2
import pytest
from django.core.cache import cache
from redis import Redis

from conversations.events.reader import is_event_id
from conversations.events.stream import stream_key
from conversations.models import Turn
from tests.conversations.conftest import Desk
from tests.conversations.reading import WHO, token_of
from tests.fakes.messages_api import Pause, text, tool
from tests.fakes.serving import served

Event = tuple[str, dict[str, Any], str]
Heads = dict[str, str]
Who = Callable[[Any], Heads]


@pytest.fixture
def web(desk: Desk, settings: Any) -> Iterator[str]:
    """The product's own ASGI application on a free port."""
    from config.asgi import application

    settings.ALLOWED_HOSTS = ["*"]
    with served(application) as origin:
        yield origin.replace("127.0.0.1", "localhost")
    cache.clear()


@pytest.fixture(params=WHO)
def who(request: pytest.FixtureRequest) -> Who:
    """How the reader says who they are: everything holds for a browser and for a script."""
    return request.param  # type: ignore[no-any-return]


def _events(web: str, turn: Turn, reader: Heads, last_id: str = "", until: str = "turn.finished") -> list[Event]:
    headers = reader | ({"Last-Event-ID": last_id} if last_id else {})
    url = f"{web}/api/v1/organizations/acme/turns/{turn.id}/events"
    found: list[Event] = []
    with httpx2.stream("GET", url, headers=headers, timeout=10) as answer:
        assert answer.status_code == 200, answer.read()
        assert answer.headers["content-type"].startswith("text/event-stream")
        for fields in _blocks(answer.iter_lines()):
            found.append((fields["event"], json.loads(fields["data"]), fields.get("id", "")))
            if fields["event"] == until:
                break
    return found


def _blocks(lines: Iterator[str]) -> Iterator[dict[str, str]]:
    fields: dict[str, str] = {}
    for line in lines:
        if line and not line.startswith(":"):
            name, _, value = line.partition(": ")
            fields[name] = value
        elif not line and "event" in fields:
            yield fields
            fields = {}


def _names(events: list[Event]) -> list[str]:
    names = [name for name, _, _ in events]
    return [name for index, name in enumerate(names) if index == 0 or name != names[index - 1]]


def test_a_turn_is_replayed_from_its_start(desk: Desk, web: str, who: Who) -> None:
    desk.model.says([text("Let me look."), tool("notebook__list_notes")], [text("There is one.")])
    turn = desk.run(desk.ask())
    events = _events(web, turn, who(desk.cast.mia.user))
    assert _names(events) == [
        "turn.started",
        "text.delta",
        "tool_call.proposed",
        "tool_call.started",
        "tool_call.finished",
        "text.delta",
        "turn.finished",
    ]
    for step, words in ((1, "Let me look."), (2, "There is one.")):
        deltas = [data for name, data, _ in events if name == "text.delta" and data["step"] == step]
        joined = ""
        for delta in deltas:
            assert delta["offset"] == len(joined)
            joined += delta["text"]
        assert joined == words


@pytest.mark.parametrize("last_id", ["²-0", "5-¹", "٣-٤", "-", "1", "1-", "-1", f"{9**40}-0", "1-1-1"])
def test_what_is_no_id_of_an_event_is_not_read_as_one(last_id: str) -> None:
    assert (is_event_id(last_id), is_event_id("1795829844465-0")) == (False, True)


def test_the_answer_to_a_message_can_be_the_events_of_its_turn(
    desk: Desk, web: str, who: Who, queued: list[Any]
) -> None:
    desk.model.says([text("One two three.")])
    headers = who(desk.cast.mia.user) | {"Accept": "text/event-stream"}
    url = f"{web}/api/v1/organizations/acme/conversations/{desk.conversation.id}/messages"
    with httpx2.stream("POST", url, headers=headers, json={"text": "Count."}, timeout=10) as answer:
        assert (answer.status_code, answer.headers["content-type"]) == (202, "text/event-stream")
        blocks = _blocks(answer.iter_lines())
        first = next(blocks)
        sent = json.loads(first["data"])
        turn = desk.cast.acme.id, uuid.UUID(sent["turn"]["id"])
        threading.Thread(target=desk.engine.run_turn, args=turn).start()
        names = [first["event"], *(fields["event"] for fields in blocks)]
    assert names[0] == "message.sent"
    assert sent["message"]["content"] == [{"type": "text", "text": "Count."}]
    assert (names[1], names[-1]) == ("turn.started", "turn.finished")


def test_a_token_that_may_not_read_gets_no_events_with_its_message(desk: Desk, web: str, queued: list[Any]) -> None:
    """What `turns/{turn}/events` refuses it (accounts-A4); as JSON it may send the message."""
    desk.model.says([text("Not for you.")])
    headers = token_of(desk.cast.mia.user, scopes=["write"]) | {"Accept": "text/event-stream"}
    url = f"{web}/api/v1/organizations/acme/conversations/{desk.conversation.id}/messages"
    with httpx2.stream("POST", url, headers=headers, json={"text": "Count."}, timeout=10) as answer:
        if answer.status_code == 202:
            blocks = _blocks(answer.iter_lines())
            turn = desk.cast.acme.id, uuid.UUID(json.loads(next(blocks)["data"])["turn"]["id"])
            threading.Thread(target=desk.engine.run_turn, args=turn).start()
            assert "Not for you." not in "".join(fields["data"] for fields in blocks)
        assert answer.status_code == 403


def test_a_refused_message_is_a_problem_for_who_asked_for_events_too(desk: Desk, web: str, who: Who) -> None:
    headers = who(desk.cast.mia.user) | {"Accept": "text/event-stream"}
    url = f"{web}/api/v1/organizations/acme/conversations/{desk.conversation.id}/messages"
    answer = httpx2.post(url, headers=headers, json={"text": " "})
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")
    assert answer.json()["code"] == "invalid"


def test_a_repeated_key_gets_the_json_instead_of_a_second_turn(desk: Desk, web: str, who: Who) -> None:
    token = who(desk.cast.mia.user)
    headers = token | {"Accept": "text/event-stream", "Idempotency-Key": "once"}
    url = f"{web}/api/v1/organizations/acme/conversations/{desk.conversation.id}/messages"
    with httpx2.stream("POST", url, headers=headers, json={"text": "Count."}, timeout=10) as answer:
        blocks = _blocks(answer.iter_lines())
        sent = json.loads(next(blocks)["data"])
        # Its look into the database is over before the test empties the tables.
        assert next(blocks)["event"] == "snapshot"
    again = httpx2.post(url, headers=headers, json={"text": "Count."})
    assert (again.status_code, again.headers["content-type"]) == (202, "application/json")
    assert again.json()["turn"]["id"] == sent["turn"]["id"]


def test_a_client_that_comes_back_goes_on_after_its_last_event(desk: Desk, web: str, who: Who) -> None:
    desk.model.says([text("One two three.")])
    turn = desk.run(desk.ask())
    token = who(desk.cast.mia.user)
    events = _events(web, turn, token)
    rest = _events(web, turn, token, last_id=events[0][2])
    assert rest == events[1:]


def test_a_live_turn_is_followed_until_it_ends(desk: Desk, web: str, who: Who) -> None:
    desk.model.says(Pause("first half", "second half"))
    turn = desk.ask()
    thread = threading.Thread(target=desk.engine.run_turn, args=(turn.organization_id, turn.id))
    thread.start()
    assert desk.model.paused.wait(10)
    token = who(desk.cast.mia.user)
    assert _names(_events(web, turn, token, until="text.delta")) == ["turn.started", "text.delta"]
    desk.model.go_on.set()
    assert _events(web, turn, token)[-1][1]["status"] == "completed"
    thread.join(10)


def test_a_snapshot_stands_in_for_a_stream_that_is_gone(desk: Desk, web: str, who: Who) -> None:
    desk.model.says([text("Let me look."), tool("notebook__list_notes")], [text("There is one.")])
    turn = desk.run(desk.ask())
    _redis().delete(stream_key(turn.id))
    events = _events(web, turn, who(desk.cast.mia.user))
    assert _names(events) == ["snapshot", "turn.finished"]
    content = events[0][1]["content"]
    assert [block["type"] for block in content] == ["text", "tool_call", "text"]


def test_a_valkey_that_restarts_in_mid_turn_loses_no_text(desk: Desk, web: str, who: Who) -> None:
    desk.model.says(Pause("before ", "after"))
    turn = desk.ask()
    thread = threading.Thread(target=desk.engine.run_turn, args=(turn.organization_id, turn.id))
    thread.start()
    assert desk.model.paused.wait(10)
    token = who(desk.cast.mia.user)
    _events(web, turn, token, until="text.delta")
    _redis().flushdb()
    desk.model.go_on.set()
    thread.join(10)
    events = _events(web, turn, token)
    assert _names(events)[0] == "snapshot"
    assert events[0][1]["content"][-1]["text"].startswith("before ")
    assert desk.answer(turn).text.startswith("before ")


def test_a_stranger_and_a_colleague_get_404_and_nobody_401(desk: Desk, web: str, who: Who) -> None:
    turn = desk.ask()
    url = f"{web}/api/v1/organizations/acme/turns/{turn.id}/events"
    for person in (desk.cast.gus, desk.cast.max):
        headers = who(person.user)
        assert httpx2.get(url, headers=headers).status_code == 404
    assert httpx2.get(url).status_code == 401


def _redis() -> "Redis":
    from django.conf import settings

    return Redis.from_url(settings.REDIS_URL)
