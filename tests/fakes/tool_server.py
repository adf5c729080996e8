"""A real MCP server on the SDK with small tools, served over HTTP; it counts the requests that reach it."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import anyio
import mcp_types
from mcp.server.mcpserver import Context, Image, MCPServer
from pydantic import BaseModel
from starlette.types import ASGIApp, Receive, Scope, Send

from tests.fakes.serving import served

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360000000000500010d0a2db40000000049454e44ae426082"
)


class Choice(BaseModel):
    """What `ask` wants to know."""

    name: str


class ToolServer:
    """The origin, and (method, Mcp-Method) of each HTTP request in order."""

    def __init__(self) -> None:
        self.origin = ""
        self.requests: list[tuple[str, str]] = []
        self.authorizations: set[str] = set()
        self.asked = 0
        self.started = threading.Event()
        self.stopped = threading.Event()

    @property
    def url(self) -> str:
        return f"{self.origin}/mcp"

    @property
    def allowed(self) -> str:
        return self.origin.removeprefix("http://")

    def counted(self, app: ASGIApp) -> ASGIApp:
        async def count(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] == "http":
                headers = dict(scope["headers"])
                self.requests.append((scope["method"], headers.get(b"mcp-method", b"").decode()))
                self.authorizations.add(headers.get(b"authorization", b"").decode())
            await app(scope, receive, send)

        return count

    def build(self) -> MCPServer:
        server = MCPServer("Workbench", instructions="Use with care.\0")

        @server.tool(annotations=mcp_types.ToolAnnotations(read_only_hint=True), title="Echo")
        def echo(text: str) -> str:
            """Give the text back."""
            return text

        @server.tool()
        def add(a: int, b: int) -> dict[str, int]:
            """Add two numbers."""
            return {"sum": a + b}

        @server.tool()
        def pixel() -> Image:
            """One pixel."""
            return Image(data=PIXEL, format="png")

        @server.tool(structured_output=False)
        def link() -> Any:
            """A link to a file."""
            return mcp_types.ResourceLink(uri="file:///report.txt", name="report", mime_type="text/plain")

        @server.tool()
        def fail() -> str:
            """Always fails."""
            raise ValueError("the printer is on fire")

        @server.tool()
        async def steps(ctx: Context[Any, Any], count: int, pause: float = 0.0) -> str:
            """Report progress, then finish."""
            for step in range(count):
                await anyio.sleep(pause)
                await ctx.report_progress(step + 1, count, f"step {step + 1}")
            return "done"

        @server.tool()
        async def ask(ctx: Context[Any, Any]) -> str:
            """Ask the person in the middle of the call."""
            self.asked += 1
            answer = await ctx.elicit("Which one?", Choice)
            return answer.action

        @server.tool()
        async def wait_forever(name: str) -> str:
            """Never finishes."""
            self.started.set()
            try:
                await asyncio.Event().wait()
            finally:
                self.stopped.set()
            return name

        return server


@contextmanager
def tool_server(**options: Any) -> Iterator[ToolServer]:
    """Run one on a free port; `options` go to streamable_http_app."""
    state = ToolServer()
    with served(state.counted(state.build().streamable_http_app(**options))) as origin:
        state.origin = origin
        yield state
