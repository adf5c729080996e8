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
from connectors.oauth.scopes import short_names
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


GRAPH = "https://graph.microsoft.com/"


@pytest.mark.parametrize(
    ("said", "prefix", "names"),
    [
        (f"{GRAPH}Mail.Read {GRAPH}User.Read", GRAPH, "Mail.Read User.Read"),
        ("Mail.Read openid", GRAPH, "Mail.Read openid"),
        # One of them in both ways, as an account that was asked for more has it.
        (f"Mail.Read {GRAPH}Mail.Read {GRAPH}Mail.Send", GRAPH, "Mail.Read Mail.Send"),
        # Another API's scope of the same name is another scope.
        ("https://outlook.office.com/Mail.Read", GRAPH, "https://outlook.office.com/Mail.Read"),
        ("http://graph.microsoft.com/Mail.Read", GRAPH, "http://graph.microsoft.com/Mail.Read"),
        (GRAPH, GRAPH, GRAPH),
        (f"{GRAPH}Mail.Read", "", f"{GRAPH}Mail.Read"),
        ("", GRAPH, ""),
        (None, GRAPH, None),
    ],
)
def test_a_scope_is_kept_by_the_name_that_it_is_asked_for_with(
    said: str | None, prefix: str, names: str | None
) -> None:
    assert short_names(said, prefix) == names


@pytest.mark.anyio
async def test_scopes_with_their_apis_address_are_the_ones_that_were_asked_for_also_of_a_renewed_token() -> None:
    async def give(request: Request) -> JSONResponse:
        return JSONResponse({"access_token": "mias", "refresh_token": "next", "scope": f"{GRAPH}Mail.Read openid"})

    with served(Starlette(routes=[Route("/token", give, methods=["POST"])])) as origin:
        facts = {**FACTS, "token_endpoint": f"{origin}/token", "scope_prefix": GRAPH}
        pending = start_authorization(known_server(facts), CLIENT, scope="Mail.Read openid")
        async with guarded_client(EgressPolicy.parse(origin.removeprefix("http://"))) as client:
            given = await exchange_code(client, pending, "code")
            renewed = await refresh(client, pending.server, CLIENT, given)
    assert given.scope == renewed.scope == "Mail.Read openid"
