"""Whose account it is, asked of servers that answer well, badly, or not at all."""

import json
from dataclasses import replace
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from connectors.network import EgressPolicy, guarded_client
from connectors.oauth import AuthorizationServer, account_name
from tests.connectors.oauth.flow import client_for, discovered
from tests.fakes.authorization_server import authorization_server
from tests.fakes.serving import free_socket, origin_of, served

pytestmark = pytest.mark.anyio

SERVER = AuthorizationServer(
    issuer="https://login.example.com",
    authorization_endpoint="https://login.example.com/authorize",
    token_endpoint="https://login.example.com/token",
    resource="https://mcp.example.com/mcp",
)
MIA = {"sub": "7", "name": "Mia Kern", "preferred_username": "mia", "email": "mia@acme.example"}


async def name_at(endpoint: str | None, allowed: str = "") -> str:
    async with guarded_client(EgressPolicy.parse(allowed), total_seconds=5) as client:
        return await account_name(client, replace(SERVER, userinfo_endpoint=endpoint), "access-1")


async def name_answered_by(answer: Response) -> str:
    """The name that comes of one answer to a bearer of the token; anybody else gets 401."""

    async def userinfo(request: Request) -> Response:
        return answer if request.headers.get("authorization") == "Bearer access-1" else Response(status_code=401)

    with served(Starlette(routes=[Route("/userinfo", userinfo)])) as origin:
        return await name_at(f"{origin}/userinfo", origin.removeprefix("http://"))


@pytest.mark.parametrize(
    ("claims", "name"),
    [
        (MIA, "mia@acme.example"),
        ({**MIA, "email": ""}, "mia"),
        ({**MIA, "email": " \n ", "preferred_username": None}, "Mia Kern"),
        ({**MIA, "email": ["a@b.example"], "preferred_username": {"x": 1}, "name": 7}, ""),
        ({"sub": "7"}, ""),
        ({}, ""),
    ],
)
async def test_the_e_mail_comes_before_the_user_name_and_the_name(claims: dict[str, Any], name: str) -> None:
    assert await name_answered_by(JSONResponse(claims)) == name


async def test_a_name_is_one_clean_line_of_at_most_200_characters() -> None:
    assert await name_answered_by(JSONResponse({"email": "m" * 300})) == "m" * 200
    dirty = Response(b'{"name": " Mia\\u0000\\r\\n\\tKern\\ud800 "}', media_type="application/json")
    assert await name_answered_by(dirty) == "Mia Kern"


@pytest.mark.parametrize(
    "answer",
    [
        HTMLResponse("<h1>Sign in</h1>"),
        Response(b"\xff\xfe{", media_type="application/json"),
        Response(b"[" * 100_000, media_type="application/json"),
        JSONResponse([MIA]),
        JSONResponse("mia@acme.example"),
        JSONResponse(MIA, 201),
        JSONResponse(MIA, 401),
        JSONResponse(MIA, 429),
        JSONResponse(MIA, 500),
        RedirectResponse("https://elsewhere.example.com/userinfo"),
        RedirectResponse("//[bad"),
        JSONResponse(MIA, headers={"content-encoding": "gzip"}),
        Response(json.dumps({**MIA, "x": "x" * (8 << 20)}), media_type="application/json"),
    ],
    ids=lambda answer: f"{answer.status_code}-{len(answer.body)}",
)
async def test_an_answer_that_is_no_claims_gives_no_name_and_no_error(answer: Response) -> None:
    assert await name_answered_by(answer) == ""


async def test_without_an_endpoint_nothing_is_asked() -> None:
    assert await name_at(None) == ""


async def test_a_server_that_is_down_gives_no_name_and_no_error() -> None:
    with free_socket() as closed_soon:
        origin = origin_of(closed_soon)
    assert await name_at(f"{origin}/userinfo", origin.removeprefix("http://")) == ""


async def test_a_private_address_is_never_asked() -> None:
    asked: list[str] = []

    async def userinfo(request: Request) -> Response:
        asked.append(request.url.path)
        return JSONResponse(MIA)

    with served(Starlette(routes=[Route("/userinfo", userinfo)])) as origin:
        assert await name_at(f"{origin}/userinfo") == ""
        assert await name_at(f"{origin.replace('http:', 'https:')}/userinfo") == ""
    assert asked == []


@pytest.mark.parametrize(
    ("announced", "kept"),
    [
        ("https://openid.example.com/v1/userinfo", "https://openid.example.com/v1/userinfo"),
        ("https://10.0.0.5/userinfo", None),
        ("https://169.254.169.254/latest", None),
        ("http://openid.example.com/userinfo", None),
        ("https://a:b@openid.example.com/", None),
        ("file:///etc/passwd", None),
        ("", None),
        (7, None),
        (["https://openid.example.com/"], None),
        (None, None),
    ],
)
async def test_an_announced_endpoint_is_kept_when_it_may_be_asked_and_else_is_not_there(
    announced: Any, kept: str | None
) -> None:
    with authorization_server(metadata={"userinfo_endpoint": announced}) as fake:
        async with client_for(fake) as client:
            server = await discovered(client, fake)
    assert (server.userinfo_endpoint, server.token_endpoint) == (kept, f"{fake.origin}/token")


def test_a_server_stored_before_there_was_such_an_endpoint_is_still_read() -> None:
    stored = SERVER.to_json()
    del stored["userinfo_endpoint"]
    assert AuthorizationServer.from_json(stored) == SERVER
    known = replace(SERVER, userinfo_endpoint="https://login.example.com/userinfo")
    assert AuthorizationServer.from_json(json.loads(json.dumps(known.to_json()))) == known
