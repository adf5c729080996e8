"""Requests of a tool to its service's API: guarded, limited, recorded, and errors in the service's own words."""

import json
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NoReturn, TypeVar
from urllib.parse import quote

import httpx2
from mcp.server.mcpserver.exceptions import ToolError

from connectors.network import AnswerRefused, EgressRefused
from connectors.network.limits import one_line, reason_in
from connectors.network.transport import TOTAL_SECONDS
from connectors.oauth.fetching import retry_after
from connectors.servers.wire import Call, current_call

_FAILURES = (httpx2.TransportError, EgressRefused, AnswerRefused)
Query = Mapping[str, str | int | bool | list[str] | None]
Asked = TypeVar("Asked")


class Written(Decimal):
    """A number that reads as it was written: Decimal itself makes 1E-7 of 0.0000001."""

    text: str

    def __new__(cls, text: str) -> "Written":
        number = super().__new__(cls, text)
        number.text = text
        return number

    def __str__(self) -> str:
        return self.text


class Refused(ToolError):
    """The service, or we for it, cannot do this: the tool's failed result, in plain words for model and person."""


class _Ended(ToolError):
    """The wire's record says how the call ended; nothing is made of this error's words."""


@dataclass(frozen=True)
class Answer:
    """An API's answer, read to its end."""

    status: int
    headers: httpx2.Headers
    body: bytes = field(repr=False)

    @property
    def kind(self) -> str:
        """The media type, in lower case, without parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def words(self) -> str:
        """The first words of a refusal, in one short line; empty when it gives none."""
        return reason_in(self.body, self.headers.get("content-type", ""))

    def json(self, *, exact: bool = False) -> Any:
        """The decoded body; `exact` keeps numbers as they are written."""
        try:
            return json.loads(self.body, parse_float=Written if exact else float)
        except (ValueError, RecursionError):
            # Not the tool's failure: a change may have happened.
            current_call().wire.is_decisive = True
            raise _Ended("The service's answer cannot be read.") from None


class Api:
    """The API of one service. A subclass says how its service puts an error (`refusal`) and what it always wants
    (`headers`).

    Paths are relative to the listing's address of the API. An absolute address is asked without the member's
    credential unless it is at the API's own origin, and through the same guard.
    """

    headers: Mapping[str, str] = {"accept": "application/json"}

    @property
    def _call(self) -> Call:
        return current_call()

    async def get(self, path: str, query: Query | None = None, **more: Any) -> Any:
        """A GET's decoded answer."""
        return (await self.ask("GET", path, query=query, **more)).json()

    async def post(self, path: str, body: Any, *, changes: bool = True) -> Any:
        """The decoded answer to JSON; `changes` is False for a POST that only asks."""
        answer = await self.ask("POST", path, body=body, changes=changes)
        return answer.json() if answer.body.strip() else {}

    async def ask(
        self,
        method: str,
        path: str,
        *,
        query: Query | None = None,
        body: Any = None,
        content: bytes | None = None,
        form: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        changes: bool | None = None,
        may_redirect: bool = False,
    ) -> Answer:
        """One request, read to its end; `changes` says whether it may change something (default: unless a GET). With
        `may_redirect`, a redirect is an answer too; it is never followed.

        Raises Refused for what the service answered; what ends the call as such (a sign-in that ended, missing
        access, too many requests, an outage) is recorded and raised by the client that made the call.
        """
        changes = method not in ("GET", "HEAD") if changes is None else changes
        request = self._call.http.build_request(
            method,
            self._address(path),
            params=_written(query) if query else None,
            json=body,
            content=content,
            data=form,
            headers={**self.headers, **(headers or {})},
        )
        answer = await self._sent(request, changes)
        if answer.status >= 400:
            self._refuse(answer)
        if answer.status >= 300 and not may_redirect:
            # Otherwise a send whose answer nobody reads would pass for done.
            raise Refused(f"The service sends this on to another address ({answer.status}), which is not followed.")
        return answer

    async def if_possible(self, asked: Awaitable[Asked]) -> Asked | None:
        """What a read found on which the call does not depend, such as the progress of a job that was started; None
        where it failed.

        The record of the call stays as it was: a renewed sign-in or a second try would repeat the change before it.
        """
        wire = self._call.wire
        before = (wire.status, wire.challenges, wire.retry_after_seconds, wire.failure, wire.is_decisive)
        try:
            return await asked
        except ToolError:
            wire.status, wire.challenges, wire.retry_after_seconds, wire.failure, wire.is_decisive = before
            return None

    def refusal(self, answer: Answer) -> NoReturn:
        """What an answer of 400 or more means, except what every service says alike (401, 429, 5xx). Raises.

        A subclass calls `more_access` for its own way of saying that a scope is missing.
        """
        said = f": {answer.words}" if answer.words else "."
        if answer.status == 404:
            raise Refused(f"The service does not find that{said}")
        if answer.status == 403:
            raise Refused(f"The service does not let this account do that{said}")
        raise Refused(f"The service refused this ({answer.status}){said}")

    def pause(self, answer: Answer) -> int | None:
        """How many seconds the service asks to wait, if it says so: in Retry-After, or where a subclass finds it."""
        return retry_after(answer.headers)

    def sign_in_ended(self) -> NoReturn:
        """The service no longer accepts the token: the person has to sign in again (or it is renewed)."""
        self._end(401, ())

    def more_access(self, *scopes: str) -> NoReturn:
        """The sign-in lacks these scopes; without any, the service does not say which."""
        named = f', scope="{" ".join(scopes)}"' if scopes else ""
        self._end(403, (f'Bearer error="insufficient_scope"{named}',))

    def slow_down(self, seconds: int | None) -> NoReturn:
        """Too many requests; None when the service does not say how long to wait."""
        wire = self._call.wire
        if not wire.is_decisive:
            wire.retry_after_seconds = seconds
        self._end(429, ())

    def _end(self, status: int, challenges: tuple[str, ...]) -> NoReturn:
        wire = self._call.wire
        # Of requests side by side, the first that ends the call does.
        if not wire.is_decisive:
            wire.status, wire.challenges, wire.is_decisive = status, challenges, True
        raise _Ended(f"The service answered {status}.")

    def _refuse(self, answer: Answer) -> NoReturn:
        wire = self._call.wire
        if not wire.is_decisive:
            wire.retry_after_seconds = self.pause(answer)
        if answer.status == 401:
            self._end(401, tuple(answer.headers.get_list("www-authenticate")))
        if answer.status == 429:
            self.slow_down(wire.retry_after_seconds)
        if answer.status >= 500:
            self._end(answer.status, ())
        self.refusal(answer)

    def _address(self, path: str) -> str:
        # Not `"://" in path`: a query may name another address, such as a system of codes.
        return path if path.startswith(("https://", "http://")) else f"{self._call.base_url}{path}"

    async def _sent(self, request: httpx2.Request, changes: bool) -> Answer:
        wire = self._call.wire
        seconds = max(wire.remaining_seconds, 0.001)
        request.extensions |= {"timeout": httpx2.Timeout(seconds, connect=10.0).as_dict(), TOTAL_SECONDS: seconds}
        if changes:
            request.extensions["trace"] = self._note_sending
        try:
            response = await self._call.http.send(request)
        except _FAILURES as failure:
            if not wire.is_decisive:
                wire.failure, wire.is_decisive = failure, True
            raise _Ended("The service could not be asked.") from None
        wire.heard = True
        if not wire.is_decisive:
            wire.status = response.status_code
        return Answer(response.status_code, response.headers, response.content)

    async def _note_sending(self, event: str, _: dict[str, Any]) -> None:
        """httpcore's trace hook: once the first byte is written, the service may have acted."""
        if event.endswith("send_request_headers.started"):
            self._call.wire.sent = True


def segment(value: str) -> str:
    """One part of a path, from an id that may be anything. Raises Refused for what would lead elsewhere."""
    if value in (".", "..") or not value.strip():
        raise Refused(f"{value!r} is not an id.")
    return quote(value, safe="")


def cleaned(words: Any) -> str:
    """Text from the service in one short line, for an error."""
    return one_line(words) if isinstance(words, str) else ""


def _written(query: Query) -> httpx2.QueryParams:
    """The parameters that have a value; booleans as words, a list as the parameter repeated."""
    pairs: list[tuple[str, str | int | float | bool | None]] = []
    for name, value in query.items():
        values = value if isinstance(value, list) else [value]
        for one in values:
            if one is not None and one != "":
                pairs.append((name, str(one).lower() if isinstance(one, bool) else str(one)))
    return httpx2.QueryParams(pairs)
