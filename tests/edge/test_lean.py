"""Two doors, one answer: what the short way says to a request, and leaves behind, is what the long way does."""

import json
import re
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx2
import pytest
from django.conf import settings as django_settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from config.edge.bodies import LimitedBodies
from config.edge.handler import OneThreadHandler
from config.edge.lean import KEPT, LEFT_OUT, LeanHandler, is_plain
from conversations.models import Conversation, Message, Turn
from conversations.turns import start_turn
from organizations.database_threads import DatabaseThreads
from organizations.models import AccessToken, AuditEvent, IdempotentAnswer, Project
from organizations.sealing import token_hash
from organizations.tenancy import tenant
from tests import factories
from tests.cast import Cast
from tests.fakes.serving import served
from tests.owner import as_owner

LIMIT = django_settings.DATA_UPLOAD_MAX_MEMORY_SIZE
TOKEN = "sb_pat_mia"
ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
TIME = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+Z")
CHAT = "/api/v1/organizations/acme/conversations/{chat}/messages"
CHATS = "/api/v1/organizations/acme/conversations"


class Counted:
    """The long way, which counts who comes."""

    def __init__(self) -> None:
        self.handler, self.calls = OneThreadHandler(), 0

    async def __call__(self, *values: Any) -> None:
        self.calls += 1
        await self.handler(*values)


@dataclass
class Doors:
    short: str
    long: str
    taken_over: Counted


@pytest.fixture
def doors(transactional_db: None, cast: Cast, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Doors]:
    from conversations.tasks import run_turn

    monkeypatch.setattr(run_turn, "delay", lambda *ids: None)
    settings.ALLOWED_HOSTS = ["127.0.0.1", "sandbox.invalid"]
    settings.SANDBOX_URL = "http://sandbox.invalid"
    monkeypatch.setattr("config.hosts.SANDBOX_HOST", "sandbox.invalid")
    taken_over = Counted()
    lean = LeanHandler(taken_over)
    with (
        served(LimitedBodies(lean, LIMIT)) as short,
        served(LimitedBodies(OneThreadHandler(), LIMIT)) as long,
    ):
        yield Doors(short, long, taken_over)
        lean._threads.close()


@dataclass
class Asked:
    """One request. `before` prepares its conversation; `head` replaces headers, None takes one away."""

    body: Any = field(default_factory=lambda: {"text": "hello"})
    head: dict[str, str | None] = field(default_factory=dict)
    before: Callable[[Cast, Conversation], object] = lambda cast, chat: None
    path: str = CHAT
    signed_in: bool = False
    query: str = ""


def deleted(cast: Cast, chat: Conversation) -> None:
    with tenant(cast.acme.id):
        chat.delete_softly()


def another_turn(cast: Cast, chat: Conversation) -> None:
    with tenant(cast.acme.id):
        start_turn(actor=cast.actor(cast.mia), conversation=chat, text="first")


def same_text(cast: Cast, chat: Conversation) -> None:
    with tenant(cast.acme.id):
        start_turn(actor=cast.actor(cast.mia), conversation=chat, text="hello")


def of_max(cast: Cast, chat: Conversation) -> None:
    with tenant(cast.acme.id):
        Conversation.objects.filter(pk=chat.pk).update(author=cast.max)


def token(change: str) -> Callable[[Cast, Conversation], object]:
    return lambda cast, chat: as_owner(f"UPDATE organizations_accesstoken SET {change}")


def removed(cast: Cast, chat: Conversation) -> None:
    with tenant(cast.acme.id):
        cast.mia.remove()


def closed(cast: Cast, chat: Conversation) -> None:
    as_owner("UPDATE organizations_organization SET closed_at = now() WHERE slug = 'acme'")


def inactive(cast: Cast, chat: Conversation) -> None:
    as_owner("UPDATE organizations_user SET is_active = false WHERE email = 'mia@acme.example'")


def password_changed(cast: Cast, chat: Conversation) -> None:
    cast.mia.user.set_password("another-password")
    cast.mia.user.save()


EVENTS: dict[str, str | None] = {"Accept": "text/event-stream"}
NEW = {"path": CHATS}
MESSAGE = {"message": {"text": "hello"}}
# What the short way answers itself.
SHORT = {
    "a message": Asked(),
    "a message in a browser": Asked(signed_in=True),
    "any format": Asked(head={"Accept": "*/*"}),
    "a format that there is not": Asked(head={"Accept": "text/html"}),
    "no token": Asked(head={"Authorization": None}),
    "an unknown token": Asked(head={"Authorization": "Bearer sb_pat_nobody"}),
    "no token of ours": Asked(head={"Authorization": "Bearer abc"}),
    "another scheme": Asked(head={"Authorization": "Basic abc"}),
    "a revoked token": Asked(before=token("revoked_at = now()")),
    "an expired token": Asked(before=token("expires_at = now() - interval '1 second'")),
    "a token that reads": Asked(before=token("scopes = '[\"read\"]'")),
    "a token that only writes": Asked(before=token("scopes = '[\"write\"]'")),
    "a token that only writes asks for events": Asked(before=token("scopes = '[\"write\"]'"), head=EVENTS),
    "a person who was shut out": Asked(before=inactive),
    "a person who was shut out, in a browser": Asked(before=inactive, signed_in=True),
    "a session of another password": Asked(before=password_changed, signed_in=True),
    "no session": Asked(signed_in=True, head={"Cookie": None}),
    "no CSRF token": Asked(signed_in=True, head={"X-CSRFToken": None}),
    "a wrong CSRF token": Asked(signed_in=True, head={"X-CSRFToken": "b" * 32}),
    "another origin": Asked(signed_in=True, head={"Origin": "https://evil.example"}),
    "a member who left": Asked(before=removed),
    "a closed organization": Asked(before=closed),
    "a stranger's organization": Asked(path=CHAT.replace("acme", "globex")),
    "no organization": Asked(path=CHAT.replace("acme", "nowhere")),
    "somebody else's conversation": Asked(before=of_max),
    "a deleted conversation": Asked(before=deleted),
    "no conversation": Asked(path=CHAT.replace("{chat}", str(uuid.UUID(int=1)))),
    "another turn": Asked(before=another_turn),
    "the same text again": Asked(before=same_text),
    "no JSON": Asked(body=b"{"),
    "nothing": Asked(body=b""),
    "a list": Asked(body=[]),
    "a number that is not exact": Asked(body=b'{"text": 1e400}'),
    "unknown fields": Asked(body={"text": "hello", "model": "x"}),
    "no text": Asked(body={}),
    "an empty text": Asked(body={"text": " \u200b"}),
    "a long text": Asked(body={"text": "x" * 100_001}),
    "NUL and half a character": Asked(body=b'{"text": "a\\u0000b\\ud800c"}'),
    "no type": Asked(head={"Content-Type": None}),
    "another type": Asked(head={"Content-Type": "text/plain"}),
    "another charset": Asked(head={"Content-Type": "application/json; charset=utf-16"}),
    "a key": Asked(head={"Idempotency-Key": "k"}),
    "a long key": Asked(head={"Idempotency-Key": "k" * 201}),
    "another host": Asked(head={"Host": "evil.example"}),
    "the sandbox's host": Asked(head={"Host": "sandbox.invalid"}),
    "a quoted cookie": Asked(signed_in=True, head={"Cookie": 'x="\\000"'}),
    "an address from a proxy that nobody trusts": Asked(head={"X-Forwarded-For": "1.2.3.4"}),
    "an empty conversation": Asked(body={}, **NEW),
    "a conversation with a message": Asked(body=MESSAGE, **NEW),
    "a conversation with a title": Asked(body={"title": "T", **MESSAGE}, **NEW),
    "a conversation with a title that says nothing": Asked(body={"title": "\u200b", **MESSAGE}, **NEW),
    "a conversation with an empty message": Asked(body={"message": {"text": ""}}, **NEW),
    "a conversation with a message of null": Asked(body={"message": None}, **NEW),
    "a conversation in no project": Asked(body={"project": str(uuid.UUID(int=1)), **MESSAGE}, **NEW),
    "a conversation with no connector": Asked(body={"connectors": [{"connector": str(uuid.UUID(int=1))}]}, **NEW),
    "a conversation with an unknown field inside": Asked(body={"message": {"text": "a", "x": 1}}, **NEW),
    "a conversation with an unknown field in a list": Asked(body={"connectors": [{"x": 1}]}, **NEW),
}
# What it hands on.
LONG = {
    "a query": Asked(query="?page=1"),
    "a query that names nothing": Asked(query="?x"),
    "a head in Latin-1": Asked(head={"X-Note": "\xe9"}),
    "an escaped path": Asked(path=CHAT.replace("acme", "%61cme")),
    "a broken path": Asked(path=CHAT.replace("acme", "acme%00")),
    "a slash at the end": Asked(path=f"{CHAT}/"),
}


def heads(cast: Cast, asked: Asked) -> dict[str, str]:
    head: dict[str, str | None] = {"Content-Type": "application/json", "Accept": "application/json", "User-Agent": "T"}
    if asked.signed_in:
        session = SessionStore()
        session[SESSION_KEY], session[HASH_SESSION_KEY] = str(cast.mia.user.pk), cast.mia.user.get_session_auth_hash()
        session[BACKEND_SESSION_KEY] = django_settings.AUTHENTICATION_BACKENDS[0]
        session.create()
        csrf = "a" * 32
        cookies = {django_settings.SESSION_COOKIE_NAME: session.session_key, django_settings.CSRF_COOKIE_NAME: csrf}
        head["Cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
        head["X-CSRFToken"] = csrf
    else:
        AccessToken.objects.get_or_create(user=cast.mia.user, name="t", prefix="sb_pat_", token_hash=token_hash(TOKEN))
        head["Authorization"] = f"Bearer {TOKEN}"
    return {name: value for name, value in {**head, **asked.head}.items() if value is not None}


def send(cast: Cast, origin: str, asked: Asked, head: dict[str, str], chat: Conversation) -> tuple[Any, ...]:
    """What one door answers, and what is there afterwards, without what is new each time."""
    body = asked.body if isinstance(asked.body, bytes) else json.dumps(asked.body).encode()
    url = origin + asked.path.format(chat=chat.id) + asked.query
    with httpx2.Client(trust_env=False, timeout=20) as http:
        pairs = [(name.encode(), value.encode("latin-1")) for name, value in head.items()]
        request = httpx2.Request("POST", url, content=body, headers=pairs)
        answer = http.send(request, stream=True)
        content = answer.read() if "event-stream" not in answer.headers["content-type"] else first_event(answer)
        answer.close()
    told = {name: value for name, value in answer.headers.items() if name not in ("date", "server")}
    told["vary"] = ", ".join(sorted(told.get("vary", "").split(", ")))
    return answer.status_code, told, TIME.sub("TIME", ID.sub("ID", content.decode())), left(cast)


def first_event(answer: httpx2.Response) -> bytes:
    found = b""
    for piece in answer.iter_bytes():
        found += piece
        if b"\n\n" in found:
            return found.split(b"\n\n")[0]
    return found


def left(cast: Cast) -> Any:
    """Every row that a message writes, by what does not change; and it is swept away."""
    with tenant(cast.acme.id):
        rows = (
            sorted(map(str, Message.objects.values_list("role", "content", "model"))),
            sorted(map(str, Turn.objects.values_list("status", "model", "member"))),
            sorted(map(str, Conversation.objects.values_list("title", "author"))),
            sorted(
                map(
                    str,
                    AuditEvent.objects.values_list(
                        "action", "actor_kind", "actor_name", "subject_type", "address", "user_agent", "data"
                    ),
                )
            ),
            sorted(map(str, IdempotentAnswer.objects.values_list("user", "key", "status", "organization"))),
            AccessToken.objects.filter(last_used_at=None).count(),
            Project.objects.count(),
        )
    return ID.sub("ID", str(rows))


def clean() -> None:
    for table in ("organizations_auditevent", "organizations_idempotentanswer", "conversations_conversation"):
        as_owner(f"TRUNCATE {table} CASCADE")
    as_owner("UPDATE organizations_accesstoken SET last_used_at = NULL")


def asked_at(cast: Cast, origin: str, asked: Asked) -> tuple[Any, ...]:
    clean()
    head = heads(cast, asked)
    chat = factories.make_conversation(cast.mia)
    asked.before(cast, chat)
    return send(cast, origin, asked, head, chat)


@pytest.mark.parametrize("name", [*SHORT, *LONG])
def test_both_doors_give_the_same_answer_and_leave_the_same(name: str, doors: Doors, cast: Cast) -> None:
    asked = {**SHORT, **LONG}[name]
    long = asked_at(cast, doors.long, asked)
    as_owner("UPDATE organizations_organization SET closed_at = NULL")
    short = asked_at(cast, doors.short, asked)
    assert short == long
    assert doors.taken_over.calls == (name in LONG)


@pytest.mark.parametrize("asked", [Asked(head=EVENTS), Asked(body=MESSAGE, head=EVENTS, **NEW)], ids=["old", "new"])
def test_events_begin_with_the_same_words(asked: Asked, doors: Doors, cast: Cast) -> None:
    short, long = asked_at(cast, doors.short, asked), asked_at(cast, doors.long, asked)
    assert short == long
    assert short[0] == (201 if asked.path == CHATS else 202)
    assert short[2].startswith("event: message.sent\ndata: {")
    assert doors.taken_over.calls == 0


def test_a_body_over_the_limit_is_refused_before_both(doors: Doors, cast: Cast) -> None:
    asked = Asked(body=b'{"text": "' + b"x" * LIMIT + b'"}')
    assert asked_at(cast, doors.short, asked) == asked_at(cast, doors.long, asked)
    assert doors.taken_over.calls == 0


def test_every_middleware_is_kept_or_left_out_for_a_reason() -> None:
    assert {*KEPT, *LEFT_OUT} == {*django_settings.MIDDLEWARE}
    assert not {*KEPT} & {*LEFT_OUT}
    assert list(KEPT) == [name for name in django_settings.MIDDLEWARE if name in KEPT]


@pytest.mark.parametrize(
    "changes",
    [
        {"query_string": b"a=b"},
        {"root_path": "/below"},
        {"raw_path": b"/%61"},
        {"headers": [(b"x", b"1"), (b"x", b"2")]},
        {"headers": [(b"x", b"\x00")]},
        {"headers": [(b"x", b"\xe9")]},
    ],
)
def test_what_is_not_plain_goes_the_long_way(changes: dict[str, Any]) -> None:
    plain = {"path": "/a", "raw_path": b"/a", "query_string": b"", "root_path": "", "headers": [(b"x", b"1")]}
    assert is_plain(plain)
    assert not is_plain({**plain, **changes})


def test_while_all_threads_are_stuck_the_long_way_answers(
    doors: Doors, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def none(*_: object) -> bool:
        return False

    monkeypatch.setattr(DatabaseThreads, "free_within", none)
    chat, asked = factories.make_conversation(cast.mia), Asked()
    status, *_ = send(cast, doors.short, asked, heads(cast, asked), chat)
    assert (status, doors.taken_over.calls) == (202, 1)
