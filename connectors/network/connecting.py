"""Opening sockets: resolve, check every address, connect to that literal address, check the peer again."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from ipaddress import ip_address

import anyio
import httpcore2

from connectors.network.policy import EgressPolicy
from connectors.network.urls import refuse_private

Resolver = Callable[[str, int], Awaitable[Sequence[str]]]
SocketOptions = Iterable[httpcore2.SOCKET_OPTION]

# A name server that hangs holds one of these threads, never one of the loop's own.
_RESOLVER_THREADS = ThreadPoolExecutor(max_workers=8, thread_name_prefix="resolve")
_MAX_ADDRESSES_TRIED = 4


async def resolve_host(host: str, port: int) -> Sequence[str]:
    """The addresses of a name in the order to try; an IP literal is its own answer. Raises OSError."""
    try:
        return [str(ip_address(host))]
    except ValueError:
        pass
    loop = asyncio.get_running_loop()
    found = await loop.run_in_executor(
        _RESOLVER_THREADS, lambda: socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    )
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class GuardedBackend(httpcore2.AsyncNetworkBackend):
    """A network backend that only reaches public addresses and the operator's pairs (C8)."""

    def __init__(self, policy: EgressPolicy, resolve: Resolver) -> None:
        self._policy = policy
        self._resolve = resolve
        self._sockets = httpcore2.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109  (the backend's interface)
        local_address: str | None = None,
        socket_options: SocketOptions | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        """A connection to an address that was checked. Raises EgressRefused, ConnectError, ConnectTimeout."""
        try:
            with anyio.fail_after(timeout):
                addresses = await self._checked_addresses(host, port)
                return await self._connect_first(addresses, port, timeout, socket_options)
        except TimeoutError:
            raise httpcore2.ConnectTimeout(f"No connection to {host} in time") from None

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ASYNC109
        socket_options: SocketOptions | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        """Never: a Unix socket is always a private service."""
        raise httpcore2.ConnectError("Unix sockets are not reachable")

    async def sleep(self, seconds: float) -> None:
        await anyio.sleep(seconds)

    async def _checked_addresses(self, host: str, port: int) -> Sequence[str]:
        try:
            addresses = await self._resolve(host, port)
        except OSError:
            addresses = []
        if not addresses:
            raise httpcore2.ConnectError(f"The name {host} is not known")
        if not self._policy.allows(host, port):
            # All of them: a name with one private address among public ones is an attack or a mistake.
            for address in addresses:
                refuse_private(address)
        return addresses[:_MAX_ADDRESSES_TRIED]

    async def _connect_first(
        self, addresses: Sequence[str], port: int, seconds: float | None, socket_options: SocketOptions | None
    ) -> httpcore2.AsyncNetworkStream:
        share = None if seconds is None else seconds / len(addresses)
        for number, address in enumerate(addresses, start=1):
            try:
                stream = await self._sockets.connect_tcp(address, port, share, None, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout):
                if number == len(addresses):
                    raise
            else:
                return await _with_checked_peer(stream, address)
        raise httpcore2.ConnectError("No address to connect to")


async def _with_checked_peer(stream: httpcore2.AsyncNetworkStream, address: str) -> httpcore2.AsyncNetworkStream:
    peer = stream.get_extra_info("server_addr")
    if peer is None or ip_address(peer[0]) != ip_address(address):
        await stream.aclose()
        raise httpcore2.ConnectError("The connection ended at another address")
    return stream
