"""Our own servers, which run in this process: the same client without a transport, the credential beside the call."""

from collections.abc import AsyncIterator, Awaitable, Callable, Generator
from contextlib import asynccontextmanager
from hashlib import sha256

import anyio
import httpx2
from mcp import Client, MCPError
from mcp.client.caching import CacheConfig
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import REQUEST_TIMEOUT, Implementation
from mcp_types.version import LATEST_MODERN_VERSION
from pydantic import BaseModel

from connectors.mcp.client import Answer, OwnSecrets, StoredDefinitions, ToolClient
from connectors.mcp.errors import ConnectionLost, NotAnMcpServer, ToolTimedOut
from connectors.mcp.exchange import Exchange
from connectors.mcp.faults import SDK_ERRORS, wire_fault
from connectors.mcp.recording import origin_of
from connectors.mcp.records import Credential, ServerAddress
from connectors.network import EgressPolicy, GuardedClient, guarded_client
from connectors.servers import Call, Service, service_named
from connectors.servers.tools import log_fault
from connectors.servers.wire import during

OURSELVES = Implementation(name="switchboard", version="0.1.0")
_ACCOUNT_SECONDS = 15.0
# What `Connection.account` holds.
LONGEST_ACCOUNT = 200
# What reading raises where an answer is not as its service describes it, such as a page of a proxy in its place.
_ODD_ANSWERS = (LookupError, TypeError, AttributeError, ValueError)


def kept_name(account: str) -> str:
    """An account's name as it is kept. Of a longer one, what tells it from others that begin alike stays: another
    account under the same name would have this one's approvals.
    """
    digest = sha256(account.encode()).hexdigest()[:16]
    return account if len(account) <= LONGEST_ACCOUNT else f"{account[: LONGEST_ACCOUNT - 20]}… {digest}"


class OwnOriginOnly(httpx2.Auth):
    """Adds the credential to requests for the server's own origin, and to no other (C2)."""

    def __init__(self, server: ServerAddress, credential: Credential) -> None:
        self._origin = origin_of(httpx2.URL(server.url))
        self._credential = credential

    def auth_flow(self, request: httpx2.Request) -> Generator[httpx2.Request, httpx2.Response, None]:
        if origin_of(request.url) == self._origin:
            request.headers.update(self._credential.headers)
        yield request


class BuiltinClient(ToolClient):
    """A client of a server in this process. Its calls are records of what they asked the service's API."""

    def __init__(self, sdk: Client, definitions: StoredDefinitions, secrets: OwnSecrets, ask: "Asking") -> None:
        super().__init__(sdk, definitions, secrets)
        self._asking = ask

    async def account(self) -> str:
        """The service's name of the account, which proves that it accepts the token. Raises McpFailed."""
        exchange = Exchange(anyio.current_time() + _ACCOUNT_SECONDS)
        with during(self._asking.call(exchange)):
            try:
                return kept_name(await self._asking.service.account())
            except ToolError:
                raise wire_fault(exchange) from None
            except _ODD_ANSWERS as odd:
                log_fault("account", odd)
                raise wire_fault(exchange) from None

    async def _ask(self, exchange: Exchange, send: Callable[[], Awaitable[Answer]]) -> Answer | None:
        try:
            with during(self._asking.call(exchange)):
                answered = await send()
        except MCPError as error:
            if error.code == REQUEST_TIMEOUT:
                raise ToolTimedOut("The tool did not finish in time.", may_have_run=exchange.sent) from None
            raise
        except SDK_ERRORS:
            raise ConnectionLost("The connection to the server was closed.", may_have_run=exchange.sent) from None
        if exchange.is_decisive:
            raise wire_fault(exchange)
        assert isinstance(answered, BaseModel)
        exchange.result = answered.model_dump(by_alias=True, mode="json", exclude_none=True)
        return answered


class Asking:
    """How one open client asks its service."""

    def __init__(self, service: Service, base_url: str, http: GuardedClient, subject: str) -> None:
        self.service, self._base_url, self._http, self._subject = service, base_url.rstrip("/"), http, subject

    def call(self, exchange: Exchange) -> Call:
        """The context of one call."""
        return Call(self._http, self._base_url, exchange, self._subject)


@asynccontextmanager
async def open_builtin(
    server: ServerAddress, credential: Credential | None, policy: EgressPolicy
) -> AsyncIterator[BuiltinClient]:
    """A client of the server in this process. Raises NotAnMcpServer where there is none of that name."""
    try:
        service = service_named(server.builtin)
    except LookupError:
        raise NotAnMcpServer("This version of Switchboard has no server of its own for that service.") from None
    definitions = StoredDefinitions()
    auth = OwnOriginOnly(server, credential) if credential else None
    async with guarded_client(policy, auth=auth) as http:
        sdk = Client(
            service.server,
            mode=LATEST_MODERN_VERSION,
            client_info=OURSELVES,
            cache=CacheConfig(store=definitions, partition="one-client", target_id=server.url),
        )
        secrets, asking = (
            OwnSecrets(server, credential),
            Asking(service, server.url, http, credential.subject if credential else ""),
        )
        raised: Exception | None = None
        try:
            async with sdk:
                try:
                    yield BuiltinClient(sdk, definitions, secrets, asking)
                except Exception as error:
                    raised = error
                    raise
        except ExceptionGroup:
            # The SDK's task group wraps what the block itself raised.
            raise raised or ConnectionLost("The connection to the server broke.") from None
