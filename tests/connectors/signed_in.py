"""An account that is signed in at the fake authorization server, and database threads as the worker has them."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any, TypeVar

from django.db import connection as database
from django.utils import timezone

from connectors.accounts.attempts import server_facts, store_client
from connectors.models import Connection
from connectors.oauth import AuthorizationServer, RegisteredClient, TokenSet
from connectors.outbound import origin_of
from organizations.models import Membership
from organizations.tenancy import tenant
from tests.connectors.rows import store_connection, store_connector
from tests.fakes.authorization_server import FakeAuthorizationServer

T = TypeVar("T")
CALLBACK = "http://localhost:8000/oauth/callback"


def sign_in_at(
    fake: FakeAuthorizationServer, member: Membership, *, seconds: int | None, refresh_token: str = "refresh-1"
) -> Connection:
    """A connected account whose token ends in so many seconds."""
    fake.clients["ours"] = {"client_id": "ours", "token_endpoint_auth_method": "none"}
    if refresh_token:
        fake.refresh_tokens[refresh_token] = "read"
    fake.access_tokens.add("access-1")
    server = AuthorizationServer(
        issuer=fake.origin,
        authorization_endpoint=f"{fake.origin}/authorize",
        token_endpoint=f"{fake.origin}/token",
        revocation_endpoint=f"{fake.origin}/revoke",
        resource=fake.server_url,
    )
    with tenant(member.organization_id):
        connector = store_connector(member, server_url=fake.server_url)
        client = store_client(connector, RegisteredClient("ours", CALLBACK, "dynamic", issuer=fake.origin))
        connection = store_connection(connector, member, client=client)
        connection.store_tokens(
            access_token="access-1",
            refresh_token=refresh_token,
            expires_at=timezone.now() + timedelta(seconds=seconds) if seconds is not None else None,
            authorization_server=server_facts(server, origin_of(fake.server_url), TokenSet("access-1")),
            scopes=["read"],
        )
    return connection


class DatabaseThreads:
    """`run_in_db`, as the engine gives it."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(4)

    async def __call__(self, function: Callable[[], T], /) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, _and_close, function)

    def close(self) -> None:
        self._threads.shutdown()


def _and_close(function: Callable[[], Any]) -> Any:
    try:
        return function()
    finally:
        database.close()
