"""What an account's server offers it now: asked with that account's own credential, and no transaction open."""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from asgiref.sync import sync_to_async

from connectors.credentials import Token, current_access_token
from connectors.mcp import AuthorizationRequired
from connectors.models import Connection
from connectors.outside import ask_outside
from connectors.renewal import PATIENCE_SECONDS, REQUEST_SECONDS
from connectors.sign_in import Offer, look
from connectors.step_up import renewal_helps

T = TypeVar("T")
# A renewal that is cut off may lose the new refresh token, so it is left to its own deadlines.
RENEWAL_SECONDS = PATIENCE_SECONDS + REQUEST_SECONDS + 5.0


def offer_to(connection: Connection, *, seconds: float, is_use: bool) -> Offer:
    """Ask the server of a row that was read with its connector and listing; it has so many seconds to answer.

    Raises CredentialUnavailable, OutsideFailed; AuthorizationRequired when it refuses a token that was just renewed,
    wants more access than this account has, or with status 403 this account.
    """
    token = _token(connection, is_use)
    ask = partial(look, connection.connector.url)
    try:
        return ask_outside(partial(ask, token.credential), seconds=seconds)
    except AuthorizationRequired as asked:
        # A new token changes nothing where this account may not.
        if asked.status != 401 or (token.value and not renewal_helps(asked, connection)):
            raise
        token = _token(connection, is_use, rejected=token.version)
        return ask_outside(partial(ask, token.credential), seconds=seconds)


def _token(connection: Connection, is_use: bool, rejected: int | None = None) -> Token:
    ids = connection.organization_id, connection.pk
    renew = partial(current_access_token, *ids, run_in_db=_here, rejected_version=rejected, is_use=is_use)
    return ask_outside(renew, seconds=RENEWAL_SECONDS)


async def _here(function: Callable[[], T], /) -> T:
    """In the thread that waits for the answer."""
    return await sync_to_async(function)()
