"""Keeps the answers as the server wrote them.

The SDK refuses a whole answer for one part that does not fit its models: a page of tools for one odd tool, a result
for one unknown kind of content. So the raw answer is kept in the call's Exchange, where `listing` and `results` read
what is usable. Only the handshake's answer and progress notifications are mended for the SDK: it ignores progress
without a proper number, and fails on a number that no double can hold.
"""

import math
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from contextvars import Context
from types import TracebackType
from typing import Any, Self

import anyio
from mcp.client._transport import ReadStream, TransportStreams
from mcp.shared.message import SessionMessage
from mcp_types import JSONRPCError, JSONRPCNotification, JSONRPCResponse

from connectors.mcp.exchange import Exchange, current_exchange, names
from connectors.mcp.records import Progress
from organizations.text import clean_text

# Progress of a running tool: each notification prolongs the call, and people see it.

OnProgress = Callable[[Progress], Awaitable[None]]

_LEAST_SECONDS_BETWEEN = 0.1
_MAX_MESSAGE_CHARACTERS = 500
# A double cannot count by ones beyond it, and people cannot read such a number.
_LARGEST = 2.0**53


def readable(said: Mapping[str, Any]) -> dict[str, Any]:
    """A progress notification as the SDK accepts it: even a malformed one shows that the tool is at work."""
    token = said.get("progressToken")
    total, message = _double(said.get("total")), said.get("message")
    return {
        "progressToken": int(token) if isinstance(token, float) and token.is_integer() else token,
        "progress": _double(said.get("progress")) or 0.0,
        **({"total": total} if total is not None else {}),
        **({"message": message} if isinstance(message, str) else {}),
    }


def _double(value: Any) -> float | None:
    if isinstance(value, bool):
        return None
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError):
        return None


class Listening:
    """The progress of one call. Each notification prolongs it by `silence_seconds`; people see at most ten a second."""

    def __init__(
        self, silence_seconds: float, on_progress: OnProgress | None, cleaned: Callable[[str], str] = str
    ) -> None:
        self._silence_seconds, self._on_progress, self._cleaned = silence_seconds, on_progress, cleaned
        self._last = float("-inf")
        self._highest = 0.0
        self._ended = False
        self.scope = anyio.CancelScope()

    @property
    def fell_silent(self) -> bool:
        """Whether the call was ended because nothing came any more."""
        return self.scope.cancelled_caught

    def begin(self) -> None:
        """The request is about to leave."""
        self._heard()

    def end(self) -> None:
        """The call has ended: later notifications are ignored."""
        self._ended = True

    async def report(self, progress: float, total: float | None, message: str | None) -> None:
        """The SDK's callback for the token of this call."""
        if self._ended:
            return
        now = self._heard()
        if self._on_progress is None or now - self._last < _LEAST_SECONDS_BETWEEN:
            return
        self._last = now
        # The specification says that progress grows; a smaller number is not shown.
        self._highest = max(self._highest, _number(progress) or 0.0)
        await self._on_progress(
            Progress(self._highest, _total(total, self._highest), _words(message and self._cleaned(message)))
        )

    def _heard(self) -> float:
        now = anyio.current_time()
        self.scope.deadline = now + self._silence_seconds
        return now


def _number(value: float | None) -> float | None:
    """The number, if it can be shown."""
    return value if value is not None and math.isfinite(value) and 0 <= value <= _LARGEST else None


def _total(value: float | None, progress: float) -> float | None:
    """The total; None when it is unknown or already exceeded."""
    total = _number(value)
    return total if total and total >= progress else None


def _words(message: str | None) -> str | None:
    return clean_text(message, _MAX_MESSAGE_CHARACTERS) or None if message else None


Received = SessionMessage | Exception


@asynccontextmanager
async def keeping_answers(transport: AbstractAsyncContextManager[TransportStreams]) -> AsyncIterator[TransportStreams]:
    """The transport, which also keeps each answer in the exchange of its call."""
    async with transport as (reading, writing):
        yield KeptAnswers(reading), writing


class KeptAnswers:
    """A read stream that keeps what passes through it. The SDK runs it in the asking task's context."""

    def __init__(self, inner: ReadStream[Received]) -> None:
        self._inner = inner

    @property
    def last_context(self) -> Context | None:
        """The sender's, for the SDK."""
        context: Context | None = getattr(self._inner, "last_context", None)
        return context

    async def receive(self) -> Received:
        """The next message."""
        return self._noted(await self._inner.receive())

    async def aclose(self) -> None:
        """Close the stream."""
        await self._inner.aclose()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Received:
        return self._noted(await self._inner.__anext__())

    async def __aenter__(self) -> Self:
        await self._inner.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> bool | None:
        return await self._inner.__aexit__(kind, error, traceback)

    def _noted(self, item: Received) -> Received:
        exchange = self.last_context.run(current_exchange) if self.last_context else None
        if isinstance(item, SessionMessage):
            _mend_progress(item)
            if exchange is not None:
                _note(exchange, item)
        return item


def _mend_progress(item: SessionMessage) -> None:
    message = item.message
    if isinstance(message, JSONRPCNotification) and message.method == "notifications/progress" and message.params:
        message.params = readable(message.params)


def _note(exchange: Exchange, item: SessionMessage) -> None:
    message = item.message
    if isinstance(message, JSONRPCResponse):
        if exchange.asked is None or names(message.id, exchange.asked):
            # The result of another request is not this call's, whatever comes after it.
            exchange.result = message.result
        if "protocolVersion" in message.result:
            exchange.offered_versions = _texts([message.result["protocolVersion"]])
            message.result = _handshake(message.result)
    elif isinstance(message, JSONRPCError) and isinstance(data := message.error.data, dict):
        exchange.offered_versions = _texts(data.get("supported")) or exchange.offered_versions


def _handshake(said: dict[str, Any]) -> dict[str, Any]:
    """Mends a handshake: servers leave out or misspell their name and their capabilities, which nobody needs."""
    who = said.get("serverInfo")
    info = who if isinstance(who, dict) else {}
    texts = {key: value for key in ("name", "version", "title") if isinstance(value := info.get(key), str)}
    can = said.get("capabilities")
    named = {key: value for key, value in can.items() if isinstance(value, dict)} if isinstance(can, dict) else {}
    hints = {"instructions": said["instructions"]} if isinstance(said.get("instructions"), str) else {}
    return {
        "protocolVersion": said["protocolVersion"],
        "capabilities": {key: _flags(value) for key, value in named.items()},
        "serverInfo": {"name": "", "version": "", **texts},
        **hints,
    }


def _flags(capability: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in capability.items() if isinstance(value, bool | dict)}


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(each for each in value if isinstance(each, str)) if isinstance(value, list) else ()
