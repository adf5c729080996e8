"""How a service's tools are written: typed functions that return a `Result`; their failures are sentences."""

import functools
import inspect
import logging
import traceback
from collections.abc import Awaitable, Callable
from typing import Annotated, Any, ParamSpec, TypeVar

from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ToolError, UnexpectedToolError
from mcp_types import CallToolResult, ImageContent, InputRequiredResult, TextContent, ToolAnnotations
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from connectors.servers.wire import current_call


class Result(BaseModel):
    """What a tool gives back: data of a fixed form, and the same as text for the model."""

    model_config = ConfigDict(extra="forbid")

    def text(self) -> str:
        """What the model reads: short, with ids that other tools take, and links to the originals."""
        raise NotImplementedError

    def pictures(self) -> list[ImageContent]:
        """What the model sees besides. Keep the bytes in a private attribute, so that the data do not hold them too."""
        return []


class Listed(Result):
    """A list, one page of it. `next_cursor` goes into the next call; empty: this was the last page."""

    next_cursor: str = Field(default="", description="Pass it as `cursor` for the next page; empty: no more pages.")

    def with_more(self, text: str) -> str:
        """The text, and that there is more."""
        return f"{text}\n\nThere is more: call again with cursor {self.next_cursor!r}." if self.next_cursor else text


Cursor = Annotated[
    str, Field(description="`next_cursor` of the page before; leave it out for the first page.", max_length=4000)
]

log = logging.getLogger(__name__)

Parameters = ParamSpec("Parameters")
Answer = TypeVar("Answer", bound=Result)
Tool = Callable[Parameters, Awaitable[Answer]]


class ToolServer(MCPServer[None]):
    """An MCP server of ours. Register tools with `reads`, `writes` and `destroys`; their docstrings are their
    descriptions: when to use the tool, and when not.
    """

    def reads(self, title: str) -> Callable[[Tool[Parameters, Answer]], Tool[Parameters, Answer]]:
        """A tool that changes nothing."""
        return self._tool(title, ToolAnnotations(read_only_hint=True, open_world_hint=True))

    def writes(
        self, title: str, *, idempotent: bool = False
    ) -> Callable[[Tool[Parameters, Answer]], Tool[Parameters, Answer]]:
        """A tool that adds or changes something; `idempotent`: twice the same call is the same as once."""
        return self._tool(title, _changing(destructive=False, idempotent=idempotent))

    def destroys(
        self, title: str, *, idempotent: bool = True
    ) -> Callable[[Tool[Parameters, Answer]], Tool[Parameters, Answer]]:
        """A tool after which something is gone."""
        return self._tool(title, _changing(destructive=True, idempotent=idempotent))

    async def call_tool(
        self, name: str, arguments: dict[str, Any], context: Context[Any, Any] | None = None
    ) -> CallToolResult | InputRequiredResult:
        """Run a tool; what it cannot do is its failed result. An error of ours is raised, logged by the SDK."""
        tool = self._tool_manager.get_tool(name)
        if tool is not None and (unknown := arguments.keys() - tool.parameters.get("properties", {}).keys()):
            return _failed(f"This tool has no argument {', '.join(sorted(unknown))}.")
        try:
            return await super().call_tool(name, arguments, context)
        except UnexpectedToolError as error:
            # Our own fault, perhaps after a change: the record says which, not the result.
            current_call().wire.is_decisive = True
            log_fault(name, error.__cause__)
            raise
        except ToolError as error:
            return _failed(_in_plain_words(error))

    def _tool(
        self, title: str, annotations: ToolAnnotations
    ) -> Callable[[Tool[Parameters, Answer]], Tool[Parameters, Answer]]:
        def register(function: Tool[Parameters, Answer]) -> Tool[Parameters, Answer]:
            described = _running(inspect.cleandoc(function.__doc__ or ""))
            self.add_tool(_answering(function), title=title, description=described, annotations=annotations)
            return function

        return register


def _running(text: str) -> str:
    """The text without the line ends of the source file; paragraphs stay."""
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in text.split("\n\n"))


def _changing(*, destructive: bool, idempotent: bool) -> ToolAnnotations:
    return ToolAnnotations(
        read_only_hint=False, destructive_hint=destructive, idempotent_hint=idempotent, open_world_hint=True
    )


def _answering(function: Callable[..., Awaitable[Result]]) -> Callable[..., Awaitable[CallToolResult]]:
    """The function with its result as the SDK sends it; parameters and output schema are the function's own."""

    @functools.wraps(function)
    async def answered(*args: Any, **kwargs: Any) -> CallToolResult:
        result = await function(*args, **kwargs)
        data = result.model_dump(mode="json")
        return CallToolResult(content=[TextContent(text=result.text()), *result.pictures()], structured_content=data)

    signature = inspect.signature(function, eval_str=True)
    returned = Annotated[CallToolResult, signature.return_annotation]
    # The SDK reads the signature; what `functools.wraps` left would lead it to the original's annotations.
    answered.__signature__ = signature.replace(return_annotation=returned)  # type: ignore[attr-defined]
    kinds = {name: parameter.annotation for name, parameter in signature.parameters.items()}
    answered.__annotations__ = {**kinds, "return": returned}
    del answered.__wrapped__
    return answered


def log_fault(tool: str, cause: BaseException | None) -> None:
    """Log where it broke, without the error's message, which may quote the service's data."""
    frames = "".join(traceback.format_tb(cause.__traceback__)) if cause else ""
    log.error("the built-in tool %s broke: %s\n%s", tool, type(cause).__name__, frames)


def _failed(words: str) -> CallToolResult:
    return CallToolResult(content=[TextContent(text=words)], is_error=True)


def _in_plain_words(error: ToolError) -> str:
    cause = error.__cause__
    if isinstance(cause, ValidationError):
        return "The arguments do not fit. " + " ".join(_sentence(detail) for detail in cause.errors())
    return str(cause) if isinstance(cause, ToolError) else str(error)


def _sentence(detail: Any) -> str:
    return f"{'.'.join(str(part) for part in detail['loc'])}: {detail['msg']}."
