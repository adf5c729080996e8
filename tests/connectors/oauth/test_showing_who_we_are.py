"""How our client shows itself at the token endpoint: in one way, the announced one, and once in the other."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from connectors.oauth import (
    OAuthFailed,
    exchange_code,
    preregistered_client,
    refresh,
    register,
    revoke,
    start_authorization,
)
from tests.connectors.oauth.flow import IDENTITY, browse, client_for, connected, discovered, started
from tests.fakes.authorization_server import authorization_server

pytestmark = pytest.mark.anyio
POST, BASIC = "client_secret_post", "client_secret_basic"
SECRET = "a b:c%/+é~"


@pytest.mark.parametrize(
    ("announced", "method"),
    [
        ([POST, BASIC, "none"], POST),
        ([BASIC, POST], POST),
        ([BASIC], BASIC),
        ([POST], POST),
        (["private_key_jwt", BASIC], BASIC),
        (None, BASIC),  # the default of RFC 8414, 2
        (["none"], BASIC),
        (["private_key_jwt"], BASIC),
    ],
)
async def test_an_entered_secret_goes_in_the_announced_way(announced: Sequence[str] | None, method: str) -> None:
    with authorization_server(metadata={"token_endpoint_auth_methods_supported": announced}) as fake:
        fake.clients["a:b c"] = {"client_id": "a:b c", "client_secret": SECRET, "token_endpoint_auth_method": method}
        async with client_for(fake) as client:
            server = await discovered(client, fake)
            entered = preregistered_client("a:b c", SECRET, IDENTITY.redirect_uri)
            used = await register(client, server, IDENTITY, preregistered=entered)
            pending = start_authorization(server, used)
            code = (await browse(client, pending))["code"]
            tokens = await exchange_code(client, pending, code)
            renewed = await refresh(client, server, used, tokens)
            assert await revoke(client, server, used, renewed)
        assert tokens.client_method == renewed.client_method == method
        # One request each: the first way was the right one.
        assert len(fake.asked("/token")) == len(fake.asked("/revoke")) == 2
        for sent in fake.asked("/token") + fake.asked("/revoke"):
            assert ("client_id" in sent) == (method == POST)
            assert sent.get("client_secret") == (SECRET if method == POST else None)


async def test_a_public_client_says_its_id_in_the_form_and_nothing_else() -> None:
    with authorization_server(auth_method="none") as fake:
        async with client_for(fake) as client:
            server, registered, tokens = await connected(client, fake)
            await refresh(client, server, registered, tokens)
        assert all(sent["client_id"] == registered.client_id for sent in fake.asked("/token"))
        assert not any("client_secret" in sent for sent in fake.asked("/token"))


@pytest.mark.parametrize("taken", [POST, BASIC])
@pytest.mark.parametrize("registered_as", [POST, BASIC])
async def test_the_other_way_is_tried_once_and_remembered(taken: str, registered_as: str) -> None:
    with authorization_server(auth_method=registered_as, takes_methods=(taken,)) as fake:
        async with client_for(fake) as client:
            server, registered, tokens = await connected(client, fake)
            asked = 1 if taken == registered_as else 2
            assert len(fake.asked("/token")) == asked
            assert tokens.client_method == taken
            proven = replace(registered, token_auth_method=taken, method_is_proven=True)  # type: ignore[arg-type]
            renewed = await refresh(client, server, proven, tokens)
            assert len(fake.asked("/token")) == asked + 1
            assert await revoke(client, server, proven, renewed)
        assert len(fake.asked("/revoke")) == 2


async def test_a_client_that_is_refused_in_both_ways_is_refused() -> None:
    with authorization_server(takes_methods=()) as fake:
        async with client_for(fake) as client:
            pending = await started(client, fake)
            code = (await browse(client, pending))["code"]
            fake.behaviour.takes_methods = ("private_key_jwt",)
            with pytest.raises(OAuthFailed) as failed:
                await exchange_code(client, pending, code)
        assert failed.value.code == "invalid_client" and len(fake.asked("/token")) == 2


@pytest.mark.parametrize(
    "token", ["invalid_grant", "invalid_grant_401", "unauthorized_client", "firewall", "gone", "busy", "broken", "html"]
)
async def test_no_other_answer_is_asked_for_twice(token: str) -> None:
    with authorization_server() as fake:
        async with client_for(fake) as client:
            pending = await started(client, fake)
            code = (await browse(client, pending))["code"]
            fake.behaviour.token = token
            with pytest.raises(OAuthFailed):
                await exchange_code(client, pending, code)
        assert len(fake.asked("/token")) == 1


@pytest.mark.parametrize(
    "words",
    [
        ({"error": "access_denied", "error_description": "Unauthorized"}, 401),
        ({"error": "unauthorized_client"}, 401),
        ({"error": {"code": "invalid_client"}}, 401),
        ({"error": "invalid_client"}, 403),
        ({"error": "invalid_request", "error_description": "client_id is missing"}, 400),
        ({"error": "incorrect_client_credentials"}, 200),
        ({"error": "bad_client_secret", "ok": False}, 200),
        ("Unauthorized", 401),
    ],
)
async def test_a_server_that_does_not_understand_us_says_so_in_many_ways(words: tuple[Any, int]) -> None:
    with authorization_server(auth_method=BASIC, takes_methods=(POST,), unknown_words=words) as fake:
        async with client_for(fake) as client:
            _, _, tokens = await connected(client, fake)
        assert tokens.client_method == POST and len(fake.asked("/token")) == 2


async def test_a_server_that_takes_another_way_than_it_did_is_understood_and_remembered_anew() -> None:
    with authorization_server(auth_method=BASIC) as fake:
        async with client_for(fake) as client:
            server, registered, tokens = await connected(client, fake)
            fake.behaviour.takes_methods = (POST,)
            proven = replace(registered, token_auth_method=BASIC, method_is_proven=True)  # type: ignore[arg-type]
            assert (await refresh(client, server, proven, tokens)).client_method == POST
        assert len(fake.asked("/token")) == 3


@pytest.mark.parametrize(
    "fields",
    [
        {"token_type": "bearer"},
        {"token_type": "BEARER"},
        {"token_type": "user"},
        {"token_type": "bot"},
        {"token_type": ""},
        {"token_type": None},
        {"expires_in": "3600"},
        {"expires_in": "3600.0"},
        {"scope": ""},
    ],
)
async def test_a_token_of_an_odd_shape_is_taken(fields: dict[str, Any]) -> None:
    with authorization_server(token_fields=fields) as fake:
        async with client_for(fake) as client:
            _, _, tokens = await connected(client, fake)
        assert tokens.access_token in fake.access_tokens


async def test_a_token_in_a_form_is_read() -> None:
    with authorization_server(token="form") as fake:
        async with client_for(fake) as client:
            _, _, tokens = await connected(client, fake)
        assert (tokens.access_token, tokens.refresh_token, tokens.scope) == ("a-1", "r-1", "read write")
        assert tokens.expires_at is not None


async def test_empty_texts_in_the_description_are_as_if_left_out() -> None:
    empty = {"revocation_endpoint": "", "service_documentation": "", "jwks_uri": "", "registration_endpoint": ""}
    with authorization_server(metadata=empty) as fake:
        async with client_for(fake) as client:
            server = await discovered(client, fake)
    assert server.from_metadata and (server.revocation_endpoint, server.registration_endpoint) == (None, None)
