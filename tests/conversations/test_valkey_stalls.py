"""A Valkey that accepts connections and answers nothing holds no request up: what was committed is answered soon."""

import time
from collections.abc import Iterator
from typing import Any

import httpx2
import kombu.pools
import pytest
from celery import current_app
from django.core.cache import cache

from config.env import celery_broker
from connectors.accounts.disconnect import disconnect
from conversations.engine.turn.runtime import Runtime
from conversations.engine.turn.sweep import turns_to_poke
from conversations.events import stream
from conversations.models import CallStatus, Turn, TurnStatus
from conversations.tasks import run_turn
from organizations.enqueueing import forget_outage
from tests.conversations.conftest import Desk
from tests.conversations.reading import WHO
from tests.fakes.messages_api import text, tool
from tests.fakes.serving import served
from tests.fakes.stalled_valkey import StalledValkey, stalled_valkey

# Two or three seconds, on a machine that does many other things too; without deadlines it is forty, or for ever.
SOON = 10.0
DELAY = run_turn.delay
EVENTS = {"Accept": "text/event-stream"}


@pytest.fixture
def queue(monkeypatch: pytest.MonkeyPatch, queued: list[Any]) -> None:
    """The real queue, which other tests have not."""
    monkeypatch.setattr(run_turn, "delay", DELAY)


@pytest.fixture(params=["from the start", "after it had answered"])
def valkey(request: pytest.FixtureRequest, queue: None, settings: Any, desk: Desk) -> Iterator[StalledValkey]:
    """It stands still before the first word, or with connections that had been good."""
    real = settings.REDIS_URL
    with stalled_valkey(real) as valkey:
        _use(settings, valkey.url)
        if request.param == "after it had answered":
            _speak(desk)
        valkey.stalls.set()
        yield valkey
    _use(settings, real)


def _use(settings: Any, url: str) -> None:
    settings.REDIS_URL = url
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": url}}
    stream._redis.cache_clear()
    conf, broker = current_app.conf, celery_broker(url)
    conf.broker_url = conf.broker_read_url = conf.broker_write_url = broker
    kombu.pools.reset()
    current_app.amqp._producer_pool = None
    current_app._pool = None


def _speak(desk: Desk) -> None:
    cache.set("x", 1)
    run_turn.delay(str(desk.cast.acme.id), str(desk.cast.acme.id))
    stream.announce_cancellation(desk.cast.acme.id)


@pytest.fixture
def web(valkey: StalledValkey, settings: Any) -> Iterator[str]:
    from config.asgi import application

    settings.ALLOWED_HOSTS = ["*"]
    with served(application) as origin:
        yield origin.replace("127.0.0.1", "localhost")


def _messages(desk: Desk) -> str:
    return f"/api/v1/organizations/acme/conversations/{desk.conversation.id}/messages"


@pytest.mark.parametrize("who", WHO)
def test_a_message_is_answered_and_its_turn_goes_on(desk: Desk, web: str, who: Any) -> None:
    heads = who(desk.cast.mia.user)
    began = time.monotonic()
    answer = httpx2.post(web + _messages(desk), headers=heads, json={"text": "hello"}, timeout=20)
    assert (answer.status_code, time.monotonic() - began < SOON) == (202, True)
    turn = desk.inside(lambda: Turn.objects.get())
    assert turns_to_poke() == [(turn.organization_id, turn.id)]
    again = httpx2.post(web + _messages(desk), headers=heads, json={"text": "hello"}, timeout=20)
    assert again.json()["turn"]["id"] == answer.json()["turn"]["id"]
    assert time.monotonic() - began < 2 * SOON


@pytest.mark.parametrize("who", WHO)
def test_a_message_answered_with_events_says_what_the_database_knows(desk: Desk, web: str, who: Any) -> None:
    began = time.monotonic()
    heads = who(desk.cast.mia.user) | EVENTS
    with httpx2.stream("POST", web + _messages(desk), headers=heads, json={"text": "hello"}, timeout=20) as answer:
        pieces = answer.iter_text()
        said = next(pieces)
        assert said.startswith("event: message.sent")
        assert time.monotonic() - began < SOON
        while "event: snapshot" not in said:
            said += next(pieces)
    assert time.monotonic() - began < 2 * SOON


def test_stop_a_decision_and_a_disconnection_are_answered(desk: Desk, valkey: StalledValkey) -> None:
    mia = desk.cast.client(desk.cast.mia)
    desk.model.says([tool("notebook__create_note", "toolu_1", text="x")], [text("Done.")])
    turn = desk.run(desk.ask())
    assert turn.status == TurnStatus.WAITING_APPROVAL
    for path, data, status in (
        (f"tool-calls/{desk.calls(turn)[0].id}/decision", {"decision": "deny"}, 200),
        (f"turns/{turn.id}/cancellation", {}, 202),
    ):
        forget_outage()
        began = time.monotonic()
        answer = mia.post(f"/api/v1/organizations/acme/{path}", data, format="json")
        assert answer.status_code == status, answer.content
        assert time.monotonic() - began < SOON, path
    forget_outage()
    began = time.monotonic()
    desk.inside(lambda: disconnect(actor=desk.cast.actor(desk.cast.mia), connection=desk.connection))
    assert time.monotonic() - began < SOON


def test_signing_in_is_refused_in_words(desk: Desk, web: str, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {}  # the product's own, which other tests have not
    with httpx2.Client(base_url=web, timeout=20) as browser:
        browser.get("/_allauth/browser/v1/config")
        csrf = next(value for name, value in browser.cookies.items() if name.startswith("csrftoken"))
        heads = {"X-CSRFToken": csrf, "Origin": "http://localhost:8000"}
        began = time.monotonic()
        answer = browser.post(
            "/_allauth/browser/v1/auth/login", json={"email": "mia@acme.test", "password": "x"}, headers=heads
        )
    assert (answer.status_code, answer.headers.get("Retry-After")) == (503, "30"), answer.text
    assert "Try again" in answer.json()["errors"][0]["message"]
    assert time.monotonic() - began < SOON


def test_health_is_told(web: str) -> None:
    began = time.monotonic()
    answer = httpx2.get(f"{web}/healthz", timeout=20)
    assert time.monotonic() - began < SOON
    assert (answer.status_code, answer.json()["checks"]["valkey"]) == (503, "unavailable")


def test_a_turn_ends_without_its_readers(desk: Desk, valkey: StalledValkey) -> None:
    """The worker's own telling: it is given up soon, and the database has everything."""
    alone = Runtime()
    desk.model.says([tool("notebook__list_notes", "toolu_1")], [text("Still here.")])
    turn = desk.ask()
    began = time.monotonic()
    try:
        alone.run_turn(turn.organization_id, turn.id)
        assert time.monotonic() - began < 2 * SOON
    finally:
        alone.close()
    assert desk.again(turn).status == TurnStatus.COMPLETED
    assert [call.status for call in desk.calls(turn)] == [CallStatus.SUCCEEDED]


def test_one_that_refuses_is_answered_at_once(desk: Desk, queue: None, settings: Any) -> None:
    real = settings.REDIS_URL
    _use(settings, "redis://127.0.0.1:1/0")
    try:
        began = time.monotonic()
        answer = desk.cast.client(desk.cast.mia).post(_messages(desk), {"text": "hello"}, format="json")
        assert (answer.status_code, time.monotonic() - began < 1.5) == (202, True)
    finally:
        _use(settings, real)


def test_the_same_text_finds_its_running_turn_and_another_learns_of_it(desk: Desk) -> None:
    mia = desk.cast.client(desk.cast.mia)
    first = mia.post(_messages(desk), {"text": "hello"}, format="json").json()
    again = mia.post(_messages(desk), {"text": "hello"}, format="json")
    assert (again.status_code, again.json()["message"]["id"]) == (202, first["message"]["id"])
    assert again.json()["turn"]["id"] == first["turn"]["id"]
    other = mia.post(_messages(desk), {"text": "hello!"}, format="json")
    assert (other.status_code, other.json()["code"], other.json()["turn"]) == (409, "turn_active", first["turn"]["id"])
    assert desk.inside(lambda: Turn.objects.count()) == 1
    desk.model.says([text("Hi.")])
    desk.run(desk.inside(lambda: Turn.objects.get()))
    new = mia.post(_messages(desk), {"text": "hello"}, format="json").json()
    assert new["turn"]["id"] != first["turn"]["id"]
