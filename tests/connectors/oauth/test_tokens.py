"""Code to tokens, refresh and revocation."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from connectors.oauth import (
    GrantInvalid,
    IssuerMismatch,
    OAuthFailed,
    RegisteredClient,
    TokenRefused,
    TokenSet,
    fetching,
    refresh as refresh_tokens,
    revoke,
)
from connectors.oauth.fetching import MAX_HOPS
from connectors.oauth.tokens import exchange_code
from tests.connectors.oauth.flow import client_for, connected, started
from tests.fakes.authorization_server import authorization_server

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("method", ["none", "client_secret_basic", "client_secret_post"])
async def test_the_whole_way_with_every_way_to_authenticate(method: str) -> None:
    with authorization_server(auth_method=method) as fake:
        async with client_for(fake) as client:
            server, registered, tokens = await connected(client, fake)
            assert tokens.access_token in fake.access_tokens
            assert (tokens.scope, registered.token_auth_method) == ("read write offline_access", method)
            renewed = await refresh_tokens(client, server, registered, tokens)
            assert await revoke(client, server, registered, renewed)
        assert fake.revoked == [renewed.refresh_token, renewed.access_token]
        assert renewed.refresh_token != tokens.refresh_token
        assert len(fake.asked("/token")) == 2


async def test_the_life_of_a_token_is_an_aware_time() -> None:
    with authorization_server() as fake:
        async with client_for(fake) as client:
            _, _, tokens = await connected(client, fake)
    assert tokens.expires_at is not None
    assert timedelta(minutes=59) < tokens.expires_at - datetime.now(UTC) <= timedelta(hours=1)
    assert not tokens.expires_within(60)
    assert tokens.expires_within(3601)


@pytest.mark.parametrize(
    ("expires_in", "seconds"),
    [
        ("60", 60),
        (60.9, 60),
        (-5, None),
        ("-1", None),
        (0, None),
        (0.4, None),
        (10**30, 315_360_000),
        ("soon", None),
        (None, None),
        ([], None),
    ],
)
async def test_odd_lifetimes_are_read_as_well_as_they_can_be(expires_in: Any, seconds: int | None) -> None:
    with authorization_server(token_fields={"expires_in": expires_in}) as fake:
        async with client_for(fake) as client:
            _, _, tokens = await connected(client, fake)
    if seconds is None:
        assert tokens.expires_at is None and not tokens.expires_within(10**9)
    else:
        assert tokens.expires_at is not None
        assert abs((tokens.expires_at - datetime.now(UTC)).total_seconds() - seconds) < 10


@pytest.mark.parametrize(
    ("given", "scope"),
    [
        (["read", "write"], "read write"),
        (["read", None, 7], "read"),
        ("read,write", "read write"),
        (",", "read write offline_access"),
        ("", "read write offline_access"),
        ({"read": True}, "read write offline_access"),
        (7, "read write offline_access"),
    ],
)
async def test_a_scope_of_any_form_is_read(given: Any, scope: str) -> None:
    with authorization_server(token_fields={"scope": given}) as fake:
        async with client_for(fake) as client:
            assert (await connected(client, fake))[2].scope == scope


@pytest.mark.parametrize(("given", "kept"), [(False, None), ("", None), ([], None), ({}, None), (12345, "12345")])
async def test_an_odd_refresh_token_does_not_cost_the_sign_in(given: Any, kept: str | None) -> None:
    with authorization_server(token_fields={"refresh_token": given}) as fake:
        async with client_for(fake) as client:
            assert (await connected(client, fake))[2].refresh_token == kept


@pytest.mark.parametrize("given", ["", False, [], {}, "two words"])
async def test_what_is_no_access_token_is_refused(given: Any) -> None:
    with authorization_server(token_fields={"access_token": given}) as fake:
        async with client_for(fake) as client:
            with pytest.raises(TokenRefused):
                await connected(client, fake)


@pytest.mark.parametrize("status", [307, 308])
async def test_a_token_endpoint_that_sends_on_within_its_origin_is_followed(status: int) -> None:
    with authorization_server(metadata={"token_endpoint": "{origin}/moved"}, moved=(status, "/token")) as fake:
        async with client_for(fake) as client:
            assert (await connected(client, fake))[2].access_token in fake.access_tokens


async def test_a_server_that_sends_on_slowly_is_not_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "_FOLLOWING_SECONDS", -1.0)
    with authorization_server(metadata={"token_endpoint": "{origin}/moved"}, moved=(307, "/token")) as fake:
        async with client_for(fake) as client:
            with pytest.raises(OAuthFailed):
                await connected(client, fake)
    assert fake.asked("/token") == []


@pytest.mark.parametrize(
    ("status", "to"),
    [(301, "/token"), (302, "/token"), (303, "/token"), (307, "{other}/token"), (307, "/moved"), (308, "//[")],
)
async def test_a_code_goes_nowhere_else_and_round_in_no_circle(status: int, to: str) -> None:
    with authorization_server() as other:
        where = (status, to.format(other=other.origin))
        with authorization_server(metadata={"token_endpoint": "{origin}/moved"}, moved=where) as fake:
            async with client_for(fake) as client:
                with pytest.raises(OAuthFailed):
                    await connected(client, fake)
        assert other.log == [] and fake.asked("/token") == []
        assert len(fake.asked("/moved")) == (MAX_HOPS + 1 if to == "/moved" else 1)


async def test_an_omitted_scope_is_the_one_asked_for() -> None:
    with authorization_server(token_fields={"scope": None}) as fake:
        async with client_for(fake) as client:
            _, _, tokens = await connected(client, fake)
    assert tokens.scope == "read write offline_access"


async def test_a_refresh_keeps_what_the_answer_leaves_out() -> None:
    with authorization_server(rotates=False, token_fields={"scope": None}) as fake:
        async with client_for(fake) as client:
            server, registered, tokens = await connected(client, fake)
            renewed = await refresh_tokens(client, server, registered, tokens)
    assert (renewed.refresh_token, renewed.scope) == (tokens.refresh_token, tokens.scope)
    assert renewed.access_token != tokens.access_token


async def test_a_code_is_good_once() -> None:
    with authorization_server() as fake:
        async with client_for(fake) as client:
            pending = await started(client, fake)
            with pytest.raises(GrantInvalid):
                await exchange_code(client, pending, "made-up")


async def test_a_used_refresh_token_means_connect_again() -> None:
    with authorization_server() as fake:
        async with client_for(fake) as client:
            server, registered, tokens = await connected(client, fake)
            await refresh_tokens(client, server, registered, tokens)
            with pytest.raises(GrantInvalid):
                await refresh_tokens(client, server, registered, tokens)


async def test_without_a_refresh_token_nothing_is_sent() -> None:
    with authorization_server() as fake:
        async with client_for(fake) as client:
            server, registered, tokens = await connected(client, fake)
            with pytest.raises(GrantInvalid):
                await refresh_tokens(client, server, registered, replace(tokens, refresh_token=None))
        assert len(fake.asked("/token")) == 1


@pytest.mark.parametrize(
    ("token", "code", "transient"),
    [
        ("INVALID_GRANT", "invalid_grant", False),
        ("grant_in_object", "invalid_grant", False),
        ("as_a_list", "token_refused", False),
        ("words", "token_refused", False),
        ("invalid_grant", "invalid_grant", False),
        ("error_in_200", "invalid_grant", False),
        ("invalid_client", "invalid_client", False),
        ("broken", "authorization_server_unavailable", True),
        ("busy", "authorization_server_unavailable", True),
        ("html", "token_refused", False),
        ("mac", "token_refused", False),
        ("line_break", "token_refused", False),
    ],
)
async def test_a_failed_refresh_is_classified_and_says_no_secret(token: str, code: str, transient: bool) -> None:
    with authorization_server() as fake:
        async with client_for(fake) as client:
            server, registered, tokens = await connected(client, fake)
            fake.behaviour.token = token
            with pytest.raises(OAuthFailed) as failed:
                await refresh_tokens(client, server, registered, tokens)
    error = failed.value
    assert (error.code, error.transient) == (code, transient)
    assert error.retry_after_seconds == (11 if token == "busy" else None)
    assert token != "busy" or error.person_message.endswith("Try again in 11 seconds.")
    for secret in ("secret", str(registered.client_secret), str(tokens.refresh_token)):
        assert secret not in error.person_message


async def test_a_client_is_never_shown_to_another_issuer() -> None:
    with authorization_server() as fake:
        async with client_for(fake) as client:
            server, registered, tokens = await connected(client, fake)
            moved = replace(server, issuer="https://other.example.com")
            with pytest.raises(IssuerMismatch):
                await refresh_tokens(client, moved, registered, tokens)
        assert len(fake.asked("/token")) == 1


async def test_revocation_says_when_there_is_none_and_when_to_try_again() -> None:
    with authorization_server() as fake:
        async with client_for(fake) as client:
            server, registered, tokens = await connected(client, fake)
            assert not await revoke(client, replace(server, revocation_endpoint=None), registered, tokens)
            fake.behaviour.revocation = "unsupported_token_type"
            assert await revoke(client, server, registered, tokens)
            fake.behaviour.revocation = "broken"
            with pytest.raises(OAuthFailed) as failed:
                await revoke(client, server, registered, tokens)
    assert failed.value.transient


def test_tokens_survive_as_json_and_are_not_in_the_repr() -> None:
    tokens = TokenSet("access-1", "refresh-1", "read", datetime(2026, 11, 22, 12, tzinfo=UTC))
    assert TokenSet.from_json(json.loads(json.dumps(tokens.to_json()))) == tokens
    assert "access-1" not in repr(tokens) and "refresh-1" not in repr(tokens)
    client = RegisteredClient("id", "https://x.example/cb", "dynamic", "hush-hush")
    assert "hush-hush" not in repr(client)
    assert RegisteredClient.from_json(json.loads(json.dumps(client.to_json()))) == client


@pytest.mark.parametrize("what", ["exchange", "refresh", "revoke"])
async def test_a_client_is_shown_to_no_endpoint_outside_the_origins_it_is_for(what: str) -> None:
    with authorization_server() as fake, authorization_server() as other:
        async with client_for(fake) as client:
            sign_in = await started(client, fake)
            server = replace(sign_in.server, token_endpoint=f"{other.origin}/token", revocation_endpoint=other.origin)
            tokens = TokenSet("access", "refresh")
            with pytest.raises(IssuerMismatch):
                if what == "exchange":
                    await exchange_code(client, replace(sign_in, server=server), "code")
                elif what == "refresh":
                    await refresh_tokens(client, server, sign_in.registered, tokens)
                else:
                    await revoke(client, server, sign_in.registered, tokens)
        assert other.log == []
