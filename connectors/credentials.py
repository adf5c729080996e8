"""The member's own access token for one call: renewed before it ends, by one request however many ask.

Callers in one process share a future, other processes wait for the row; no database connection is held while
the service answers.
"""

import asyncio
import uuid
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any
from weakref import WeakKeyDictionary

from connectors.credential_rows import CredentialUnavailable, read_credential
from connectors.models import Connection
from connectors.outside import origin_of
from connectors.renewal import EARLY_SECONDS, Renewal, RunInDatabase, Token, token_of
from connectors.sign_in_rows import tokens_of
from organizations.sealing import SecretUnreadable

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
        tokens = tokens_of(row)
    except SecretUnreadable:
        return None
    if tokens.expires_within(EARLY_SECONDS):
        return None
    return Token(tokens.access_token, row.version, row.authorization_server["origin"])


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
        task.exception()  # whoever waited has it; nobody waiting is no fault
