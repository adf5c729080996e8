"""Open clients kept between calls: one per connection, never shared, closed when idle, broken or changed."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextvars import Context
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from connectors.mcp.client import ToolClient
from connectors.mcp.errors import ConnectionLost, McpFailed, ServerUnreachable, StaleConnection
from connectors.mcp.opening import open_client
from connectors.mcp.questions import Given
from connectors.mcp.raw_answers import OnProgress
from connectors.mcp.records import Credential, Negotiated, ServerAddress, ToolSchemas
from connectors.mcp.results import ToolOutcome
from connectors.network import EgressPolicy

# One open client and the one task that owns it: the SDK must be entered and left in the same task.


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
        # In an empty context: context variables of the first call must not stay in the client.
        self.task = loop.create_task(self._own(), name=f"mcp-client-{target.key}", context=Context())

    @property
    def is_usable(self) -> bool:
        """Whether new calls may start on it."""
        return not self._ending.is_set() and not self.task.done()

    async def client(self, seconds: float) -> ToolClient:
        """The open client, or the error with which it could not be opened; waits so long at most."""
        try:
            async with asyncio.timeout(seconds):
                # Shielded: one caller that gives up must not cancel the opening for the others.
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
            # Retrieved, so that asyncio does not complain when nobody waits any more.
            self._opened.exception()


Answer = TypeVar("Answer")
_CLOSING_SECONDS = 5.0


class ClientPool:
    """One per process, used from one loop only. A call on an open client costs one request and no set-up."""

    def __init__(self, policy: EgressPolicy, *, idle_seconds: float = 120.0, max_clients: int = 512) -> None:
        self._policy = policy
        self._idle_seconds = idle_seconds
        self._max_clients = max_clients
        # Least recently used first.
        self._clients: dict[str, OwnedClient] = {}
        self._retired: set[OwnedClient] = set()
        self._loop: asyncio.AbstractEventLoop | None = None

    async def call_tool(
        self,
        target: Target,
        name: str,
        arguments: Mapping[str, Any],
        *,
        schemas: ToolSchemas | None = None,
        deadline_seconds: float,
        silence_seconds: float | None = None,
        on_progress: OnProgress | None = None,
        given: Given | None = None,
    ) -> ToolOutcome:
        """See ToolClient.call_tool; opens or reopens the client when needed."""
        return await self._on_client(
            target,
            lambda client: client.call_tool(
                name,
                arguments,
                schemas=schemas,
                deadline_seconds=deadline_seconds,
                silence_seconds=silence_seconds,
                on_progress=on_progress,
                given=given,
            ),
            silence_seconds or deadline_seconds,
        )

    async def forget(self, key: str) -> None:
        """Disconnect: close this connection's clients now; its running calls end with ConnectionLost (C5)."""
        ending = [owned for owned in (self._clients.pop(key, None), *self._retired) if owned]
        await self._close([owned for owned in ending if owned.target.key == key])

    async def aclose(self) -> None:
        """Close everything."""
        ending = [*self._clients.values(), *self._retired]
        self._clients.clear()
        await self._close(ending)

    async def _on_client(
        self, target: Target, use: Callable[[ToolClient], Awaitable[Answer]], seconds: float
    ) -> Answer:
        owned = self._owned(target)
        try:
            return await self._used(owned, use, seconds)
        except StaleConnection:
            # The server forgot the session or speaks another revision than the stored one, and nothing ran.
            if self._clients.get(target.key) is owned:
                self._retire(target.key)
        return await self._used(self._owned(replace(target, stored=None)), use, seconds)

    async def _used(self, owned: OwnedClient, use: Callable[[ToolClient], Awaitable[Answer]], seconds: float) -> Answer:
        owned.acquire()
        try:
            return await use(await owned.client(seconds))
        finally:
            owned.release(0 if owned in self._retired else self._idle_seconds)

    def _owned(self, target: Target) -> OwnedClient:
        self._check_loop()
        owned = self._clients.pop(target.key, None)
        if owned and (not owned.is_usable or not owned.serves(target)):
            self._set_aside(owned)
            owned = None
        if owned is None:
            self._make_room()
            owned = OwnedClient(target, self._policy)
            owned.task.add_done_callback(lambda _: self._drop(owned))
        self._clients[target.key] = owned
        return owned

    def _retire(self, key: str) -> None:
        owned = self._clients.pop(key, None)
        if owned:
            self._set_aside(owned)

    def _set_aside(self, owned: OwnedClient) -> None:
        """No new calls; the running ones finish."""
        if owned.users == 0:
            owned.end()
        if not owned.task.done():
            self._retired.add(owned)

    def _drop(self, owned: OwnedClient) -> None:
        self._retired.discard(owned)
        if self._clients.get(owned.target.key) is owned:
            del self._clients[owned.target.key]

    def _make_room(self) -> None:
        if len(self._clients) >= self._max_clients:
            idle = next((key for key, owned in self._clients.items() if owned.users == 0), None)
            if idle is not None:
                self._retire(idle)

    async def _close(self, ending: list[OwnedClient]) -> None:
        for owned in ending:
            owned.end()
        if ending:
            _, late = await asyncio.wait([owned.task for owned in ending], timeout=_CLOSING_SECONDS)
            for task in late:
                task.cancel()

    def _check_loop(self) -> None:
        loop = asyncio.get_running_loop()
        self._loop = self._loop or loop
        if self._loop is not loop:
            raise RuntimeError("A ClientPool belongs to one event loop; use open_client elsewhere.")
