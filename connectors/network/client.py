"""The one way to get an HTTP client for addresses that we do not control."""

from collections.abc import Callable, Mapping

import httpx2

from connectors.network.connecting import Resolver, resolve_host
from connectors.network.policy import EgressPolicy
from connectors.network.transport import GuardedTransport

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
