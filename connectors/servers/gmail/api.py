"""Requests to the Gmail API."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar

import anyio
from mcp.server.mcpserver.exceptions import ToolError

from connectors.servers.api import Query, cleaned, segment
from connectors.servers.google import Google
from connectors.servers.tools import ToolServer

SERVER = ToolServer("gmail", title="Gmail")

# The smallest of each: `gmail.modify` could do all of it, and is asked for only when somebody first sorts mail.
# `gmail.send` would be smaller than `gmail.compose`, but makes no drafts.
reading = Google("gmail.readonly")
composing = Google("gmail.compose")
sorting = Google("gmail.modify")

ME = "/gmail/v1/users/me"
_AT_ONCE = 5

One = TypeVar("One")


async def account() -> str:
    """The mailbox's address."""
    return cleaned((await reading.get(f"{ME}/profile"))["emailAddress"])


def url_of(thread_id: str) -> str:
    """Where a person opens the thread, in the browser's first Google account."""
    return f"https://mail.google.com/mail/#all/{segment(thread_id)}"


async def message_headers(message_id: str, *names: str) -> dict[str, Any]:
    """A message with these headers and without its content."""
    query: Query = {"format": "metadata", "metadataHeaders": list(names)}
    found: dict[str, Any] = await reading.get(f"{ME}/messages/{segment(message_id)}", query)
    return found


async def together(questions: Sequence[Callable[[], Awaitable[One]]]) -> list[One]:
    """The answers in order, a few asked at the same time; the first failure ends all."""
    answers: dict[int, One] = {}
    failures: list[ToolError] = []
    limiter = anyio.CapacityLimiter(_AT_ONCE)

    async def one(number: int, asked: Callable[[], Awaitable[One]]) -> None:
        async with limiter:
            try:
                answers[number] = await asked()
            except ToolError as failure:
                failures.append(failure)
                group.cancel_scope.cancel()

    async with anyio.create_task_group() as group:
        for number, asked in enumerate(questions):
            group.start_soon(one, number, asked)
    if failures:
        raise failures[0]
    return [answers[number] for number in range(len(answers))]
