"""An open event stream ends when its reader may not see the turn any more, before another word is said on it."""

import json
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from typing import Any

import httpx2
import pytest
from django.conf import settings as django_settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.cache import cache
from django.test import RequestFactory
from django.utils import timezone
from redis import Redis

from conversations.events import reader
from conversations.events.stream import stream_key
from conversations.models import Turn
from organizations.api.authentication import Credentials, authenticated_user
from organizations.models import AccessToken, Scope, User
from tests.conversations.conftest import Desk
from tests.conversations.reading import WHO, session_key_in, session_of, token_of
from tests.fakes.serving import served
from tests.owner import set_as_owner, update_as_owner

PING = 0.3


@pytest.fixture
def web(desk: Desk, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The product's own ASGI application, which asks for access more often."""
    from config.asgi import application

    settings.ALLOWED_HOSTS = ["*"]
    monkeypatch.setattr(reader, "PING_SECONDS", PING)
    with served(application) as origin:
        yield origin.replace("127.0.0.1", "localhost")
    cache.clear()


class Open:
    """A stream that is being read in a thread."""

    def __init__(self, method: str, url: str, **options: Any) -> None:
        self.said = b""
        self.seen, self.ended = threading.Event(), threading.Event()
        self._ask = (method, url, options)
        threading.Thread(target=self._read, daemon=True).start()
        assert self.seen.wait(10)

    def _read(self) -> None:
        method, url, options = self._ask
        with suppress(httpx2.RemoteProtocolError), httpx2.stream(method, url, timeout=20, **options) as answer:
            assert answer.status_code in {200, 202}, answer.read()
            for piece in answer.iter_bytes():
                self.said += piece
                if b"ping" in self.said:
                    self.seen.set()
        self.ended.set()


def said_on(turn_id: uuid.UUID | str, words: str) -> None:
    event: dict[Any, Any] = {
        "event": "text.delta",
        "data": json.dumps({"fence": 0, "step": 1, "offset": 0, "text": words}),
    }
    Redis.from_url(django_settings.REDIS_URL).xadd(stream_key(turn_id), event)


def signs_out(desk: Desk, headers: dict[str, str]) -> None:
    SessionStore(session_key_in(headers)).delete()


def session_is_another_persons(desk: Desk, headers: dict[str, str]) -> None:
    store = SessionStore(session_key_in(headers))
    store[SESSION_KEY] = str(desk.cast.gus.user.pk)
    store.save()


def session_expires(desk: Desk, headers: dict[str, str]) -> None:
    store = SessionStore(session_key_in(headers))
    store.load()
    store.set_expiry(-1)
    store.save()


def password_changes(desk: Desk, headers: dict[str, str]) -> None:
    user = User.objects.get(pk=desk.cast.mia.user.pk)
    user.set_password("another long pass phrase")
    user.save()


def token_is_revoked(desk: Desk, headers: dict[str, str]) -> None:
    AccessToken.objects.get().revoke()


def token_expires(desk: Desk, headers: dict[str, str]) -> None:
    AccessToken.objects.update(expires_at=timezone.now() - timedelta(seconds=1))


def token_may_not_read_any_more(desk: Desk, headers: dict[str, str]) -> None:
    update_as_owner(AccessToken, AccessToken.objects.get().pk, scopes=json.dumps([Scope.WRITE]))


def is_locked_out(desk: Desk, headers: dict[str, str]) -> None:
    set_as_owner(desk.cast.mia.user, is_active=False)


def leaves_the_organization(desk: Desk, headers: dict[str, str]) -> None:
    desk.inside(desk.cast.mia.remove)


def organization_closes(desk: Desk, headers: dict[str, str]) -> None:
    set_as_owner(desk.cast.acme, closed_at=timezone.now())


def conversation_is_deleted(desk: Desk, headers: dict[str, str]) -> None:
    row = type(desk.conversation).objects.filter(pk=desk.conversation.pk)
    desk.inside(lambda: row.update(deleted_at=timezone.now()))


Ending = Callable[[Desk, dict[str, str]], None]
EVERYBODY = [is_locked_out, leaves_the_organization, organization_closes, conversation_is_deleted]
ENDINGS = [
    *((session_of, end) for end in (signs_out, session_is_another_persons, session_expires, password_changes)),
    *((token_of, end) for end in (token_is_revoked, token_expires, token_may_not_read_any_more)),
    *((who, end) for who in WHO for end in EVERYBODY),
]


def ends_in_time(stream: Open, turn_id: uuid.UUID | str) -> None:
    """Words that come after a ping's time are not heard, and the stream is closed without an end of the turn."""
    since = time.monotonic()
    while not stream.ended.wait(PING / 3):
        if time.monotonic() - since > 2 * PING:
            said_on(turn_id, "too late")
        assert time.monotonic() - since < 10 * PING
    assert b"too late" not in stream.said
    assert b"turn.finished" not in stream.said


def opened(method: str, desk: Desk, web: str, headers: dict[str, str]) -> tuple[Open, Turn]:
    """A stream that has pinged: what a browser opens on a running turn, or gets in answer to a message."""
    chats = f"{web}/api/v1/organizations/acme/conversations"
    if method == "GET":
        turn = desk.ask()
        return Open("GET", f"{web}/api/v1/organizations/acme/turns/{turn.id}/events", headers=headers), turn
    asks = headers | {"Accept": "text/event-stream"}
    stream = Open("POST", f"{chats}/{desk.conversation.id}/messages", headers=asks, json={"text": "hello"})
    return stream, desk.inside(lambda: Turn.objects.get())


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(("who", "end"), ENDINGS, ids=[f"{w.__name__}-{e.__name__}" for w, e in ENDINGS])
def test_a_stream_ends_with_its_readers_access(desk: Desk, web: str, who: Any, end: Ending, method: str) -> None:
    headers = who(desk.cast.mia.user)
    stream, turn = opened(method, desk, web, headers)
    end(desk, headers)
    ends_in_time(stream, turn.id)


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("who", WHO)
def test_words_go_on_for_who_still_has_access(desk: Desk, web: str, who: Any, method: str) -> None:
    """Over several pings, on a turn that no worker has taken yet."""
    stream, turn = opened(method, desk, web, who(desk.cast.mia.user))
    said_on(turn.id, "still here")
    assert not stream.ended.wait(3 * PING)
    assert b"still here" in stream.said
    assert stream.said.count(b": ping") > 1
    # No look may be under way when the tables are emptied.
    is_locked_out(desk, {})
    ends_in_time(stream, turn.id)


@pytest.mark.parametrize("who", WHO)
def test_asking_again_reads_no_body_and_needs_no_csrf_token(desk: Desk, who: Any, rf: RequestFactory) -> None:
    """Whatever the stream's request was, and however much of its body was read before."""
    headers = {name: value for name, value in who(desk.cast.mia.user).items() if name != "X-CSRFToken"}
    for content in ("application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=b", ""):
        request = rf.post("/anywhere", b'{"text"', content_type=content, headers=headers)
        request.session = SessionStore(session_key_in(headers) if "Cookie" in headers else None)
        request.read(3)
        assert authenticated_user(Credentials.of(request)) == desk.cast.mia.user
