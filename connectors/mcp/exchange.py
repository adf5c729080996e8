"""What happened on the wire during one call. The SDK hides it, so our transport records it here."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

import anyio

from organizations.exact_json import MOST_DIGITS

# Reads answers that the SDK refuses for a wrong envelope or content type.
#
# The server has done its work by then, so its answer is used however it is wrapped.

EVENT_STREAM = "text/event-stream"
_LINE_END = re.compile(r"\r\n|\r|\n")
_BLANKS = re.compile(r"\s*")
# The most lines that look like JSON and are not: each one may cost a read to the end of the text.
_MOST_TRIES = 100


def result_in(body: bytes, asked: str | None) -> dict[str, Any] | None:
    """The result in an answer's whole body, an error as a failed one; None when there is none for what was `asked`.

    The content type is ignored: one JSON value, a batch (revision 2025-03-26), events and lines of JSON come under any.
    An answer counts if it has the request's id, or has no id and can be nothing else.
    """
    text = body.decode(json.detect_encoding(body), "replace")
    parts = _events(text) or [text]
    answers = [one for part in parts for one in _answers(part)]
    named = [one for one in answers if asked is None or names(one.get("id"), asked)]
    alone = len(parts) == len(answers) == 1 and _is_json(parts[0])
    # The answer comes last, after notifications.
    nameless = [one for one in reversed(answers) if one.get("id") is None and (alone or "jsonrpc" in one)]
    return next((found for one in (*named, *nameless) if (found := _result(one)) is not None), None)


def _events(text: str) -> list[str]:
    """The data of each event; none where the text is no event stream."""
    events: list[list[str]] = [[]]
    for line in _LINE_END.split(text):
        if not line:
            events.append([])
        elif line.removeprefix("\ufeff").startswith("data:"):
            events[-1].append(line.partition(":")[2].strip())
    return ["\n".join(lines) for lines in events if lines]


def _answers(part: str) -> Iterator[dict[str, Any]]:
    for said in _values(part):
        for one in said if isinstance(said, list) else (said,):
            if isinstance(one, dict) and "method" not in one:
                yield one


def _values(text: str) -> Iterator[Any]:
    """The JSON values in a text, one after the other or at the beginning of a line; everything else is skipped."""
    at = tries = 0
    while at < len(text) and tries < _MOST_TRIES:
        found = _BLANKS.match(text, at)
        at = found.end() if found else at
        if text.startswith(("{", "["), at):
            try:
                value, at = _READER.raw_decode(text, at)
            except (ValueError, RecursionError):
                tries += 1
            else:
                yield value
                continue
        at = text.find("\n", at) + 1 or len(text)


def _is_json(text: str) -> bool:
    try:
        _READER.decode(text)
    except (ValueError, RecursionError):
        return False
    return True


def _number(digits: str) -> int | str:
    """A number that is too long for Python stays a text."""
    return int(digits) if len(digits) <= MOST_DIGITS else digits


_READER = json.JSONDecoder(parse_int=_number)


def names(named: Any, asked: str) -> bool:
    """Whether it is our question's id, in any type."""
    number = int(named) if isinstance(named, float) and named.is_integer() else named
    return number is not None and str(number) == asked


def _result(answer: dict[str, Any]) -> dict[str, Any] | None:
    error, result = answer.get("error"), answer.get("result")
    if "result" in answer and not _is_error(error):
        return result if isinstance(result, dict) else {"content": [], "structuredContent": result}
    return None if error is None else {"content": _refused(error), "isError": True}


def _is_error(error: Any) -> bool:
    """Whether there was an error: some servers send an empty one, or one with code 0, with every result."""
    return any(error.values()) and error.get("code") != 0 if isinstance(error, dict) else bool(error)


def _refused(error: Any) -> str:
    words = error.get("message") if isinstance(error, dict) else error
    return f"The server refused the call: {words}" if words else "The server refused the call and does not say why."


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
    # Of the first 401: later answers (400 to `initialize` of a 2026 server) say less.
    refused_with: tuple[str, ...] | None = None
    retry_after_seconds: int | None = None
    failure: Exception | None = None
    # What happened on the wire says how a call of a built-in server ended, not the result (connectors/servers).
    is_decisive: bool = False
    resumptions: int = 0
    # Why a redirect was not followed, in words.
    redirect: str = ""
    in_session: bool = False
    # The id of the question, as text.
    asked: str | None = None
    # The raw answer, before the SDK parsed it (raw_answers.py).
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
        """httpcore's trace hook: once the first byte is written, the server may have acted."""
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
        """Keep a JSON body, or the beginning of a 4xx one, in case the SDK cannot read it."""
        if self.is_success and self.content_type in _READABLE:
            self.body.append(chunk)
        if self.is_refusal:
            self.refusal = (self.refusal + chunk)[:_REFUSAL_BYTES]

    def answer_ended(self) -> None:
        """A whole JSON answer was read, so the call has to end soon."""
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
