"""A stand-in for Google's APIs that enforces what emulate does not: scopes, fields, queries, limits, error forms.

Its answers are written after the reference of Drive v3 and Gmail v1 and their guides to errors (developers.google.com).
"""

import json
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.fakes.serving import served

AUTH = "https://www.googleapis.com/auth/"
MIA, ADA = "mia@acme.example", "ada@acme.example"
Handler = Callable[[Request, str], Awaitable[Any]]


class Fault(Exception):
    """An error in Google's form."""

    def __init__(self, status: int, reason: str, message: str, *, location: str = "", **headers: str) -> None:
        super().__init__(message)
        self.status, self.reason, self.message = status, reason, message
        self.location, self.headers = location, {name.replace("_", "-"): value for name, value in headers.items()}

    def answer(self) -> Response:
        """As an answer."""
        about = {"location": self.location, "locationType": "parameter"} if self.location else {}
        fault = {"domain": "global", "reason": self.reason, "message": self.message, **about}
        error = {"code": self.status, "message": self.message, "errors": [fault]}
        return JSONResponse({"error": error}, self.status, self.headers)


@dataclass
class Asked:
    """A request as it came."""

    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class GoogleStandIn:
    """The origin, who holds which token with which scopes, and what was asked."""

    origin: str = ""
    tokens: dict[str, tuple[str, frozenset[str]]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    faults: list[tuple[str, Fault]] = field(default_factory=list)

    def token(self, person: str, *scopes: str) -> str:
        """A token of this person with these scopes."""
        token = f"ya29.{person.partition('@')[0]}-{len(self.tokens)}"
        self.tokens[token] = (person, frozenset(AUTH + scope for scope in scopes))
        return token

    def fail(self, path: str, fault: Fault) -> None:
        """Answer the next request whose path contains this with the fault."""
        self.faults.append((path, fault))

    @property
    def changes(self) -> list[Asked]:
        """The requests that change something."""
        return [asked for asked in self.asked if asked.method != "GET"]

    def route(self, path: str, method: str, handler: Handler, scopes: tuple[str, ...]) -> Route:
        """A route that one of these scopes opens; the widest first, as Google names them."""

        async def answer(request: Request) -> Response:
            query = {name: request.query_params.getlist(name) for name in request.query_params}
            body = await request.body()
            self.asked.append(Asked(method, request.url.path, query, dict(request.headers), body))
            try:
                self._plan(request.url.path)
                said = await handler(request, self._person(request, scopes))
            except Fault as fault:
                return fault.answer()
            return said if isinstance(said, Response) else JSONResponse(said)

        return Route(path, answer, methods=[method])

    def _plan(self, path: str) -> None:
        for planned in self.faults:
            if planned[0] in path:
                self.faults.remove(planned)
                raise planned[1]

    def _person(self, request: Request, scopes: tuple[str, ...]) -> str:
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        if token not in self.tokens:
            said = 'Bearer realm="https://accounts.google.com/", error="invalid_token"'
            raise Fault(401, "authError", "Invalid Credentials", www_authenticate=said)
        person, granted = self.tokens[token]
        wanted = [scope if "://" in scope else AUTH + scope for scope in scopes]
        if not granted & set(wanted):
            challenge = (
                f'Bearer realm="https://accounts.google.com/", error="insufficient_scope", scope="{" ".join(wanted)}"'
            )
            raise Fault(403, "insufficientPermissions", "Insufficient Permission", www_authenticate=challenge)
        return person


@contextmanager
def served_google(stand_in: GoogleStandIn, routes: list[Route]) -> Iterator[None]:
    """Serve it until the block ends."""
    with served(Starlette(routes=routes)) as origin:
        stand_in.origin = origin
        yield


def whole(value: str | None, default: int, low: int, high: int, name: str) -> int:
    """A number in the query, refused outside its limits as Google does."""
    number = int(value) if value else default
    if not low <= number <= high:
        raise Fault(
            400, "invalidParameter", f"Invalid value '{value}'. Values must be within the range.", location=name
        )
    return number


def page(items: list[Any], token: str, size: int, key: str) -> tuple[list[Any], str | None]:
    """A page; its token is good for the same question only."""
    start = 0
    if token:
        start_text, _, of = token.partition("~")
        if of != str(abs(hash(key))) or not start_text.isdigit():
            raise Fault(400, "invalid", "Invalid Value", location="pageToken")
        start = int(start_text)
    end = start + size
    return items[start:end], f"{end}~{abs(hash(key))}" if end < len(items) else None
