"""Bodies over real HTTP: chunked or not, the same limit, and nothing is dropped."""

import json
import socket
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest
from django.core.cache import cache

from config.edge import bodies
from organizations.models import AccessToken
from organizations.sealing import token_hash
from tests.cast import Cast
from tests.fakes.serving import served

LIMIT = 1024 * 1024
PATHS = [
    "/api/v1/organizations/acme/projects",
    "/api/v1/organizations/acme/turns/00000000-0000-4000-8000-000000000000/events",
    "/_allauth/browser/v1/auth/login",
    "/admin/",
    "/owner/",
    "/shared/x",
    "/oauth/callback",
    "/livez",
    "/healthz",
    "/",
]
every_path = pytest.mark.parametrize("path", PATHS)


@pytest.fixture
def web(transactional_db: None, settings: Any) -> Iterator[str]:
    """The product's own ASGI application on a free port."""
    from config.asgi import application

    settings.ALLOWED_HOSTS = ["*"]
    with served(application) as origin:
        yield origin.replace("127.0.0.1", "localhost")
    cache.clear()


@pytest.fixture
def token(cast: Cast) -> dict[str, str]:
    AccessToken.objects.create(user=cast.mia.user, name="t", prefix="sb_pat_", token_hash=token_hash("sb_pat_mia"))
    return {"Authorization": "Bearer sb_pat_mia"}


def raw(web: str, head: str, pieces: Any = ()) -> tuple[bytes, int]:
    """What the server says to these bytes, and how many of them it took."""
    address = urlsplit(web)
    taken = 0
    with socket.create_connection((address.hostname or "", address.port or 0), timeout=10) as connection:
        connection.sendall(head.replace("\n", "\r\n").encode("latin-1"))
        try:
            for piece in pieces:
                connection.sendall(piece)
                taken += len(piece)
        except (BrokenPipeError, ConnectionResetError):
            pass
        said = b""
        try:
            while piece := connection.recv(65536):
                said += piece
        except ConnectionResetError:
            pass
    return said, taken


def chunks(size: int, count: int) -> Iterator[bytes]:
    for _ in range(count):
        yield b"%x\r\n%s\r\n" % (size, b" " * size)
    yield b"0\r\n\r\n"


def head(path: str, *lines: str, method: str = "POST") -> str:
    return "\n".join([f"{method} {path} HTTP/1.1", "Host: localhost", *lines, "", ""])


def test_a_small_chunked_body_is_read(web: str, token: dict[str, str]) -> None:
    body = json.dumps({"name": "In pieces"}).encode()
    pieces = (body[index : index + 5] for index in range(0, len(body), 5))
    headers = token | {"Content-Type": "application/json", "Idempotency-Key": "once"}
    answer = httpx2.post(f"{web}{PATHS[0]}", content=pieces, headers=headers)
    assert (answer.status_code, answer.json()["name"]) == (201, "In pieces")
    whole = httpx2.post(f"{web}{PATHS[0]}", content=body, headers=headers)
    assert whole.json() == answer.json()


def test_a_chunked_sign_in_is_read_too(web: str, cast: Cast) -> None:
    body = json.dumps({"email": "mia@acme.example", "password": "wrong"}).encode()
    with httpx2.Client(base_url=web) as client:
        client.get("/")
        headers = {"Content-Type": "application/json", "X-CSRFToken": client.cookies["csrftoken_8000"]}
        answer = client.post("/_allauth/browser/v1/auth/login", content=iter([body]), headers=headers)
    assert answer.json()["errors"][0]["code"] == "email_password_mismatch"


@pytest.mark.parametrize("line", ["Content-Length: 100", "Transfer-Encoding: chunked"])
def test_a_body_that_does_not_come_is_waited_for_only_so_long(
    web: str, line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bodies, "BODY_SECONDS", 0.2)
    said, _ = raw(web, head(PATHS[0], "Content-Type: application/json", line), [b"4\r\n{   \r\n"])
    assert said.startswith(b"HTTP/1.1 408")
    assert json.loads(said.split(b"\r\n\r\n")[1])["code"] == "body_incomplete"


@every_path
def test_a_body_over_the_limit_is_a_413_and_is_not_read_to_its_end(web: str, path: str) -> None:
    chunked = head(path, "Content-Type: application/json", "Transfer-Encoding: chunked")
    said, taken = raw(web, chunked, chunks(65536, 1000))
    assert said.startswith(b"HTTP/1.1 413")
    assert json.loads(said.split(b"\r\n\r\n")[1])["code"] == "body_too_large"
    assert taken < 16 * LIMIT
    declared = head(path, "Content-Type: application/json", f"Content-Length: {64 * LIMIT}")
    said, taken = raw(web, declared, (b" " * 65536 for _ in range(1000)))
    assert said.startswith(b"HTTP/1.1 413")
    assert taken < 16 * LIMIT


@every_path
@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "GET", "OPTIONS"])
def test_the_limit_holds_for_every_method(web: str, path: str, method: str) -> None:
    said, _ = raw(web, head(path, "Transfer-Encoding: chunked", method=method), chunks(65536, 20))
    assert said.startswith(b"HTTP/1.1 413")


def test_a_client_that_sends_everything_before_it_listens_sees_the_refusal(web: str, token: dict[str, str]) -> None:
    for body in (b" " * (LIMIT + 1), b" " * (3 * LIMIT)):
        for content in (body, iter([body])):
            answer = httpx2.post(f"{web}{PATHS[0]}", content=content, headers=token)
            assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")


def test_exactly_the_limit_is_read(web: str, token: dict[str, str]) -> None:
    body = json.dumps({"name": "Full"}).encode()
    padded = body + b" " * (LIMIT - len(body))
    for content in (padded, iter([padded])):
        headers = token | {"Content-Type": "application/json"}
        assert httpx2.post(f"{web}{PATHS[0]}", content=content, headers=headers).status_code == 201


@every_path
@pytest.mark.parametrize("length", ["-1", "abc", "1e3", "5, 6", "99999999999999999999999999"])
def test_a_wrong_length_is_never_a_500(web: str, path: str, length: str) -> None:
    said, _ = raw(web, head(path, f"Content-Length: {length}"), [b"{}"])
    assert said.split(b" ")[1] in {b"400", b"413"}


def test_a_length_beside_chunks_or_two_lengths_are_refused(web: str) -> None:
    for lines in (["Content-Length: 2", "Transfer-Encoding: chunked"], ["Content-Length: 2", "Content-Length: 3"]):
        said, _ = raw(web, head(PATHS[0], *lines), [b"2\r\n{}\r\n0\r\n\r\n"])
        assert said.startswith(b"HTTP/1.1 400")


@every_path
def test_no_length_is_no_body(web: str, path: str) -> None:
    said, _ = raw(web, head(path, "Connection: close"))
    assert int(said.split(b" ")[1]) < 500


@pytest.mark.parametrize("path", ["/?q=\xff", "/api/v1/me?\xff=1", "/api/v1/me?q=%00", "/shared/%00", "/api/v1/%00"])
def test_bytes_that_are_no_text_are_refused(web: str, path: str) -> None:
    said, _ = raw(web, head(path, "Connection: close", method="GET"))
    assert said.split(b" ")[1] in {b"400", b"404"}


@every_path
@pytest.mark.parametrize("charset", ["hex", "rot13", "zlib"])
def test_a_codec_that_is_no_encoding_is_a_415(web: str, path: str, charset: str) -> None:
    answer = httpx2.get(f"{web}{path}?q=a", headers={"Content-Type": f"text/plain; charset={charset}"})
    assert answer.status_code == 415


@every_path
@pytest.mark.parametrize("name", ["charset", "boundary", "x"])
@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data; boundary=b"])
def test_a_content_type_in_an_encoding_that_does_not_exist_is_a_415(web: str, path: str, kind: str, name: str) -> None:
    """RFC 2231: Django looks for the codec that any parameter names while it makes the request, before any view."""
    for method in ("GET", "POST"):
        lines = (f"Content-Type: {kind}; {name}*=no-such-thing''x", "Content-Length: 2", "Connection: close")
        said, _ = raw(web, head(path, *lines, method=method), [b"{}"])
        assert said.startswith(b"HTTP/1.1 415"), said
        assert b"cache-control: private, no-store" in said.lower()
