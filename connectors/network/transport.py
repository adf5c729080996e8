"""The transport under every guarded client."""

import asyncio
import functools
import socket
import ssl
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from ipaddress import ip_address

import anyio
import httpcore2
import httpx2

from connectors.network.guard import AnswerRefused, EgressPolicy, check_url, refuse_private
from connectors.network.joined_writes import JoinedWrites
from connectors.network.limits import LimitedStream, limit_for

# Opening sockets: resolve, check every address, connect to that literal address, check the peer again.

Resolver = Callable[[str, int], Awaitable[Sequence[str]]]
SocketOptions = Iterable[httpcore2.SOCKET_OPTION]

# A name server that hangs blocks one of these threads, not one of the loop's own.
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
        """Refused: a Unix socket is always private."""
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
            # All addresses: a name with one private address among public ones is an attack or a mistake.
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
    return JoinedWrites(stream)


# Below the five seconds after which Node's and Python's usual servers hang up: a write that leaves just then meets a
# closed connection, and nobody knows whether it happened.
_KEEPALIVE_SECONDS = 4.0
_MAX_CONNECTIONS = 32
_MAX_IDLE_CONNECTIONS = 8
# The key under which a request may carry its own total deadline, in seconds.
TOTAL_SECONDS = "total_seconds"


@functools.cache
def tls_context() -> ssl.SSLContext:
    """The one context of this process: building it costs more than a whole tool call."""
    return ssl.create_default_context()


class GuardedTransport(httpx2.AsyncHTTPTransport):
    """Checks each URL, connects through GuardedBackend, limits each answer; redirects come back as are."""

    def __init__(self, policy: EgressPolicy, resolve: Resolver, total_seconds: float) -> None:
        super().__init__(verify=tls_context(), trust_env=False)
        self._policy = policy
        self._total_seconds = total_seconds
        # httpx2 has no argument for the network backend, so its pool is replaced by one that has.
        self._pool = httpcore2.AsyncConnectionPool(
            ssl_context=tls_context(),
            max_connections=_MAX_CONNECTIONS,
            max_keepalive_connections=_MAX_IDLE_CONNECTIONS,
            keepalive_expiry=_KEEPALIVE_SECONDS,
            network_backend=GuardedBackend(policy, resolve),
        )

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Raises EgressRefused before anything is sent, AnswerRefused and ReadTimeout afterwards."""
        check_url(self._policy, request.url)
        total = float(request.extensions.get(TOTAL_SECONDS, self._total_seconds))
        deadline = anyio.current_time() + total
        try:
            with anyio.fail_after(total):
                response = await super().handle_async_request(request)
        except TimeoutError:
            raise httpx2.ReadTimeout("The server did not answer in time", request=request) from None
        return await _limited(response, deadline)


async def _limited(response: httpx2.Response, deadline: float) -> httpx2.Response:
    assert isinstance(response.stream, httpx2.AsyncByteStream)
    try:
        limit = limit_for(response.headers)
    except AnswerRefused:
        await response.stream.aclose()
        raise
    # A cookie jar shared by requests of several people would carry one person's session to another.
    response.headers.pop("set-cookie", None)
    return httpx2.Response(
        status_code=response.status_code,
        headers=response.headers,
        stream=LimitedStream(response.stream, limit, deadline),
        extensions=response.extensions,
    )


# The one way to get an HTTP client for addresses that we do not control.

_CONNECT_SECONDS = 10.0
_IDENTITY = {"accept-encoding": "identity", "user-agent": "Switchboard"}


class GuardedClient(httpx2.AsyncClient):
    """An httpx2 client that can only have come from `guarded_client`; carries its policy."""

    def __init__(
        self,
        policy: EgressPolicy,
        transport: httpx2.AsyncBaseTransport,
        *,
        auth: httpx2.Auth | None,
        headers: Mapping[str, str] | None,
        timeout: httpx2.Timeout,
    ) -> None:
        super().__init__(
            transport=transport,
            auth=auth,
            headers={**_IDENTITY, **(headers or {})},
            timeout=timeout,
            trust_env=False,
            follow_redirects=False,
        )
        self.policy = policy


def guarded_client(
    policy: EgressPolicy,
    *,
    auth: httpx2.Auth | None = None,
    headers: Mapping[str, str] | None = None,
    read_timeout_seconds: float = 15.0,
    total_seconds: float = 30.0,
    resolve: Resolver = resolve_host,
    around: Callable[[httpx2.AsyncBaseTransport], httpx2.AsyncBaseTransport] = lambda inner: inner,
) -> GuardedClient:
    """A client for `async with`: public https, limited sizes and times, no redirects, cookies or proxies.

    `read_timeout_seconds` is the longest silence, `total_seconds` the whole of one request. `around` may wrap
    the guarded transport, never replace it.
    """
    transport = around(GuardedTransport(policy, resolve, total_seconds))
    timeout = httpx2.Timeout(_CONNECT_SECONDS, read=read_timeout_seconds)
    return GuardedClient(policy, transport, auth=auth, headers=headers, timeout=timeout)
