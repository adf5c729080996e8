"""One open client and the one task that owns it: the SDK must be entered and left in the same task."""

import asyncio
from contextvars import Context
from dataclasses import dataclass

from connectors.mcp.client import ToolClient
from connectors.mcp.errors import ConnectionLost, McpFailed, ServerUnreachable
from connectors.mcp.opening import open_client
from connectors.mcp.records import Credential, Negotiated, ServerAddress
from connectors.network import EgressPolicy


@dataclass(frozen=True)
class Target:
    """Whom to call as whom. `key` is the connection's id: nothing is ever shared between two keys (C1)."""

    key: str
    server: ServerAddress
    credential: Credential | None = None
    stored: Negotiated | None = None


class OwnedClient:
    """Opens at once, stays open until `end`; `users` counts the calls that are running on it."""

    def __init__(self, target: Target, policy: EgressPolicy) -> None:
        loop = asyncio.get_running_loop()
        self.target = target
        self.users = 0
        self._policy = policy
        self._opened: asyncio.Future[ToolClient] = loop.create_future()
        self._ending = asyncio.Event()
        self._idle_timer: asyncio.TimerHandle | None = None
        # An empty context: what is set around the first call must not live on in the client.
        self.task = loop.create_task(self._own(), name=f"mcp-client-{target.key}", context=Context())

    @property
    def is_usable(self) -> bool:
        """Whether new calls may start on it."""
        return not self._ending.is_set() and not self.task.done()

    async def client(self, seconds: float) -> ToolClient:
        """The open client, or the error with which it could not be opened; waits so long at most."""
        try:
            async with asyncio.timeout(seconds):
                # One caller that gives up must not take the opening away from the others.
                return await asyncio.shield(self._opened)
        except TimeoutError:
            raise ServerUnreachable("The server did not answer in time.") from None

    def serves(self, target: Target) -> bool:
        """Whether it was opened for this server and exactly this credential."""
        return (self.target.server, self.target.credential) == (target.server, target.credential)

    def acquire(self) -> None:
        """A call starts."""
        self.users += 1
        if self._idle_timer:
            self._idle_timer.cancel()

    def release(self, idle_seconds: float) -> None:
        """A call ended; without another one the client closes after `idle_seconds`."""
        self.users -= 1
        if self.users == 0:
            self._idle_timer = asyncio.get_running_loop().call_later(idle_seconds, self.end)

    def end(self) -> None:
        """Close it now; calls that are running fail with ConnectionLost."""
        self._ending.set()
        if self._idle_timer:
            self._idle_timer.cancel()

    async def _own(self) -> None:
        target = self.target
        try:
            async with open_client(
                target.server, credential=target.credential, policy=self._policy, stored=target.stored
            ) as client:
                self._opened.set_result(client)
                await self._ending.wait()
        except McpFailed as failed:
            self._fail(failed)
        finally:
            self._fail(ConnectionLost("The connection to the server was closed."))

    def _fail(self, failed: McpFailed) -> None:
        if not self._opened.done():
            self._opened.set_exception(failed)
            # Retrieved here, so that asyncio does not complain when nobody waits any more.
            self._opened.exception()
