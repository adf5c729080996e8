"""The whole sign-in against a fake server, step by step, for tests that look at one of them."""

from urllib.parse import parse_qsl, urlsplit

from connectors.network import EgressPolicy, GuardedClient, guarded_client
from connectors.oauth import (
    AuthorizationServer,
    ClientIdentity,
    PendingAuthorization,
    RegisteredClient,
    TokenSet,
    check_callback,
    discover,
    exchange_code,
    register,
    start_authorization,
)
from tests.fakes.authorization_server import FakeAuthorizationServer

IDENTITY = ClientIdentity("Switchboard", "https://switchboard.example.com/oauth/callback", connector="tracker")


def client_for(fake: FakeAuthorizationServer) -> GuardedClient:
    return guarded_client(EgressPolicy.parse(fake.origin.removeprefix("http://")), total_seconds=5)


async def discovered(client: GuardedClient, fake: FakeAuthorizationServer) -> AuthorizationServer:
    return await discover(client, fake.server_url, challenges=[fake.challenge()])


async def started(client: GuardedClient, fake: FakeAuthorizationServer) -> PendingAuthorization:
    server = await discovered(client, fake)
    registered = await register(client, server, IDENTITY)
    return start_authorization(server, registered)


async def browse(client: GuardedClient, pending: PendingAuthorization) -> dict[str, str]:
    """What the browser brings to the callback after the person consented."""
    response = await client.get(pending.url)
    return dict(parse_qsl(urlsplit(response.headers["location"]).query))


async def connected(
    client: GuardedClient, fake: FakeAuthorizationServer
) -> tuple[AuthorizationServer, RegisteredClient, TokenSet]:
    pending = await started(client, fake)
    code = check_callback(pending, await browse(client, pending), path=urlsplit(pending.redirect_uri).path)
    return pending.server, pending.registered, await exchange_code(client, pending, code)
