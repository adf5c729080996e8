"""A real MCP server with stored notes: reads, writes, one that fails, one that hangs, one that is huge."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import anyio.to_thread
import mcp_types
from mcp.server.mcpserver import MCPServer

from tests.fakes.serving import served

READ = mcp_types.ToolAnnotations(read_only_hint=True)


class Notebook:
    """What was written, and how often each tool ran."""

    def __init__(self) -> None:
        self.url = ""
        self.notes: list[str] = ["first"]
        self.runs: list[str] = []
        self.entered = threading.Event()
        self.release = threading.Event()

    @property
    def allowed(self) -> str:
        """Its host:port for the egress allow list."""
        return self.url.removeprefix("http://").split("/")[0]

    async def _until_released(self) -> None:
        self.entered.set()
        await anyio.to_thread.run_sync(self.release.wait, 30, abandon_on_cancel=True)

    def build(self) -> MCPServer:
        """The server's tools."""
        server = MCPServer("Notebook")

        @server.tool(annotations=READ, title="List notes", structured_output=False)
        def list_notes() -> str:
            """All notes."""
            self.runs.append("list_notes")
            return "\n".join(self.notes)

        @server.tool(title="Create note", structured_output=False)
        def create_note(text: str) -> str:
            """Write a note down."""
            self.runs.append("create_note")
            self.notes.append(text)
            return f"Created: {text}"

        @server.tool(annotations=READ, title="Slow read", structured_output=False)
        async def slow_read() -> str:
            """Waits until it is released."""
            self.runs.append("slow_read")
            await self._until_released()
            return "slow but true"

        @server.tool(title="Slow write", structured_output=False)
        async def slow_write(text: str) -> str:
            """Writes, then waits until it is released."""
            self.runs.append("slow_write")
            self.notes.append(text)
            await self._until_released()
            return "written slowly"

        @server.tool(annotations=READ, title="Broken", structured_output=False)
        def broken() -> str:
            """Always fails."""
            self.runs.append("broken")
            raise ValueError("the pencil is broken")

        @server.tool(annotations=READ, title="Huge", structured_output=False)
        def huge() -> str:
            """Ten megabytes."""
            return "x" * 10_000_000

        @server.tool(annotations=READ, title="Long", structured_output=False)
        def long() -> str:
            """Longer than a model should read."""
            return "a" * 40_000 + "b" * 40_000

        return server


@contextmanager
def notebook() -> Iterator[Notebook]:
    """Serve one on a free port."""
    state = Notebook()
    with served(state.build().streamable_http_app()) as origin:
        state.url = f"{origin}/mcp"
        yield state
