"""Renewing one access token: read, claim, ask the service, store; or wait for the process that has claimed it."""

import asyncio
import uuid
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Protocol, TypeVar
from weakref import WeakKeyDictionary

from connectors.accounts.attempts import tokens_of
from connectors.accounts.keys import opened_keys
from connectors.accounts.sign_in import revoke_unused
from connectors.accounts.stored_credential import (
    CredentialUnavailable,
    StoredCredential,
    claim,
    give_up,
    needs_sign_in,
    read_credential,
    release,
    store_renewed,
)
from connectors.mcp import Credential
from connectors.models import Connection
from connectors.network import guarded_client
from connectors.oauth import ClientRejected, GrantInvalid, IssuerMismatch, OAuthFailed, refresh
from connectors.outbound import OutsideFailed, egress_policy, origin_of
from organizations.retry_after import when
from organizations.sealing import SecretUnreadable

T = TypeVar("T")
EARLY_SECONDS = 60.0  # a token that ends within a minute might end during the call
REQUEST_SECONDS = 20.0
# Seconds for all its requests; less than the claim lasts (30 s), so that two never use one refresh token.
RENEWAL_SECONDS = 25.0
RENEWAL_PATIENCE_SECONDS = 40.0
POLL_SECONDS = 0.1


class RunInDatabase(Protocol):
    """Runs a function that opens its own tenants in a database thread."""

    async def __call__(self, function: Callable[[], T], /) -> T: ...


@dataclass(frozen=True, slots=True)
class Token:
    """What to call with; empty for a server that wants no sign-in. Good for `origin` only (credentials-C2)."""

    value: str = field(repr=False)
    version: int
    origin: str
    keys: Mapping[str, str] = field(default_factory=dict, repr=False)
    subject: str = ""

    @property
    def credential(self) -> Credential | None:
        """The headers that identify the member."""
        return Credential.of(self.value, self.keys, self.subject)

    @property
    def is_key(self) -> bool:
        """The member entered it, and there is no sign-in beside it."""
        return bool(self.keys) and not self.value


@dataclass(frozen=True, slots=True)
class Renewal:
    """Renews one connection's token; `rejected_version` is the one that the service just refused."""

    read_row: Callable[[], StoredCredential]
    run_in_db: RunInDatabase
    rejected_version: int | None

    async def read(self) -> StoredCredential:
        """Read the stored credential. Raises CredentialUnavailable."""
        return await self.run_in_db(self.read_row)

    def is_due(self, stored: StoredCredential) -> bool:
        """Whether the token ends too soon or was refused."""
        return stored.version == self.rejected_version or stored.tokens.expires_within(EARLY_SECONDS)

    async def run(self) -> Token:
        """Renew, or wait for the process that does."""
        loop = asyncio.get_running_loop()
        give_up_at = loop.time() + RENEWAL_PATIENCE_SECONDS
        while True:
            stored = await self.read()
            if not self.is_due(stored):
                return token_of(stored)
            if not stored.is_renewable:
                return await self._as_long_as_it_lasts(stored)
            if await self.run_in_db(partial(claim, stored)):
                return await self._ask(stored)
            if loop.time() > give_up_at:
                raise _unavailable("The service could not be asked to renew the sign-in. Try again.")
            await asyncio.sleep(POLL_SECONDS)

    async def _ask(self, stored: StoredCredential) -> Token:
        assert stored.server is not None and stored.registered is not None
        try:
            async with (
                asyncio.timeout(RENEWAL_SECONDS),
                guarded_client(egress_policy(), total_seconds=REQUEST_SECONDS) as client,
            ):
                tokens = await refresh(client, stored.server, stored.registered, stored.tokens)
        except (*OutsideFailed, TimeoutError) as error:
            return await self._after_failure(stored, error)
        renewed = await self.run_in_db(partial(store_renewed, stored, tokens))
        if renewed is None:
            await revoke_unused(stored.server, stored.registered, tokens)
            return token_of(await self.read())
        return token_of(renewed)

    async def _after_failure(self, stored: StoredCredential, error: Exception) -> Token:
        if ends_sign_in(error, stored):
            if await self.run_in_db(partial(give_up, stored, getattr(error, "code", "refused"))):
                raise needs_sign_in() from error
            return token_of(await self.read())
        await self.run_in_db(partial(release, stored))
        if self._still_good(stored):
            return token_of(stored)
        raise kept(error) from error

    async def _as_long_as_it_lasts(self, stored: StoredCredential) -> Token:
        if self._still_good(stored):
            return token_of(stored)
        await self.run_in_db(partial(give_up, stored, "not_renewable"))
        raise needs_sign_in(by_key=bool(stored.keys) and not stored.tokens.access_token)

    def _still_good(self, stored: StoredCredential) -> bool:
        return stored.version != self.rejected_version and not stored.tokens.expires_within(0)


def ends_sign_in(error: Exception, stored: StoredCredential) -> bool:
    """Whether only a new sign-in helps. Other errors, such as a firewall's page, say nothing about the grant.

    A registration of our own that the service forgot cannot come back; one that somebody entered can be set right.
    """
    if isinstance(error, ClientRejected):
        return stored.registered is not None and stored.registered.source == "dynamic"
    return isinstance(error, GrantInvalid | IssuerMismatch)


def kept(error: Exception) -> CredentialUnavailable:
    """What to tell a person whose account stays connected although it could not be renewed."""
    if isinstance(error, ClientRejected):
        return CredentialUnavailable(
            "client_not_accepted",
            "The service does not accept Switchboard's client id or secret. An owner, or for a service of the "
            "directory the operator, has to look at them; then this account works again.",
        )
    wait = error.retry_after_seconds if isinstance(error, OAuthFailed) else None
    again = "" if wait is None else f" {when(wait)}"
    return _unavailable(
        f"The service could not renew the sign-in just now. Try again{again}. If it stays so, disconnect the account "
        "and connect it again."
    )


def token_of(stored: StoredCredential) -> Token:
    """What a call needs of a credential."""
    return Token(stored.tokens.access_token, stored.version, stored.origin, stored.keys, stored.tokens.subject or "")


def _unavailable(words: str) -> CredentialUnavailable:
    return CredentialUnavailable("credential_unavailable", words, transient=True)


# The member's own access token for one call: renewed before it ends, by one request however many ask.
#
# Callers in one process share a future, other processes wait for the row; no database connection is held while
# the service answers.

__all__ = ["CredentialUnavailable", "Token", "current_access_token", "fresh_token"]


async def current_access_token(
    organization_id: uuid.UUID,
    connection_id: uuid.UUID,
    *,
    run_in_db: RunInDatabase,
    rejected_version: int | None = None,
    is_use: bool = True,
) -> Token:
    """The token to call with now. After a 401 ask again with the version that was rejected, once.

    `is_use` is False for what the member did not ask for: it is not noted as a use of the account.
    Raises CredentialUnavailable.
    """
    renewal = Renewal(
        partial(read_credential, organization_id, connection_id, is_use=is_use), run_in_db, rejected_version
    )
    stored = await renewal.read()
    if not renewal.is_due(stored):
        return token_of(stored)
    # Shielded: a turn that is stopped must not break the renewal that others wait for.
    return await asyncio.shield(_shared(connection_id, renewal.run))


def fresh_token(row: Connection) -> Token | None:
    """The token of a row that was just read, when it needs no renewal: spares the engine a transaction per call.

    The row comes with its connector, listing and client. None: ask `current_access_token`.
    """
    if not row.is_usable or row.authorization_server.get("origin") != origin_of(row.connector.url):
        return None
    try:
        tokens, keys = tokens_of(row), opened_keys(row)
    except SecretUnreadable:
        return None
    if tokens.expires_within(EARLY_SECONDS):
        return None
    origin = row.authorization_server["origin"]
    return Token(tokens.access_token, row.version, origin, keys, tokens.subject or "")


_running: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[uuid.UUID, asyncio.Task[Token]]]
_running = WeakKeyDictionary()


def _shared(connection_id: uuid.UUID, renew: Callable[[], Awaitable[Token]]) -> asyncio.Task[Token]:
    here = _running.setdefault(asyncio.get_running_loop(), {})
    task = here.get(connection_id)
    if task is None:
        task = asyncio.ensure_future(_awaited(renew))
        here[connection_id] = task
        task.add_done_callback(partial(_forget, here, connection_id))
    return task


async def _awaited(renew: Callable[[], Awaitable[Token]]) -> Token:
    return await renew()


def _forget(here: dict[uuid.UUID, Any], connection_id: uuid.UUID, task: asyncio.Task[Token]) -> None:
    here.pop(connection_id, None)
    if not task.cancelled():
        task.exception()  # retrieved, so that asyncio does not complain when nobody waits
