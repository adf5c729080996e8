"""What a tool call of ours says to the service's API, and what happened there: for this one call, in its own context.

The member's credential never passes through a tool's arguments or `_meta`: it sits in the call's HTTP client, which
adds it to requests for the API's own origin and to no other (credentials-C2).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Protocol

from connectors.network import GuardedClient


class Wire(Protocol):
    """The record of one call's requests, the same as of a call to a remote server (connectors/mcp/exchange.py)."""

    # Something left that may have changed things at the service: only then may a failed call have happened.
    sent: bool
    heard: bool
    status: int | None
    challenges: tuple[str, ...]
    retry_after_seconds: int | None
    failure: Exception | None
    # The record says how the call ended, not the tool's result.
    is_decisive: bool

    @property
    def remaining_seconds(self) -> float: ...


@dataclass(frozen=True, slots=True)
class Call:
    """Where this call's requests go, with what, and about whom. `base_url` ends without a slash."""

    http: GuardedClient
    base_url: str
    wire: Wire
    subject: str = ""


_current: ContextVar[Call] = ContextVar("built_in_call")


def current_call() -> Call:
    """The call that this tool runs for. Raises LookupError outside of one."""
    return _current.get()


@contextmanager
def during(call: Call) -> Iterator[None]:
    """The tools of this block run for `call`."""
    token = _current.set(call)
    try:
        yield
    finally:
        _current.reset(token)
