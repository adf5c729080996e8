"""What a built-in service is made of."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from connectors.servers.tools import ToolServer


@dataclass(frozen=True)
class Service:
    """`server` has the tools; `account` asks the API whose token this is, which also proves the token.

    The account's name distinguishes two accounts of one person: an e-mail address where there is one.
    """

    server: ToolServer
    account: Callable[[], Awaitable[str]]
