"""Registered for all that a sign-in may want, and asked for less once the server refused it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from connectors.oauth import (
    AuthorizationServer,
    OAuthFailed,
    RegisteredClient,
    RegistrationRefused,
    register,
    scope_to_ask,
)
from tests.connectors.oauth.flow import IDENTITY, client_for, discovered
from tests.fakes.authorization_server import authorization_server

SERVER = AuthorizationServer(
    "https://as.example", "https://as.example/a", "https://as.example/t", "https://mcp.example/mcp"
)
CLIENT = RegisteredClient("id", "https://x.example/cb", "dynamic")


@pytest.mark.parametrize(
    ("default", "listed", "registered", "refused", "wanted", "challenged", "asked"),
    [
        (None, [], None, [], [], None, ""),
        ("read write", [], None, [], [], None, "read write"),
        ("read offline_access", [], None, [], ["files"], None, "files offline_access"),
        ("read", [], None, [], ["files"], "mail", "files mail"),
        # Within what was registered, where anything of it was.
        ("read write", [], "read", [], [], None, "read"),
        ("read", [], "read", [], ["files"], None, "files"),
        # What was refused is not asked for again.
        ("read", ["files", "read"], None, ["files odd"], ["files", "odd"], None, "files"),
        ("read", [], None, ["files"], ["files"], None, "read"),
        ("read", ["files"], None, ["files", "read"], ["files"], None, ""),
        (None, [], None, ["files"], ["files"], None, ""),
    ],
)
def test_what_a_sign_in_asks_for(
    default: str | None,
    listed: Sequence[str],
    registered: str | None,
    refused: Sequence[str],
    wanted: Sequence[str],
    challenged: str | None,
    asked: str,
) -> None:
    server = replace(SERVER, default_scope=default, scopes_supported=tuple(listed))
    client = replace(CLIENT, scope=registered, refused_scopes=tuple(refused))
    assert scope_to_ask(server, client, wanted, challenged) == asked


@pytest.mark.parametrize(
    ("default", "registered", "refused", "wanted", "account", "asked"),
    [
        ("read", None, [], [], ["admin"], "read admin"),
        (None, None, [], [], ["read", "admin"], "read admin"),
        ("read", None, [], ["files"], ["files", "admin"], "files admin"),
        ("read", "read", [], [], ["admin"], "read"),
        ("read", "read admin", [], [], ["admin"], "read admin"),
        # Without what was refused, the sign-in is as it was before.
        ("read", None, ["read admin"], [], ["admin"], "read"),
        ("read", None, ["files admin"], ["files"], ["admin"], "files"),
        ("read", None, ["files admin", "files"], ["files"], ["admin"], "read"),
    ],
)
def test_an_account_that_signs_in_again_asks_for_what_it_had_and_lacked(
    default: str | None,
    registered: str | None,
    refused: Sequence[str],
    wanted: Sequence[str],
    account: Sequence[str],
    asked: str,
) -> None:
    client = replace(CLIENT, scope=registered, refused_scopes=tuple(refused))
    assert scope_to_ask(replace(SERVER, default_scope=default), client, wanted, None, account) == asked


@pytest.mark.anyio
async def test_the_registration_names_the_servers_scopes_and_the_listings() -> None:
    with authorization_server() as fake:
        async with client_for(fake) as client:
            server = await discovered(client, fake)
            used = await register(client, server, IDENTITY, scopes=["read", "admin"])
        (sent,) = fake.asked("/register")
    assert set(sent["scope"].split()) == {"read", "write", "offline_access", "admin"}
    assert used.asked_scope == used.scope == sent["scope"]


@pytest.mark.anyio
async def test_a_registration_that_never_asked_for_a_scope_is_not_used_for_it() -> None:
    with authorization_server() as fake:
        async with client_for(fake) as client:
            server = await discovered(client, fake)
            narrow = await register(client, server, IDENTITY)
            assert await register(client, server, IDENTITY, stored=[narrow], scopes=["read"]) == narrow
            wide = await register(client, server, IDENTITY, stored=[narrow], scopes=["admin"])
            # It stays wide, so that two that want different things do not register by turns.
            assert await register(client, server, IDENTITY, stored=[wide], scopes=["read"]) == wide
            # A registration from before this was kept is trusted until it was refused once.
            old = replace(narrow, asked_scope=None, scope=None)
            assert await register(client, server, IDENTITY, stored=[old], scopes=["admin"]) == old
            refused = replace(old, refused_scopes=("admin",))
            again = await register(client, server, IDENTITY, stored=[refused], scopes=["admin"])
        assert wide.client_id != narrow.client_id and again.client_id != old.client_id
        assert len(fake.asked("/register")) == 3


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("behaviour", "scopes", "requests", "registered"),
    [
        ({"registration": "bare"}, [], 2, "read write offline_access"),
        ({"registration": "listed_scopes"}, ["read", "odd"], 2, "read write offline_access"),
        ({"registration": "listed_scopes", "metadata": {"scopes_supported": ["x"]}}, ["odd"], 3, None),
    ],
)
async def test_a_server_that_refuses_what_we_say_is_told_less(
    behaviour: dict[str, Any], scopes: list[str], requests: int, registered: str | None
) -> None:
    with authorization_server(**behaviour) as fake:
        async with client_for(fake) as client:
            used = await register(client, await discovered(client, fake), IDENTITY, scopes=scopes)
        sent = fake.asked("/register")
    assert len(sent) == requests
    assert set((used.scope or "").split()) == set((registered or "").split())
    assert "application_type" in sent[0] and "application_type" not in sent[-1]
    assert set((used.asked_scope or "").split()) >= set(scopes)


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("how", "requests", "code", "reason"),
    [
        ("refused", 3, "registration_failed", "Only partners <b>may</b> register."),
        ("forbidden", 1, "registration_unsupported", "Only partners <b>may</b> register."),
        ("page", 1, "registration_unsupported", ""),
    ],
)
async def test_a_refusal_carries_the_services_reason(how: str, requests: int, code: str, reason: str) -> None:
    with authorization_server(registration=how) as fake:
        async with client_for(fake) as client:
            with pytest.raises(OAuthFailed) as failed:
                await register(client, await discovered(client, fake), IDENTITY)
        assert len(fake.asked("/register")) == requests
    assert isinstance(failed.value, RegistrationRefused)
    assert (failed.value.code, failed.value.reason) == (code, reason)
