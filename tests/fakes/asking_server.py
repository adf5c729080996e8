"""A real MCP server of 2026-07-28 whose tools ask before they act (`input_required`), in rounds that a test writes."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import mcp_types
from mcp.server.mcpserver import Context, MCPServer

from tests.fakes.serving import served

READ = mcp_types.ToolAnnotations(read_only_hint=True)
Asking = str | mcp_types.InputRequiredResult


def form(message: str, required: tuple[str, ...] = (), **properties: Any) -> mcp_types.ElicitRequest:
    """A question with these fields."""
    schema = {"type": "object", "properties": properties, "required": list(required)}
    return mcp_types.ElicitRequest(params=mcp_types.ElicitRequestFormParams(message=message, requested_schema=schema))


def address(message: str, url: str) -> mcp_types.ElicitRequest:
    """A question that leads elsewhere."""
    return mcp_types.ElicitRequest(params=mcp_types.ElicitRequestURLParams(message=message, url=url))


class AskingServer:
    """`rounds` are the questions of each round; a tool runs when all are over. `heard` are the answers to each."""

    def __init__(self) -> None:
        self.url = ""
        self.rounds: list[dict[str, Any]] = []
        self.heard: list[dict[str, Any]] = []
        self.runs: list[str] = []
        self.calls = 0

    @property
    def allowed(self) -> str:
        """Its host:port for the egress allow list."""
        return self.url.removeprefix("http://").split("/")[0]

    def _asks(self, ctx: Context[Any, Any], text: str) -> mcp_types.InputRequiredResult | None:
        """The questions of the next round, with the arguments in their words; None when all were answered."""
        self.calls += 1
        done = int(ctx.request_state or 0)
        if ctx.input_responses:
            self.heard.append(
                {key: answer.model_dump(exclude_none=True) for key, answer in ctx.input_responses.items()}
            )
        if done >= len(self.rounds):
            return None
        asked = {key: _with_words(question, text) for key, question in self.rounds[done].items()}
        return mcp_types.InputRequiredResult(input_requests=asked or None, request_state=str(done + 1))

    def build(self) -> MCPServer:
        """The server's tools."""
        server = MCPServer("Archive")

        @server.tool(annotations=READ, title="Find", structured_output=False)
        def find(ctx: Context[Any, Any], text: str) -> Asking:
            """Look something up."""
            if asked := self._asks(ctx, text):
                return asked
            self.runs.append(f"find {text}")
            return f"found {text}"

        @server.tool(title="Save", structured_output=False)
        def save(ctx: Context[Any, Any], text: str) -> Asking:
            """Keep something."""
            if asked := self._asks(ctx, text):
                return asked
            self.runs.append(f"save {text}")
            return f"saved {text}"

        return server


def _with_words(question: Any, text: str) -> Any:
    params = getattr(question, "params", None)
    if not isinstance(params, mcp_types.ElicitRequestFormParams):
        return question
    return question.model_copy(
        update={"params": params.model_copy(update={"message": params.message.replace("TEXT", text)})}
    )


@contextmanager
def asking_server() -> Iterator[AskingServer]:
    """Serve one on a free port."""
    state = AskingServer()
    with served(state.build().streamable_http_app()) as origin:
        state.url = f"{origin}/mcp"
        yield state
