"""The network's share of connecting: look at a server, start a sign-in, finish it. No database here."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from connectors.exceptions import OutsideFailed
from connectors.mcp import (
    AuthorizationRequired,
    Credential,
    Negotiated,
    ServerAddress,
    StaleConnection,
    ToolListing,
    open_client,
)
from connectors.network import guarded_client
from connectors.oauth import (
    AuthorizationServer,
    ClientIdentity,
    PendingAuthorization,
    RegisteredClient,
    TokenSet,
    account_name,
    discover,
    exchange_code,
    register,
    revoke,
    start_authorization,
)
from connectors.outside import egress_policy

log = logging.getLogger(__name__)

NAME_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Offer:
    """What a server offered one account: its tools, and what was negotiated for later clients."""

    tools: ToolListing
    negotiated: Negotiated


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Tokens that work, what they open, and the provider's name of the account (empty when it has none)."""

    tokens: TokenSet
    offer: Offer
    account: str


@dataclass(frozen=True, slots=True)
class SignInPlan:
    """All that a sign-in needs to know from the database."""

    server_url: str
    identity: ClientIdentity
    scopes: Sequence[str] = ()
    preregistered: RegisteredClient | None = None
    stored: Sequence[RegisteredClient] = ()


async def look(server_url: str, credential: Credential | None = None) -> Offer:
    """Ask a server for its tools. Raises McpFailed; AuthorizationRequired when it wants a sign-in."""
    try:
        return await _look_once(server_url, credential)
    except StaleConnection:
        # It forgot the session that it had just given, as some do that run several times: once more, with a new one.
        return await _look_once(server_url, credential)


async def _look_once(server_url: str, credential: Credential | None) -> Offer:
    async with open_client(ServerAddress(server_url), credential=credential, policy=egress_policy()) as client:
        tools = await client.list_tools()
        return Offer(tools, client.negotiated)


async def begin(plan: SignInPlan) -> Offer | PendingAuthorization:
    """What the server offers without a sign-in, or where to send the person. Raises OutsideFailed."""
    try:
        return await look(plan.server_url)
    except AuthorizationRequired as asked:
        challenges = asked.challenges
    async with guarded_client(egress_policy()) as client:
        server = await discover(client, plan.server_url, challenges=challenges)
        registered = await register(client, server, plan.identity, preregistered=plan.preregistered, stored=plan.stored)
    return start_authorization(server, registered, scope=_scope(plan.scopes, server))


async def finish(pending: PendingAuthorization, code: str, server_url: str) -> SignedIn:
    """The tokens for the code, tried at once on the server. Raises OutsideFailed."""
    async with guarded_client(egress_policy()) as client:
        tokens = await exchange_code(client, pending, code)
    try:
        offer = await look(server_url, Credential.bearer(tokens.access_token))
    except OutsideFailed:
        await give_back(pending.server, pending.registered, tokens)
        raise
    return SignedIn(tokens, offer, await _account(pending.server, tokens))


async def give_back(server: AuthorizationServer, registered: RegisteredClient, tokens: TokenSet) -> bool:
    """Revoke tokens that nobody will use; False when the service could not be told."""
    try:
        async with guarded_client(egress_policy(), total_seconds=15.0) as client:
            await revoke(client, server, registered, tokens)
    except OutsideFailed as error:
        log.info("tokens could not be revoked: %s", error.code)
        return False
    return True


async def _account(server: AuthorizationServer, tokens: TokenSet) -> str:
    # The browser waits for this nicety, so not for long.
    async with guarded_client(egress_policy(), total_seconds=NAME_SECONDS) as client:
        return await account_name(client, server, tokens.access_token)


def _scope(wanted: Sequence[str], server: AuthorizationServer) -> str | None:
    """The listing's scopes, and the one for a refresh token where the server has it; None: its default."""
    if not wanted:
        return None
    default = (server.default_scope or "").split()
    renewal = [name for name in default if name == "offline_access" and name not in wanted]
    return " ".join([*wanted, *renewal])
