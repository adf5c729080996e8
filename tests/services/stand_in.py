"""What stand-ins of services share: whose token it is, what it may, what was asked, and faults to order."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

MIA, ADA = "mias-token", "adas-token"


@dataclass(frozen=True)
class Asked:
    """A request that came."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes

    @property
    def changes(self) -> bool:
        """Whether it may change something."""
        return self.method != "GET"


@dataclass
class Desk:
    """The state of a stand-in. `scopes` are what each token may; one that is not there is refused."""

    scopes: dict[str, set[str]]
    origin: str = ""
    asked: list[Asked] = field(default_factory=list)
    # (part of the path, answer): the next request to such a path gets it.
    planned: list[tuple[str, Response]] = field(default_factory=list)

    @property
    def host(self) -> str:
        """For an egress policy."""
        return self.origin.removeprefix("http://")

    @property
    def writes(self) -> list[Asked]:
        """The requests that changed something."""
        return [each for each in self.asked if each.changes]

    def plan(self, path: str, status: int, body: Any = None, **headers: str) -> None:
        """Answer the next request to such a path with this."""
        self.planned.append(
            (path, JSONResponse(body, status, {name.replace("_", "-"): v for name, v in headers.items()}))
        )

    async def note(self, request: Request) -> Response | None:
        """Keep the request; the answer that was planned for it, if any."""
        url = request.url
        query, headers = dict(request.query_params), dict(request.headers)
        self.asked.append(Asked(request.method, url.path, query, headers, await request.body()))
        plan = next((plan for plan in self.planned if plan[0] in url.path), None)
        if plan is None:
            return None
        self.planned.remove(plan)
        return plan[1]


Handler = Callable[[Request, str], Awaitable[Response]]


def token_of(request: Request) -> str:
    """The bearer token that came."""
    return request.headers.get("authorization", "").removeprefix("Bearer ")
