"""The transport under every guarded client."""

import functools
import ssl

import anyio
import httpcore2
import httpx2

from connectors.network.connecting import GuardedBackend, Resolver
from connectors.network.errors import AnswerRefused
from connectors.network.limits import LimitedStream, limit_for
from connectors.network.policy import EgressPolicy
from connectors.network.urls import check_url

# Many servers close idle connections after 60 s or more; the pool itself notices one that was closed earlier.
_KEEPALIVE_SECONDS = 30.0
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
