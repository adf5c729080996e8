"""Requests to other servers: through the egress guard, with our client identity, and no transaction open."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TypeVar
from urllib.parse import urlsplit

from asgiref.sync import async_to_sync
from django.conf import settings
from django.db import connection

from connectors.mcp import McpFailed, ServerAddress, ServerUnreachable
from connectors.models import Connector
from connectors.network import AnswerRefused, EgressPolicy, EgressRefused
from connectors.oauth import ClientIdentity, OAuthFailed
from organizations.refusals import DomainError

T = TypeVar("T")
# Several requests, each with a deadline of its own; a person waits no longer than this for all of them.
PATIENCE_SECONDS = 45.0
CALLBACK_PATH = "/oauth/callback"
_DEFAULT_PORTS = {"http": 80, "https": 443}


def egress_policy() -> EgressPolicy:
    """What the operator allows beyond the public internet (SWITCHBOARD_EGRESS_ALLOW)."""
    return EgressPolicy.parse(",".join(settings.EGRESS_ALLOW))


def our_identity() -> ClientIdentity:
    """Who we are at authorization servers; the metadata document only counts where others can read it."""
    public = settings.PUBLIC_URL
    document = f"{public}/oauth/client-metadata.json" if public.startswith("https://") else None
    return ClientIdentity("Switchboard", f"{public}{CALLBACK_PATH}", document, public)


def entered_redirect_uri(callback_key: str) -> str:
    """The address that an owner or operator has to give to a service where they get a client id."""
    return replace(our_identity(), connector=callback_key).entered_redirect_uri


def ask_outside(ask: Callable[[], Awaitable[T]], *, seconds: float = PATIENCE_SECONDS) -> T:
    """Run network work from a request or task; the database connection goes back to the pool meanwhile.

    Raises what `ask` raises, and ServerUnreachable when it takes longer than `seconds` altogether.
    """
    if not connection.in_atomic_block:
        connection.close()

    async def answer() -> T:
        try:
            async with asyncio.timeout(seconds):
                return await ask()
        except TimeoutError:
            raise ServerUnreachable("The service did not answer in time.") from None

    return async_to_sync(answer)()


def address_of(connector: Connector) -> ServerAddress:
    """Where the connector's MCP server is."""
    return ServerAddress(connector.url, connector.builtin)


def origin_of(url: str) -> str:
    """Scheme, host and port: a token is good for one of these (credentials-C2)."""
    parts = urlsplit(url)
    port = parts.port or _DEFAULT_PORTS.get(parts.scheme, 0)
    return f"{parts.scheme}://{(parts.hostname or '').lower()}:{port}"


# Failures of other servers.

# All that the wire raises; each has a stable code and a message that is safe to show.
OutsideFailed = (McpFailed, OAuthFailed, EgressRefused, AnswerRefused)


class ServiceTrouble(DomainError):
    """The service behind a connector did not do what it must for this request (502)."""

    status = 502

    @classmethod
    def of(cls, error: McpFailed | OAuthFailed | EgressRefused | AnswerRefused) -> "ServiceTrouble":
        """The same trouble for a person, with the wire's code."""
        return cls(error.code, error.person_message)
