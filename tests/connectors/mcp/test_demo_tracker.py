"""The whole way of a connection against the demo tracker: sign in, list, write, refresh, revoke."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest

from connectors.demo.services import TRACKER
from connectors.mcp import (
    AuthorizationRequired,
    ClientPool,
    Credential,
    InsufficientScope,
    ServerAddress,
    Target,
    ToolSchemas,
    open_client,
)
from connectors.network import EgressPolicy, GuardedClient, guarded_client
from connectors.oauth import (
    ClientIdentity,
    PendingAuthorization,
    TokenSet,
    check_callback,
    discover,
    exchange_code,
    refresh,
    register,
    revoke,
    start_authorization,
)
from tests.fakes.demo_servers import DemoServers

pytestmark = pytest.mark.anyio

IDENTITY = ClientIdentity("Switchboard", "http://localhost:8000/oauth/callback", connector="acme-tracker")


@pytest.fixture
def servers(tmp_path: Path) -> Iterator[DemoServers]:
    with DemoServers(tmp_path) as running:
        yield running


def policy_for(servers: DemoServers) -> EgressPolicy:
    return EgressPolicy.parse(servers.base_url.removeprefix("http://"))


async def challenged(servers: DemoServers) -> AuthorizationRequired:
    """What the tracker answers to somebody without a token."""
    with pytest.raises(AuthorizationRequired) as required:
        async with open_client(ServerAddress(servers.url_of(TRACKER)), policy=policy_for(servers)):
            pass
    return required.value


async def started(client: GuardedClient, servers: DemoServers, scope: str | None) -> PendingAuthorization:
    asked = await challenged(servers)
    server = await discover(client, servers.url_of(TRACKER), challenges=asked.challenges)
    registered = await register(client, server, IDENTITY)
    return start_authorization(server, registered, scope=scope)


async def consented(client: GuardedClient, pending: PendingAuthorization, person: str) -> dict[str, str]:
    """Do as the browser: open the page, pick the person, allow; gives the callback's query."""
    page = await client.get((await client.get(pending.url)).headers["location"])
    request = re.search(r'name="request" value="([^"]+)"', page.text)
    assert request is not None
    form = {"request": request[1], "choice": "allow", "person": person}
    answer = await client.post(str(page.url.join("/consent")), data=form)
    return dict(parse_qsl(urlsplit(answer.headers["location"]).query))


async def connected(
    client: GuardedClient, servers: DemoServers, scope: str | None = None
) -> tuple[PendingAuthorization, TokenSet]:
    pending = await started(client, servers, scope)
    # Between the two HTTP requests everything is JSON in a row.
    pending = PendingAuthorization.from_json(pending.to_json())
    code = check_callback(
        pending, await consented(client, pending, "mia@acme.example"), path=urlsplit(pending.redirect_uri).path
    )
    return pending, await exchange_code(client, pending, code)


async def test_from_no_token_to_an_issue_and_back(servers: DemoServers) -> None:
    policy, address = policy_for(servers), ServerAddress(servers.url_of(TRACKER))
    async with guarded_client(policy) as client:
        pending, tokens = await connected(client, servers)
        async with open_client(address, credential=Credential.bearer(tokens.access_token), policy=policy) as tracker:
            stored = tracker.negotiated
            offered = {tool.name: tool for tool in (await tracker.list_tools()).tools}
        assert offered["list_issues"].annotations["read_only_hint"] is True
        create = offered["create_issue"]
        assert create.annotations.get("read_only_hint") is not True

        renewed = await refresh(client, pending.server, pending.registered, tokens)
        pool = ClientPool(policy)
        mia = Target("connection-1", address, Credential.bearer(renewed.access_token), stored)
        created = await pool.call_tool(
            mia,
            "create_issue",
            {"title": "The login button disappears on mobile"},
            schemas=ToolSchemas(create.input_schema, create.output_schema),
            deadline_seconds=10,
        )
        read = await pool.call_tool(mia, "list_issues", {"query": "login button"}, deadline_seconds=10)
        assert (created.status, created.structured["reporter"]) == ("succeeded", "mia@acme.example")
        assert created.structured["key"] in read.blocks[0]["text"]

        assert await revoke(client, pending.server, pending.registered, renewed)
        with pytest.raises(AuthorizationRequired) as refused:
            await pool.call_tool(mia, "list_issues", {}, deadline_seconds=10)
        assert not refused.value.may_have_run
        await pool.aclose()


async def test_a_write_without_the_scope_asks_for_it_and_runs_nothing(servers: DemoServers) -> None:
    policy, address = policy_for(servers), ServerAddress(servers.url_of(TRACKER))
    async with guarded_client(policy) as client:
        _, tokens = await connected(client, servers, scope=TRACKER.read_scope)
    async with open_client(address, credential=Credential.bearer(tokens.access_token), policy=policy) as tracker:
        with pytest.raises(InsufficientScope) as wanted:
            await tracker.call_tool("create_issue", {"title": "No"}, deadline_seconds=10)
    assert TRACKER.write_scope in str(wanted.value.scope) and not wanted.value.may_have_run
