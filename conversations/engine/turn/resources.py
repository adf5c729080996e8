"""What lives as long as the worker process: clients, threads, connections. All belong to its one loop."""

import uuid
from contextlib import AsyncExitStack
from dataclasses import dataclass

from django.conf import settings
from redis.asyncio import Redis

from connectors.accounts.stored_credential import require_sign_in
from connectors.mcp import ClientPool
from connectors.models import Connection
from connectors.network import EgressPolicy
from conversations.engine.calls.execute import Executor
from conversations.engine.database import Database
from conversations.engine.turn.pasts import Pasts
from conversations.events.stream import loop_client
from conversations.events.wire import Line
from conversations.llm.client import ModelClient, make_client
from organizations.audit import Actor


@dataclass
class Resources:
    """Made on the loop, closed with it."""

    database: Database
    model: ModelClient
    # What is said on turns' streams leaves over the one, what people and other processes say comes in over the other.
    valkey: Line
    redis: "Redis"
    pool: ClientPool
    executor: Executor
    pasts: Pasts

    @classmethod
    def make(cls) -> "Resources":
        """Everything a turn needs; call it on the loop."""
        database = Database()
        pool = ClientPool(EgressPolicy.parse(",".join(settings.EGRESS_ALLOW)))
        return cls(database, make_client(), Line(), loop_client(), pool, Executor(pool, database), Pasts(database))

    async def require_sign_in(self, organization_id: uuid.UUID, connection_id: uuid.UUID) -> None:
        """The service refused the member's token twice: ask the member to sign in again."""

        def change() -> None:
            connection = Connection.objects.get(pk=connection_id)
            require_sign_in(actor=Actor.system(organization_id), connection=connection, why="refused")

        await self.database.run(organization_id, change)

    async def close(self) -> None:
        """Close what holds sockets and threads, each whatever becomes of the others."""
        async with AsyncExitStack() as stack:
            for close in (
                self.database.close,
                self.valkey.aclose,
                self.redis.aclose,
                self.model.close,
                self.pool.aclose,
            ):
                stack.push_async_callback(close)
