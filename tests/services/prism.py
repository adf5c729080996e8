"""Prism (npm) on a service's official description, behind a proxy of ours that keeps its verdict on each request.

    def test_x(prism_asana: Prism, settings):
        settings.EGRESS_ALLOW = [prism_asana.host]
        prism_asana.answers(code=404)             # the next request gets the documented 404
        ...
        assert prism_asana.faults == []           # everything that was sent is valid

Prism keeps nothing: what was written cannot be read back. It passes names that nobody declared, and declared ones in
other letters (findings/prism_query_names.sh); the proxy finds both (tests/services/declared.py). It looks at
the presence of a token, not at whose it is; with `knows`, the proxy takes other tokens off, and Prism refuses in the
description's words.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx2
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.fakes.serving import served
from tests.services.declared import Description
from tests.services.descriptions import DESCRIPTIONS, description_of
from tests.services.node import installed, started_on_loopback
from tests.services.validated import count

# Descriptions without a word on security: what the service says to an unknown token.
_UNKNOWN = {"object": "error", "status": 401, "code": "unauthorized", "message": "API token is invalid."}
UNSECURED = {"notion": JSONResponse(_UNKNOWN, 401)}
START_SECONDS = 120
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]
PASSED_ON = {"content-type", "location", "retry-after"}
FOR_ONE_HOP = {"host", "connection", "content-length", "accept-encoding", "transfer-encoding"}


@dataclass(frozen=True)
class Recorded:
    """A request, and what Prism said of it: without faults it is as the description wants it."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes
    status: int
    faults: tuple[str, ...]

    @property
    def json(self) -> Any:
        """The body that was sent."""
        return json.loads(self.body)


@dataclass(frozen=True)
class _Answer:
    path: str
    prefer: str = ""
    instead: Response | None = None


@dataclass
class Prism:
    """The address to use as the service's, and what came there."""

    service: str
    origin: str = ""
    requests: list[Recorded] = field(default_factory=list)
    knows: set[str] | None = None
    _next: list[_Answer] = field(default_factory=list)

    @property
    def host(self) -> str:
        """For `settings.EGRESS_ALLOW`."""
        return urlsplit(self.origin).netloc

    @property
    def faults(self) -> list[str]:
        """What is wrong with the requests since `clear`."""
        return [f"{each.method} {each.path}: {fault}" for each in self.requests for fault in each.faults]

    def clear(self) -> None:
        """Forget requests, planned answers and tokens."""
        self.requests.clear()
        self._next.clear()
        self.knows = None

    def answers(self, *, code: int | None = None, example: str | None = None, path: str = "") -> None:
        """Plan a documented answer for one request, the next whose path contains `path`; plans are used in order."""
        wanted = {"code": code, "example": example}
        self._next.append(_Answer(path, prefer=", ".join(f"{key}={value}" for key, value in wanted.items() if value)))

    def replies(self, status: int, body: Any, *, path: str = "", headers: Mapping[str, str] | None = None) -> None:
        """As `answers`, in words of ours, where the description has none. An invalid request gets Prism's refusal."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        named = {"content-type": "application/json", **(headers or {})}
        self._next.append(_Answer(path, instead=Response(content, status, named)))

    def is_known(self, request: Request) -> bool:
        """Whether this token is one of those that `knows` names, where it names any."""
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        return self.knows is None or token in self.knows

    def plan_for(self, path: str) -> _Answer:
        """Take the plan for this request off the list."""
        found = next((plan for plan in self._next if plan.path in path), None)
        if found:
            self._next.remove(found)
        return found or _Answer("")


@contextmanager
def prism(service: str, folder: Path) -> Iterator[Prism]:
    """Run Prism and the proxy on a service's description. Raises PeerMissing."""
    description, (_, prefix) = description_of(service, folder), DESCRIPTIONS[service]
    script = installed() / "node_modules" / "@stoplight" / "prism-cli" / "dist" / "index.js"
    log = folder / f"prism-{service}.log"
    with started_on_loopback(script, "mock", str(description), log=log, seconds=START_SECONDS) as port:
        state = Prism(service)
        proxy = _proxy(state, f"http://127.0.0.1:{port}", prefix, Description(description))
        with served(proxy) as origin:
            state.origin = origin
            yield state


def _proxy(state: Prism, behind: str, prefix: str, description: Description) -> Starlette:
    async def forward(request: Request) -> Response:
        plan, body = state.plan_for(request.url.path), await request.body()
        path, query = request.url.path.removeprefix(prefix), request.url.query
        url = f"{behind}{path}?{query}".removesuffix("?")
        async with httpx2.AsyncClient(trust_env=False, timeout=30) as client:
            said = await client.request(request.method, url, headers=_headers(request, state, plan), content=body)
        sent_type = request.headers.get("content-type", "")
        faults = [*_faults(said), *description.undeclared(request.method, path, query, sent_type, body)]
        if not request.url.path.startswith(prefix):
            faults.append(f"the service's addresses begin with {prefix}")
        kept = {name: value for name, value in said.headers.items() if name in PASSED_ON}
        answer = Response(said.content, said.status_code, kept)
        if not faults:
            answer = UNSECURED.get(state.service, answer) if not state.is_known(request) else plan.instead or answer
        state.requests.append(_recorded(request, body, answer.status_code, faults))
        if not faults:
            count(state.service)
        return answer

    return Starlette(routes=[Route("/{path:path}", forward, methods=METHODS)])


def _headers(request: Request, state: Prism, plan: _Answer) -> dict[str, str]:
    headers = {name: value for name, value in request.headers.items() if name not in FOR_ONE_HOP}
    if not state.is_known(request):
        headers.pop("authorization", None)
    return {**headers, "prefer": plan.prefer} if plan.prefer else headers


def _recorded(request: Request, body: bytes, status: int, faults: list[str]) -> Recorded:
    url, headers = request.url, dict(request.headers)
    return Recorded(request.method, url.path, url.query, headers, body, status, tuple(faults))


def _faults(said: httpx2.Response) -> list[str]:
    """Prism's own refusals (no such path or method) and what it found wrong in a request that it knows."""
    found = json.loads(said.headers.get("sl-violations", "[]"))
    faults = [f"{'.'.join(map(str, each['location']))}: {each['message']}" for each in found if _is_request(each)]
    if said.headers.get("content-type", "").startswith("application/problem+json"):
        problem = said.json()
        faults.append(f"{problem.get('title')}: {problem.get('detail')}")
    return faults


def _is_request(violation: Mapping[str, Any]) -> bool:
    return bool(violation["location"][0] == "request" and violation["severity"] == "Error")
