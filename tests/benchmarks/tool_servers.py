"""The tool servers of all contestants, together in a process of their own; only one of them works at a time."""

import asyncio
import sys
from typing import Any

import uvicorn
from mcp.server.mcpserver import MCPServer


def tool_server(tools: int) -> Any:
    """One write, done at once, and as many more tools as make up the number."""
    server = MCPServer("Bench")

    @server.tool(structured_output=False)
    def note(text: str) -> str:
        """Write a note down."""
        return f"Noted: {text}"

    for number in range(1, tools):
        server.tool(name=f"find_records_{number}", structured_output=False)(find_records)
    return server.streamable_http_app()


def find_records(query: str, project: str = "", limit: int = 20, archived: bool = False) -> str:
    """Find records by words of their title, in one project or in all of them, the newest first."""
    return f"No record of {project or 'any project'} matches {query} ({limit}, {archived})."


async def serve(servers: list[str]) -> None:
    """Serve each `PORT=NUMBER_OF_TOOLS` until the process is killed."""
    running = []
    for port, tools in (server.split("=") for server in servers):
        # As the model: a plain server whatever the product brings along.
        plain = {"host": "127.0.0.1", "port": int(port), "log_level": "error", "http": "h11"}
        running.append(uvicorn.Server(uvicorn.Config(tool_server(int(tools)), **plain)).serve())
    await asyncio.gather(*running)


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1:]))
