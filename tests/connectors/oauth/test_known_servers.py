"""Sign-in servers that a listing knows: the parameters and answers of services that are not MCP's."""

from dataclasses import replace
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from connectors.network import EgressPolicy, guarded_client
from connectors.oauth import OAuthFailed, RegisteredClient, exchange_code, known_server, refresh, start_authorization
from tests.connectors.browser import query_of
from tests.fakes.serving import served

FACTS = {
    "authorization_endpoint": "https://login.example/authorize?access_type=offline&prompt=select_account",
    "token_endpoint": "https://login.example/token",
}
CLIENT = RegisteredClient("ours", "https://us.example/cb", "preregistered", "secret-of-ours", "client_secret_post")


def test_what_the_listing_says_is_asked_and_nothing_about_a_resource() -> None:
    server = known_server(FACTS)
    query = query_of(start_authorization(server, CLIENT, scope="read offline_access").url)
    assert (server.issuer, query["access_type"], query["prompt"]) == (
        "https://login.example",
        "offline",
        "select_account",
    )
    assert (query["scope"], query["code_challenge_method"]) == ("read offline_access", "S256")
    assert "resource" not in query


def test_scopes_go_where_and_how_the_service_wants_them() -> None:
    server = known_server({**FACTS, "scope_parameter": "user_scope", "scope_separator": ","})
    query = query_of(start_authorization(server, CLIENT, scope="chat:write users:read").url)
    assert query["user_scope"] == "chat:write,users:read" and "scope" not in query


@pytest.mark.parametrize("missing", FACTS)
def test_an_endpoint_must_be_known(missing: str) -> None:
    with pytest.raises(KeyError, match=missing):
        known_server({name: value for name, value in FACTS.items() if name != missing})


SLACK = {
    "ok": True,
    "access_token": "the-bots",
    "authed_user": {"access_token": "mias", "scope": "a,b", "expires_in": 9},
}


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("answer", "token"),
    [
        (SLACK, "mias"),
        ({**SLACK, "authed_user": {"id": "U1"}}, None),
        ({**SLACK, "authed_user": None}, None),
        ({"ok": False, "error": "invalid_grant"}, None),
    ],
)
async def test_the_members_own_tokens_are_taken_and_nobody_elses(answer: dict[str, Any], token: str | None) -> None:
    forms: list[dict[str, Any]] = []

    async def give(request: Request) -> JSONResponse:
        forms.append({**await request.form(), "at": request.url.path})
        return JSONResponse(answer)

    with served(Starlette(routes=[Route("/{rest:path}", give, methods=["POST"])])) as origin:
        facts = {**FACTS, "token_endpoint": f"{origin}/token", "refresh_endpoint": f"{origin}/renew"}
        facts["tokens_in"] = "authed_user"
        pending = start_authorization(known_server(facts), CLIENT, scope="a b")
        async with guarded_client(EgressPolicy.parse(origin.removeprefix("http://"))) as client:
            if token is None:
                with pytest.raises(OAuthFailed):
                    await exchange_code(client, pending, "code")
                return
            tokens = await exchange_code(client, pending, "code")
            assert (tokens.access_token, tokens.scope) == (token, "a b")
            await refresh(client, pending.server, CLIENT, replace(tokens, refresh_token="again"))
    asked = [(form["at"], form["grant_type"]) for form in forms]
    assert asked == [("/token", "authorization_code"), ("/renew", "refresh_token")]
    assert not any("resource" in form for form in forms)
