"""PostgreSQL is down, starting, full or only readable: 503 in words, with a time to come back, and none of its own."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, InterfaceError, connection
from django.db.utils import DataError, IntegrityError, InternalError, OperationalError, ProgrammingError
from django.test import Client

from config.api.errors import is_outage
from config.postgresql import base
from conversations.api import messages
from organizations.models import AccessToken
from organizations.sealing import token_hash
from tests.cast import Cast
from tests.fakes.database_gate import DatabaseGate, through_a_gate
from tests.owner import set_as_owner
from tests.signed_in import sign_in_as

pytestmark = pytest.mark.django_db(transaction=True)
BROWSER = {"Accept": "text/html,application/xhtml+xml"}
PAGES = ["/shared/nothing", "/admin/", "/owner/"]
API = [
    ("GET", "/api/v1/me"),
    ("GET", "/api/v1/organizations/acme/conversations"),
    ("POST", "/api/v1/organizations/acme/conversations"),
    ("GET", "/api/v1/organizations/acme/turns/9f1c6d0e-6a0c-4f5b-9d3e-0d6b3f6f0a11/events"),
    ("GET", "/_allauth/browser/v1/auth/session"),
]
SECRET = "host db.inside port 5432 relation base/16384"
OUTAGES = {
    "53100": psycopg.errors.DiskFull,
    "53200": psycopg.errors.OutOfMemory,
    "53300": psycopg.errors.TooManyConnections,
    "57P01": psycopg.errors.AdminShutdown,
    "57P02": psycopg.errors.CrashShutdown,
    "57P03": psycopg.errors.CannotConnectNow,
    "58030": psycopg.errors.IoError,
    "08006": psycopg.errors.ConnectionFailure,
    "25006": psycopg.errors.ReadOnlySqlTransaction,
    "no code": psycopg.OperationalError,
}
FAULTS = {
    "23505": (IntegrityError, psycopg.errors.UniqueViolation),
    "22001": (DataError, psycopg.errors.StringDataRightTruncation),
    "42P01": (ProgrammingError, psycopg.errors.UndefinedTable),
    "40P01": (OperationalError, psycopg.errors.DeadlockDetected),
    "55P03": (OperationalError, psycopg.errors.LockNotAvailable),
    "25P02": (InternalError, psycopg.errors.InFailedSqlTransaction),
}


def raised(wrapper: type[DatabaseError], cause: type[psycopg.Error]) -> DatabaseError:
    """As Django raises what psycopg did."""
    error = wrapper(SECRET)
    error.__cause__ = cause(SECRET)
    return error


def outage(code: str) -> DatabaseError:
    return raised(InternalError if code == "25006" else OperationalError, OUTAGES[code])


@pytest.fixture
def mias(cast: Cast) -> Client:
    client = Client(raise_request_exception=False)
    sign_in_as(client, cast.mia.user)
    set_as_owner(cast.mia.user, is_staff=True)
    return client


@pytest.fixture
def gate(cast: Cast, mias: Client, monkeypatch: pytest.MonkeyPatch) -> Iterator[DatabaseGate]:
    """What is made before is made without it, and nobody waits for long."""
    monkeypatch.setattr(base, "WAIT_SECONDS", 0.2)
    with through_a_gate() as gate:
        yield gate
        gate.down()
        gate.trouble = ""
        gate.up()


def insist_on_503(answer: Any, *, page: bool) -> None:
    body = answer.content.decode()
    assert answer.status_code == 503, body
    assert int(answer["Retry-After"]) > 0
    assert "cannot use its database right now. Try again" in body
    for leaked in ("5432", "16384", "127.0.0.1", "connection", "Traceback", "FATAL"):
        assert leaked not in body
    if page:
        assert "<h1>Not available right now</h1>" in body
    else:
        assert (answer["Content-Type"], answer.json()["code"]) == ("application/problem+json", "database_unavailable")


@pytest.mark.parametrize("trouble", ["refused", "53300", "57P03"])
def test_every_surface_says_that_the_database_is_away_and_serves_when_it_is_back(
    mias: Client, gate: DatabaseGate, trouble: str
) -> None:
    if trouble == "refused":
        gate.down()
    else:
        gate.trouble = trouble
        gate.drop()
    for method, path in API:
        insist_on_503(mias.generic(method, path, b"{}", content_type="application/json"), page=False)
    for path in PAGES:
        insist_on_503(mias.get(path, headers=BROWSER), page=True)
        insist_on_503(mias.get(path), page=False)
    gate.trouble = ""
    if trouble == "refused":
        gate.up()
    assert mias.get("/api/v1/me").status_code == 200


@pytest.mark.parametrize("code", OUTAGES)
def test_an_outage_in_the_middle_of_a_request_is_told_in_the_same_words(mias: Client, code: str) -> None:
    def fail(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if "django_session" in sql or "organizations_user" in sql:
            return execute(sql, params, many, context)
        raise outage(code)

    with connection.execute_wrapper(fail):
        for method, path in API[1:4]:
            insist_on_503(mias.generic(method, path, b"{}", content_type="application/json"), page=False)
        insist_on_503(mias.get("/owner/", headers=BROWSER), page=True)


def test_a_tokens_request_is_answered_so_too(cast: Cast, gate: DatabaseGate) -> None:
    AccessToken.objects.create(user=cast.mia.user, name="t", prefix="sb_pat_x", token_hash=token_hash("sb_pat_x"))
    gate.down()
    client = Client(raise_request_exception=False, headers={"Authorization": "Bearer sb_pat_x"})
    insist_on_503(client.get("/api/v1/organizations/acme/conversations"), page=False)


@pytest.mark.parametrize("code", OUTAGES)
def test_what_is_an_outage(code: str) -> None:
    assert is_outage(outage(code))
    wrapped = RuntimeError("while handling it")
    wrapped.__context__ = outage(code)
    assert is_outage(wrapped)


def test_a_connection_that_is_closed_is_an_outage_too() -> None:
    assert is_outage(InterfaceError("connection already closed"))


@pytest.mark.parametrize("code", FAULTS)
def test_what_is_a_fault_of_ours(code: str) -> None:
    assert not is_outage(raised(*FAULTS[code]))


@pytest.mark.parametrize("error", [None, ValueError("no"), ConnectionRefusedError("another server")])
def test_nothing_else_is_an_outage(error: Exception | None) -> None:
    assert not is_outage(error)


@pytest.mark.parametrize("error", [outage("57P01"), InterfaceError(SECRET)])
def test_a_stream_that_cannot_look_ends_instead_of_breaking_off(
    error: Exception, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: Any) -> None:
        raise error

    monkeypatch.setattr(messages, "_seen", fail)
    assert messages._look(None, "acme", None) is None  # type: ignore[arg-type]
    assert SECRET not in caplog.text
