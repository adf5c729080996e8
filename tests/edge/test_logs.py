"""Nothing that opens a door stands in a log line: not in a 404's, a 200's or an error's, on no route."""

import io
import logging
import traceback
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.test import Client

from config.edge.logs import CleanRecord, without_secrets
from organizations.models import Invitation
from organizations.sealing import new_token, token_hash
from organizations.tenancy import tenant
from tests.cast import Cast
from tests.edge.routes import NAMED, all_routes, paths_with
from tests.fakes.serving import served

SECRET = "Zx9_" + "k-3" * 13


def _carries_a_secret(route: str) -> bool:
    kinds = {(kind, name) for kind, name in NAMED.findall(route)}
    return "(?P<key>" in route or any(kind == "str" for kind, _ in kinds)


ROUTES = sorted({route for route in all_routes() if _carries_a_secret(route)})
PAGES = [
    "/invitations/{}",
    "/accounts/confirm-email/{}",
    "/accounts/password/reset/key/{}/",
    "/shared/{}",
    "/shared/{}/x",
]
# What a paste puts around the token: blanks, quotes, brackets, words; and what clients send without quoting it.
AROUND = [
    "%20{}",
    "%22{}%22",
    "%3C{}%3E",
    "x%20{}",
    "%27{}",
    "%28{}%29",
    "({})",
    "'{}'",
    "a%0A{}",
    "%C2%A0{}",
    "%E2%80%9C{}",
    "/{}",
]
PATHS = [
    "/api/v1/invitations/",
    "/api/v1/shared/",
    "/shared/",
    "/invitations/",
    "/accounts/confirm-email/",
    "/accounts/password/reset/key/",
]
QUERIES = ["/oauth/callback?code={0}&state={0}", "/sign-in?next=/shared/{0}", "/api/v1/nowhere?token={0}", "/x?key={0}"]


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """All that any logger says, formatted plainly."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.Formatter("%(name)s %(message)s"))
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield stream
    root.removeHandler(handler)
    root.setLevel(level)


def test_the_walk_finds_the_routes_with_tokens() -> None:
    assert {"shared/<str:token>", "api/v1/shared/<str:token>", "api/v1/invitations/<str:token>"} <= set(ROUTES)
    assert len([route for route in ROUTES if "key" in route]) >= 2


@pytest.mark.parametrize("route", ROUTES)
def test_a_token_in_a_path_is_in_no_line(
    route: str, cast: Cast, written: io.StringIO, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    client = cast.client(cast.mia)
    for path in paths_with(route, SECRET):
        for method in ("GET", "POST", "DELETE"):
            client.generic(method, path)
    assert SECRET not in written.getvalue() + caplog.text


@pytest.mark.parametrize("address", [*PAGES, *QUERIES])
def test_a_token_in_a_pages_address_is_in_no_line(
    address: str, cast: Cast, written: io.StringIO, caplog: pytest.LogCaptureFixture
) -> None:
    for method in ("GET", "POST", "PUT"):
        cast.client(cast.mia).generic(method, address.format(SECRET))
        Client().generic(method, address.format(SECRET), headers={"Accept": "text/html"})
    assert SECRET not in written.getvalue() + caplog.text


@pytest.mark.parametrize("around", AROUND)
@pytest.mark.parametrize("path", PATHS)
def test_a_token_that_was_pasted_with_something_around_it_is_in_no_line(
    path: str, around: str, cast: Cast, written: io.StringIO, caplog: pytest.LogCaptureFixture
) -> None:
    for method in ("GET", "POST"):
        cast.client(cast.mia).generic(method, path + around.format(SECRET))
        Client().generic(method, path + around.format(SECRET), headers={"Accept": "text/html"})
    assert SECRET not in written.getvalue() + caplog.text


def test_a_link_that_works_is_in_no_line_either(cast: Cast, written: io.StringIO) -> None:
    token = new_token()
    with tenant(cast.acme.id):
        Invitation.objects.create(
            organization=cast.acme, email=cast.finn.user.email, token_hash=token_hash(token), invited_by=cast.ada
        )
    finn = cast.client(cast.finn)
    assert finn.get(f"/api/v1/invitations/{token}").status_code == 200
    assert finn.post(f"/api/v1/invitations/{token}").status_code == 201
    assert finn.get(f"/api/v1/invitations/{token}").status_code == 404
    assert token not in written.getvalue()


def test_an_error_behind_a_link_does_not_tell_the_link(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, written: io.StringIO, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(token: str, *_: Any) -> None:
        raise RuntimeError(f"no share at /shared/{token}")

    monkeypatch.setattr("conversations.sharing.open_share", broken)
    client = Client(raise_request_exception=False)
    assert client.get(f"/shared/{SECRET}").status_code == 500
    said = written.getvalue() + caplog.text
    assert "RuntimeError" in said and "/shared/…" in said
    assert SECRET not in said


@pytest.mark.django_db(transaction=True)
def test_the_server_itself_writes_no_address(written: io.StringIO, settings: Any) -> None:
    from config.asgi import application

    settings.ALLOWED_HOSTS = ["*"]
    with served(application) as origin:
        for address in [*PAGES, *QUERIES]:
            httpx2.get(origin.replace("127.0.0.1", "localhost") + address.format(SECRET))
    cache.clear()
    assert SECRET not in written.getvalue()


@pytest.mark.parametrize(
    "line",
    [
        f"Not Found: /shared/{SECRET}",
        f"GET /API/v1/Shared/{SECRET}/ 404",
        f"https://switchboard.example/invitations/{SECRET}",
        f'"GET /oauth/callback?code={SECRET}&state={SECRET} HTTP/1.1" 302',
        f"state={SECRET}; code={SECRET}",
        f"Authorization: Bearer {SECRET}",
        f"sb_pat_{SECRET}",
        f"Cookie: sessionid_8000={SECRET}; csrftoken_8000={SECRET}",
        f"/accounts/password/reset/key/1a-{SECRET}/",
        f"Not Found: /api/v1/shared/ {SECRET}",
        f'Not Found: /api/v1/invitations/"{SECRET}"',
        f"Not Found: /shared/<{SECRET}>",
        f"Not Found: /shared/x {SECRET} y",
        f"Not Found: /accounts/password/reset/key/ {SECRET}",
        f"Not Found: /shared/\n{SECRET}",
        f'"GET /shared/%20{SECRET} HTTP/1.1" 404',
        f'"GET /shared/%22{SECRET}%22 HTTP/1.1" 404',
        f'"GET /shared/ {SECRET} HTTP/1.1" 404',
        f"Not Found: /%2Fshared%2F{SECRET}",
        f"Not Found: /sign-in/next=%2Fshared%2f%20{SECRET}",
    ],
)
def test_what_opens_a_door_is_taken_out(line: str) -> None:
    assert SECRET not in without_secrets(line)
    record = logging.getLogger("any").makeRecord("any", logging.INFO, "", 0, "%s", (line,), None)
    assert SECRET not in record.getMessage()


def test_a_path_of_several_lines_is_hidden_to_its_end() -> None:
    record = logging.getLogger("any").makeRecord("any", logging.INFO, "", 0, "at %s", (f"/shared/x\n{SECRET}",), None)
    assert record.getMessage() == "at /shared/…"


def test_words_numbers_and_other_objects_stay_as_they_were() -> None:
    args = ("turn 3 of conversations/1 ended", 7, 0.5, None, ValueError("plain"))
    record = logging.getLogger("any").makeRecord("any", logging.INFO, "", 0, "%s %d %.1f %s %s", args, None)
    assert record.getMessage() == "turn 3 of conversations/1 ended 7 0.5 None plain"
    assert isinstance(record, CleanRecord)


def test_a_traceback_is_cleaned_for_every_formatter() -> None:
    try:
        raise LookupError(f"https://x.example/shared/{SECRET}")
    except LookupError as error:
        info = (type(error), error, error.__traceback__)
    record = logging.getLogger("any").makeRecord("any", logging.ERROR, "", 0, "failed", (), info)
    assert SECRET in "".join(traceback.format_exception(*info))
    assert SECRET not in logging.Formatter().format(record)


def test_no_error_is_mailed() -> None:
    assert django_settings.ADMINS == [] and django_settings.MANAGERS == []
