"""Answers after which it is in doubt whether a service still accepts an account, and who can tell."""

from connectors.accounts.sign_in import look
from connectors.mcp import AccessRefused, AuthorizationRequired, Credential, ServerAddress, ToolOutcome
from connectors.models import Connection
from connectors.outbound import OutsideFailed


def is_in_doubt(outcome: ToolOutcome, account: Connection | None) -> bool:
    """Whether a tool that failed with a 401 may have failed for the sign-in, and the sign-in server can tell.

    It is asked for a new token, which it refuses if the sign-in is over. Where nobody can be asked, the result stays
    the tool's failure: the 401 may be another server's, such as that of a page which the tool was to fetch.
    """
    return outcome.is_unauthorized and account is not None and bool(account.refresh_token)


def refuses_key(error: Exception) -> bool:
    """Whether a server that was only asked what it offers turned the key away: 401, or 403 in words of its own.

    Asked so, it has nothing else to refuse (Notion's server: 403 "Invalid bearer token"). A page is a firewall's.
    """
    return isinstance(error, AuthorizationRequired) or (isinstance(error, AccessRefused) and bool(error.reason))


async def key_is_refused(server: ServerAddress, credential: Credential | None) -> bool:
    """Ask the server what it offers, after it answered a call with 403: is it the key, or only what was asked for?"""
    try:
        await look(server, credential)
    except OutsideFailed as error:
        return refuses_key(error)
    return False
