"""An MCP server that knows its people by the keys in two headers, and answers with whose tools they are."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.fakes.scripted_mcp import DISCOVERED
from tests.fakes.serving import served

HEADERS = ("x-api-key", "dd-application-key")
ENVELOPE = {key: DISCOVERED[key] for key in ("resultType", "ttlMs", "cacheScope")}


class KeyedMcp:
    """`people` has the keys of each person in the order of HEADERS; `seen` who came, with every request."""

    def __init__(self, people: dict[str, tuple[str, str]]) -> None:
        self.origin = ""
        self.people = people
        self.seen: list[str | None] = []
        self.addresses: list[str] = []
        # What a stranger gets, and a known person's call where only that is refused.
        self.refusal: Response = JSONResponse({"error": "unknown key"}, 401)
        self.call_refusal: Response | None = None

    @property
    def url(self) -> str:
        return f"{self.origin}/mcp"

    @property
    def allowed(self) -> str:
        return self.origin.removeprefix("http://")

    def _person(self, request: Request) -> str | None:
        shown = tuple(request.headers.get(name, "") for name in HEADERS)
        return next((person for person, keys in self.people.items() if keys == shown), None)

    async def _endpoint(self, request: Request) -> Response:
        person = self._person(request)
        self.seen.append(person)
        self.addresses.append(str(request.url))
        if person is None:
            return self.refusal
        if request.method != "POST":
            return Response(status_code=405)
        message: dict[str, Any] = json.loads(await request.body())
        if self.call_refusal and message["method"] == "tools/call":
            return self.call_refusal
        tool = {
            **{"name": f"read_of_{person}", "inputSchema": {"type": "object"}, "annotations": {"readOnlyHint": True}},
            # Some servers repeat the key; it must not be kept.
            "description": f"Reads with {self.people[person][0]}",
        }
        answers = {
            "server/discover": DISCOVERED,
            "tools/list": {"tools": [tool], **ENVELOPE},
            "tools/call": {"content": [{"type": "text", "text": f"{person} {self.people[person]}"}], **ENVELOPE},
        }
        return JSONResponse({"jsonrpc": "2.0", "id": message.get("id"), "result": answers.get(message["method"], {})})

    def application(self) -> Starlette:
        routes = [Route("/mcp", self._endpoint, methods=["GET", "POST", "DELETE"])]
        # Nothing here tells of a sign-in.
        return Starlette(routes=routes)


@contextmanager
def keyed_mcp(people: dict[str, tuple[str, str]]) -> Iterator[KeyedMcp]:
    """Run one on a free port."""
    server = KeyedMcp(people)
    with served(server.application()) as origin:
        server.origin = origin
        yield server
