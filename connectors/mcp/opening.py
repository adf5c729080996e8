"""Opening a client of one server with one credential."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import anyio
import httpx2
from mcp import Client
from mcp.client import advertise
from mcp.client.caching import CacheConfig
from mcp.client.streamable_http import streamable_http_client
from mcp_types import DiscoverResult, ElicitResult
from mcp_types.version import MODERN_PROTOCOL_VERSIONS
from pydantic import ValidationError

from connectors.mcp.builtin import OURSELVES, OwnOriginOnly, open_builtin
from connectors.mcp.client import OwnSecrets, StoredDefinitions, ToolClient
from connectors.mcp.errors import (
    AccessRefused,
    ConnectionLost,
    McpFailed,
    NotAnMcpServer,
    OlderTransport,
    ServerFailed,
    ServerUnreachable,
)
from connectors.mcp.exchange import EVENT_STREAM, Exchange, recorded_in
from connectors.mcp.faults import SDK_ERRORS, connect_fault, first_leaf
from connectors.mcp.raw_answers import keeping_answers
from connectors.mcp.recording import RecordingTransport
from connectors.mcp.records import Credential, Negotiated, ServerAddress
from connectors.network import AnswerRefused, EgressPolicy, EgressRefused, GuardedClient, guarded_client
from connectors.network.limits import MAX_ANSWER_BYTES

# Telling apart a server that speaks HTTP+SSE (2024-11-05), the transport before Streamable HTTP.

_SECONDS = 5.0
_MOST_BYTES = 4096


def may_be_older(fault: McpFailed, exchange: Exchange) -> bool:
    """Whether it is worth asking: such an address turns a POST away in any way, or takes it for a GET and goes on."""
    if isinstance(fault, ServerUnreachable):
        return exchange.heard
    return isinstance(fault, NotAnMcpServer | ServerFailed | AccessRefused)


async def speaks_older_transport(url: str, policy: EgressPolicy, auth: httpx2.Auth | None) -> bool:
    """Whether a GET is answered with that transport's first event, which names where to post messages."""
    try:
        with anyio.move_on_after(_SECONDS):
            async with guarded_client(policy, auth=auth, total_seconds=_SECONDS) as http:
                return await _names_an_endpoint(http, url)
    except (httpx2.HTTPError, httpx2.InvalidURL, EgressRefused, AnswerRefused):
        pass
    return False


async def _names_an_endpoint(http: httpx2.AsyncClient, url: str) -> bool:
    async with http.stream("GET", url, headers={"accept": EVENT_STREAM}) as response:
        kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        if response.status_code != 200 or kind != EVENT_STREAM:
            return False
        read = b""
        async for chunk in response.aiter_bytes():
            read += chunk
            lines = (line.strip().replace(b" ", b"") for line in read.splitlines())
            if b"event:endpoint" in lines:
                return True
            if len(read) > _MOST_BYTES:
                return False
    return False


async def _decline(context: object, params: object) -> ElicitResult:
    """A question that an older server pushes in the middle of a call, which would hold a worker: declined.

    Its presence says to newer servers that they may ask, which they do in a result (`questions`).
    """
    return ElicitResult(action="decline")


_APPS = advertise("io.modelcontextprotocol/ui", {"mimeTypes": ["text/html;profile=mcp-app"]})


@asynccontextmanager
async def open_client(
    server: ServerAddress,
    *,
    credential: Credential | None = None,
    policy: EgressPolicy,
    stored: Negotiated | None = None,
    connect_seconds: float = 20.0,
) -> AsyncIterator[ToolClient]:
    """A client for one server and one credential; with `stored`, a 2026 server is not asked anything yet.

    Enter and leave it in the same task; any task of the loop may call its methods. Raises McpFailed.
    """
    if server.builtin:
        async with open_builtin(server, credential, policy) as builtin:
            yield builtin
        return
    definitions = StoredDefinitions()
    exchange = Exchange(anyio.current_time() + connect_seconds)
    opened: ToolClient | None = None
    blocks_own: BaseException | None = None
    try:
        async with AsyncExitStack() as stack:
            http = await stack.enter_async_context(_http_client(server, credential, policy))
            with recorded_in(exchange):
                sdk = await stack.enter_async_context(_sdk_client(server, http, definitions, stored, connect_seconds))
            opened = ToolClient(sdk, definitions, OwnSecrets(server, credential))
            try:
                yield opened
            except BaseException as raised:
                blocks_own = raised
                raise
    except (BaseExceptionGroup, *SDK_ERRORS) as error:
        # Task groups wrap every exception, including those of the caller's own block.
        fault = _unwrapped(error, exchange, opened is not None, blocks_own)
        if opened is not None or not isinstance(fault, McpFailed) or not may_be_older(fault, exchange):
            raise fault from None
    else:
        return
    # Asked after the SDK has closed all that it had opened.
    is_older = await speaks_older_transport(server.url, policy, _auth(server, credential))
    raise OlderTransport() if is_older else fault


def _unwrapped(
    error: BaseException, exchange: Exchange, opened: bool, blocks_own: BaseException | None
) -> BaseException:
    if isinstance(blocks_own, Exception):
        return blocks_own
    task = asyncio.current_task()
    if blocks_own is not None and task is not None and task.cancelling():
        return blocks_own
    if opened:
        return ConnectionLost("The connection to the server broke.")
    leaf = first_leaf(error)
    return connect_fault(leaf, exchange) if isinstance(leaf, SDK_ERRORS) else leaf


def _http_client(server: ServerAddress, credential: Credential | None, policy: EgressPolicy) -> GuardedClient:
    """The guarded client of one session."""
    return guarded_client(policy, auth=_auth(server, credential), around=RecordingTransport)


def _auth(server: ServerAddress, credential: Credential | None) -> httpx2.Auth | None:
    return OwnOriginOnly(server, credential) if credential else None


def _sdk_client(
    server: ServerAddress,
    http: GuardedClient,
    definitions: StoredDefinitions,
    stored: Negotiated | None,
    connect_seconds: float,
) -> Client:
    """The SDK's client; with `stored` of a 2026 server it opens without a request."""
    mode, discover = _mode(stored)
    return Client(
        keeping_answers(streamable_http_client(server.url, http_client=http, max_sse_event_size=MAX_ANSWER_BYTES)),
        mode=mode,
        prior_discover=discover,
        read_timeout_seconds=connect_seconds,
        client_info=OURSELVES,
        extensions=[_APPS],
        elicitation_callback=_decline,
        # A partition is required; the store never leaves this one client.
        cache=CacheConfig(store=definitions, partition="one-client", target_id=server.url),
    )


def _mode(stored: Negotiated | None) -> tuple[str, DiscoverResult | None]:
    if stored is None:
        return "auto", None
    if stored.protocol_version not in MODERN_PROTOCOL_VERSIONS:
        return "legacy", None
    try:
        return stored.protocol_version, DiscoverResult.model_validate(stored.discover)
    except ValidationError:
        return "auto", None
