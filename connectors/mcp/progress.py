"""Passing on what a running tool says about its progress, not faster than a person can read."""

from collections.abc import Awaitable, Callable

import anyio
from mcp.shared.dispatcher import ProgressFnT

from connectors.mcp.records import Progress
from organizations.text import clean_text

OnProgress = Callable[[Progress], Awaitable[None]]

_LEAST_SECONDS_BETWEEN = 0.1
_MAX_MESSAGE_CHARACTERS = 500


def throttled(on_progress: OnProgress) -> ProgressFnT:
    """The SDK's callback; drops what comes within a tenth of a second of the last report."""
    last = float("-inf")

    async def report(progress: float, total: float | None, message: str | None) -> None:
        nonlocal last
        now = anyio.current_time()
        if now - last < _LEAST_SECONDS_BETWEEN:
            return
        last = now
        text = None if message is None else clean_text(message, _MAX_MESSAGE_CHARACTERS)
        await on_progress(Progress(progress, total, text))

    return report
