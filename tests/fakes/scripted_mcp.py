"""An MCP endpoint that answers each method as the test says, well or badly."""

import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from tests.fakes.serving import served

Message = dict[str, Any]
Answer = Callable[[Message], Response]

# What a server of this revision answers to initialize.
AGREED = {"protocolVersion": "2025-06-18", "capabilities": {}, "serverInfo": {"name": "s", "version": "1"}}
DISCOVERED = {
    "supportedVersions": ["2026-07-28"],
    "capabilities": {"tools": {}},
    "resultType": "complete",
    "ttlMs": 0,
    "cacheScope": "private",
}


def result(value: Message) -> Answer:
    """A correct JSON-RPC answer with this result."""
    return lambda message: JSONResponse({"jsonrpc": "2.0", "id": message["id"], "result": value})


def text_result(text: str, **more: Any) -> Answer:
    """A tool's plain text."""
    return result({"content": [{"type": "text", "text": text}], "resultType": "complete", **more})


def error(code: int, message: str, status: int = 200) -> Answer:
    """A correct JSON-RPC error."""
    failed = {"code": code, "message": message}
    return lambda asked: JSONResponse({"jsonrpc": "2.0", "id": asked["id"], "error": failed}, status)


def response(status: int, body: str | bytes = "", **headers: str) -> Answer:
    """Any HTTP answer."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda _: Response(body, status, named)


def stream(chunks: Callable[[Message], AsyncIterator[bytes]], media_type: str) -> Answer:
    """A streamed body."""
    return lambda message: StreamingResponse(chunks(message), media_type=media_type)


class ScriptedMcp:
    """Answers by method; `log` holds every message, `bodies` their bytes, `gets` the Last-Event-ID of each GET."""

    def __init__(self, answers: dict[str, Answer]) -> None:
        self.origin = ""
        self.answers = {"server/discover": result(DISCOVERED)} | answers
        self.log: list[Message] = []
        self.bodies: list[bytes] = []
        self.gets: list[str | None] = []
        self.connections: set[tuple[str, int]] = set()
        self.get_answer: Answer = response(405)

    @property
    def url(self) -> str:
        return f"{self.origin}/mcp"

    @property
    def allowed(self) -> str:
        return self.origin.removeprefix("http://")

    def asked(self, method: str) -> list[Message]:
        return [message for message in self.log if message["method"] == method]

    async def _endpoint(self, request: Request) -> Response:
        if request.method != "POST":
            self.gets.append(request.headers.get("last-event-id"))
            return self.get_answer({})
        assert request.client is not None
        self.connections.add((request.client.host, request.client.port))
        self.bodies.append(await request.body())
        message = json.loads(self.bodies[-1])
        self.log.append(message)
        if "id" not in message:
            return Response(status_code=202)
        return self.answers.get(message["method"], error(-32601, "no such method"))(message)

    def application(self) -> Starlette:
        return Starlette(routes=[Route("/mcp", self._endpoint, methods=["GET", "POST", "DELETE"])])


@contextmanager
def scripted_mcp(answers: dict[str, Answer]) -> Iterator[ScriptedMcp]:
    """Run one on a free port."""
    script = ScriptedMcp(answers)
    with served(script.application()) as origin:
        script.origin = origin
        yield script
