"""What happened on the wire during one call: the SDK hides it, so our transport notes it here."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

import anyio

from connectors.mcp.crooked import EVENT_STREAM, result_in

# A server that answers another request's id leaves the SDK waiting; it gets this long after its answer ended.
WRONG_ID_SECONDS = 5.0
_REFUSAL_BYTES = 1000
_READABLE = ("application/json", EVENT_STREAM)


@dataclass
class Exchange:
    """The requests of one call, the last one in detail. `deadline` is on anyio's clock."""

    deadline: float
    sent: bool = False
    # Whether the server answered any of the requests at all.
    heard: bool = False
    status: int | None = None
    content_type: str = ""
    refusal: bytes = b""
    challenges: tuple[str, ...] = ()
    # Of the first 401: what comes after it (400 to `initialize` of a 2026 server) says less.
    refused_with: tuple[str, ...] | None = None
    retry_after_seconds: int | None = None
    failure: Exception | None = None
    resumptions: int = 0
    # Why a redirect was not followed, in words.
    redirect: str = ""
    in_session: bool = False
    # The id of the question, as text.
    asked: str | None = None
    # What came, before the SDK judged it (raw_answers.py).
    result: dict[str, Any] | None = None
    offered_versions: tuple[str, ...] = ()
    body: list[bytes] = field(default_factory=list)
    scope: anyio.CancelScope | None = None

    @property
    def remaining_seconds(self) -> float:
        return self.deadline - anyio.current_time()

    def begin(self, *, asked: str | None = None, in_session: bool = False) -> None:
        """A request is about to leave."""
        self.asked = asked
        self.in_session = in_session
        self.redirect = ""
        self.result = None
        self.body = []
        self.sent = False
        self.status = None
        self.content_type = ""
        self.refusal = b""
        self.challenges = ()
        self.retry_after_seconds = None
        self.failure = None
        self._end_at(float("inf"))

    async def trace(self, event: str, _: dict[str, Any]) -> None:
        """Listens to httpcore: from the first byte written on, the server may have acted."""
        if event.endswith("send_request_headers.started"):
            self.sent = True

    @property
    def is_success(self) -> bool:
        """Whether the server says that it did what was asked."""
        return self.status is not None and 200 <= self.status < 300

    @property
    def is_refusal(self) -> bool:
        """4xx: the server did not do what was asked."""
        return self.status is not None and 400 <= self.status < 500

    @property
    def is_answered(self) -> bool:
        """Whether a result came, also one in an envelope that the SDK does not take: then it is read here."""
        if self.result is None and self.is_success:
            self.result = result_in(b"".join(self.body), self.asked)
        return self.result is not None

    def note_body(self, chunk: bytes) -> None:
        """What the SDK may not be able to read: a JSON answer, and the beginning of a 4xx one."""
        if self.is_success and self.content_type in _READABLE:
            self.body.append(chunk)
        if self.is_refusal:
            self.refusal = (self.refusal + chunk)[:_REFUSAL_BYTES]

    def answer_ended(self) -> None:
        """A whole JSON answer was read; the call has to end now."""
        self._end_at(anyio.current_time() + WRONG_ID_SECONDS)

    def _end_at(self, deadline: float) -> None:
        if self.scope is not None:
            self.scope.deadline = deadline


_current: ContextVar[Exchange | None] = ContextVar("mcp_exchange", default=None)


def current_exchange() -> Exchange | None:
    """The exchange of the call that this request belongs to; the SDK carries the context to its own tasks."""
    return _current.get()


@contextmanager
def recorded_in(exchange: Exchange) -> Iterator[None]:
    """Note the requests of this block in `exchange`."""
    token = _current.set(exchange)
    try:
        yield
    finally:
        _current.reset(token)
