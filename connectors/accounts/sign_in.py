"""The network part of connecting: ask a server for its tools, start a sign-in, finish it. No database here."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, takewhile
from typing import Any

from connectors.mcp import (
    AccessRefused,
    AuthorizationRequired,
    BuiltinClient,
    Credential,
    InsufficientScope,
    ServerAddress,
    StaleConnection,
    open_client,
)
from connectors.mcp.late_sign_in import PROBE_SECONDS, late_challenge
from connectors.models import Connection
from connectors.network import GuardedClient, guarded_client
from connectors.network.limits import LONGEST_REASON
from connectors.oauth import (
    AuthorizationServer,
    ClientIdentity,
    PendingAuthorization,
    RegisteredClient,
    TokenRefused,
    TokenSet,
    account_name,
    asks_to_sign_in,
    challenge_parameters,
    challenged_scope,
    discover,
    exchange_code,
    known_server,
    missing_from,
    named_scopes,
    register,
    revoke,
    scope_to_ask,
    smart_server,
    start_authorization,
)
from connectors.outbound import OutsideFailed, egress_policy
from connectors.tools.sync import Offer

# Step-up authorization: a service that wants more access for something than an account was granted.
#
# It answers 403 or 401 with the scopes in WWW-Authenticate. The sign-in stays valid; the account's next one asks for
# these scopes.

GIVE_IT = "Sign in to this connector again to give it."


def named_by(error: Exception) -> list[str]:
    """The scopes that a refusal names; none for every other trouble."""
    return named_scopes(error.challenges) if isinstance(error, AuthorizationRequired | InsufficientScope) else []


def step_up(error: Exception, granted: Sequence[str]) -> InsufficientScope | None:
    """The refusal, if it is about missing access and not about who asks; else None.

    It says insufficient_scope, or names a scope that was not granted. The message says how to grant what is missing.
    """
    if not isinstance(error, AuthorizationRequired | InsufficientScope):
        return None
    scope = challenged_scope(error.challenges)
    if not (missing := _missing(error, granted)):
        return InsufficientScope(scope, error.challenges) if _says_so(error) else None
    words = f"The service wants more access for this than was granted ({_told(missing)}). {GIVE_IT}"
    return InsufficientScope(scope, error.challenges, words, missing)


def renewal_helps(error: AuthorizationRequired, account: Connection | None) -> bool:
    """Whether a renewed token may do what this one may not; without a renewal the sign-in would end instead.

    A renewed token has no more scopes than it had. A 401 that only names scopes may still mean one that ran out.
    """
    if _says_so(error):
        return False
    return account is None or bool(account.refresh_token) or not _missing(error, account.scopes)


def _says_so(error: AuthorizationRequired | InsufficientScope) -> bool:
    if isinstance(error, InsufficientScope):
        return True
    return challenge_parameters(error.challenges).get("error") == "insufficient_scope"


def _missing(error: AuthorizationRequired | InsufficientScope, granted: Sequence[str]) -> list[str]:
    named = named_by(error)
    if _says_so(error):
        return [name for name in named if name not in granted]
    return missing_from(granted, " ".join(named))


def _told(names: Sequence[str]) -> str:
    """The first names and how many more there are; at least one, however long it is."""
    few = list(takewhile(lambda told: len(told) <= LONGEST_REASON, accumulate(names, "{} {}".format)))
    rest = len(names) - max(len(few), 1)
    return (few[-1] if few else names[0][:LONGEST_REASON]) + (f" and {rest} more" if rest else "")


log = logging.getLogger(__name__)

NAME_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Tokens that work, what they open, and the provider's name of the account (empty when it has none)."""

    tokens: TokenSet
    offer: Offer
    account: str


class TokenNotAccepted(TokenRefused):
    """The service does not accept the token that it has just given."""

    code = "authorization_required"

    def __init__(self, *, with_keys: bool = False) -> None:
        what = "its own sign-in together with your key" if with_keys else "its own sign-in"
        super().__init__(f"The service let you sign in, but then did not accept {what}. Try again later.")


class KeyRefused(TokenRefused):
    """The service does not accept the keys that the member entered."""

    code = "key_refused"

    def __init__(self) -> None:
        super().__init__("The service does not accept this key. Nothing was stored.")


@dataclass(frozen=True, slots=True)
class SignInPlan:
    """All that a sign-in needs to know from the database.

    `known_sign_in`: the sign-in server of a service that does not describe it (connectors/oauth/known.py).
    `account_scopes`: what an account that signs in again was granted, and was refused something for want of.
    `never`: the listing says that there is no sign-in. `late_challenges`: of a 401 that came to a call only.
    `doubted`: client ids that the service may have forgotten. `keys`: what the member entered, by header;
    `keys_only`: there is no sign-in beside them.
    """

    server: ServerAddress
    identity: ClientIdentity
    known_sign_in: Mapping[str, Any]
    scopes: Sequence[str]
    account_scopes: Sequence[str]
    preregistered: RegisteredClient | None
    stored: Sequence[RegisteredClient]
    never: bool
    late_challenges: tuple[str, ...] | None
    doubted: frozenset[str]
    pkce_undeclared: bool
    keys: Mapping[str, str] = field(default_factory=dict, repr=False)
    keys_only: bool = False


async def look(server: ServerAddress, credential: Credential | None = None) -> Offer:
    """Ask a server for its tools. Raises McpFailed; AuthorizationRequired when it wants a sign-in."""
    try:
        return await _look_once(server, credential)
    except StaleConnection:
        # The server forgot the session that it has just given, as some with several processes do: try once more.
        return await _look_once(server, credential)


async def _look_once(server: ServerAddress, credential: Credential | None) -> Offer:
    try:
        async with open_client(server, credential=credential, policy=egress_policy()) as client:
            # Only a remote server shows by its list of tools that it accepts the credential.
            account = await client.account() if isinstance(client, BuiltinClient) and credential else ""
            tools = await client.list_tools()
            return Offer(tools, client.negotiated, account)
    except (AccessRefused, InsufficientScope) as refused:
        if credential or not asks_to_sign_in(refused.challenges):
            raise
        # Some servers ask for a sign-in with 403 instead of 401.
        raise AuthorizationRequired(refused.challenges, 403) from refused


async def begin(plan: SignInPlan) -> Offer | PendingAuthorization:
    """What the server offers without a sign-in, or where to send the person. Raises OutsideFailed."""
    if plan.known_sign_in:
        async with guarded_client(egress_policy()) as client:
            is_smart = plan.known_sign_in.get("discovery") == "smart"
            server = await smart_server(client, plan.server.url) if is_smart else known_server(plan.known_sign_in)
            return await _sent_to(client, plan, server, None)
    offer: Offer | None = None
    challenges: tuple[str, ...] | None
    try:
        offer = await look(plan.server, Credential.of("", plan.keys))
        challenges = await _late_challenges(plan, offer)
    except (AuthorizationRequired, InsufficientScope, AccessRefused) as asked:
        if plan.keys_only:
            raise KeyRefused from asked
        if isinstance(asked, AccessRefused) and not asks_to_sign_in(asked.challenges):
            raise
        challenges = asked.challenges
    if offer and challenges is None and (plan.never or plan.preregistered is None):
        return offer
    async with guarded_client(egress_policy()) as client:
        server = await discover(
            client, plan.server.url, challenges=challenges or (), require_declared_pkce=not plan.pkce_undeclared
        )
        if offer and challenges is None and not server.from_metadata:
            # Somebody entered a client id, but neither the server nor its origin tells of a sign-in.
            return offer
        if plan.keys and not server.from_metadata:
            # Nothing tells of a sign-in beside the keys.
            if offer:
                return offer
            raise KeyRefused
        return await _sent_to(client, plan, server, challenged_scope(challenges or ()))


async def _sent_to(
    client: GuardedClient, plan: SignInPlan, server: AuthorizationServer, challenged: str | None
) -> PendingAuthorization:
    registered = await register(
        client,
        server,
        plan.identity,
        preregistered=plan.preregistered,
        stored=[one for one in plan.stored if one.client_id not in plan.doubted],
        scopes=[*plan.scopes, *plan.account_scopes],
    )
    scope = scope_to_ask(server, registered, plan.scopes, challenged, plan.account_scopes)
    return start_authorization(server, registered, scope=scope)


async def _late_challenges(plan: SignInPlan, offer: Offer) -> tuple[str, ...] | None:
    """The challenge of a server that answers anybody at first; None: it wants no sign-in, as far as it says."""
    if plan.keys_only:
        return None
    if plan.never or plan.keys or plan.late_challenges is not None:
        return plan.late_challenges
    async with guarded_client(egress_policy(), total_seconds=PROBE_SECONDS) as client:
        return await late_challenge(client, plan.server.url, offer.negotiated)


async def finish(
    pending: PendingAuthorization, code: str, server: ServerAddress, keys: Mapping[str, str] | None = None
) -> SignedIn:
    """The tokens for the code, tried at once on the server with the member's keys. Raises OutsideFailed."""
    async with guarded_client(egress_policy()) as client:
        tokens = await exchange_code(client, pending, code)
    try:
        offer = await look(server, Credential.of(tokens.access_token, keys or {}, tokens.subject))
    except (AuthorizationRequired, InsufficientScope) as asked:
        await revoke_unused(pending.server, pending.registered, tokens)
        if more := step_up(asked, (tokens.scope or "").split()):
            raise more from asked
        # Its own words would ask for a sign-in, which has just been done.
        raise TokenNotAccepted(with_keys=bool(keys)) from asked
    except OutsideFailed:
        await revoke_unused(pending.server, pending.registered, tokens)
        raise
    return SignedIn(tokens, offer, offer.account or await _account(pending.server, tokens))


async def revoke_unused(server: AuthorizationServer, registered: RegisteredClient, tokens: TokenSet) -> bool:
    """Revoke tokens that nobody will use; False when the service could not be told."""
    try:
        async with guarded_client(egress_policy(), total_seconds=15.0) as client:
            await revoke(client, server, registered, tokens)
    except OutsideFailed as error:
        log.info("tokens could not be revoked: %s", error.code)
        return False
    return True


async def _account(server: AuthorizationServer, tokens: TokenSet) -> str:
    # Short: the browser waits, and the name is optional.
    async with guarded_client(egress_policy(), total_seconds=NAME_SECONDS) as client:
        return await account_name(client, server, tokens.access_token)
