"""Listening to a running tool: what it says about its progress keeps the call alive, and is passed on to people."""

import math
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import anyio

from connectors.mcp.records import Progress
from organizations.text import clean_text

OnProgress = Callable[[Progress], Awaitable[None]]

_LEAST_SECONDS_BETWEEN = 0.1
_MAX_MESSAGE_CHARACTERS = 500
# Beyond it a double cannot count by ones; nobody reads such a number either.
_LARGEST = 2.0**53


def readable(said: Mapping[str, Any]) -> dict[str, Any]:
    """A word of progress as the SDK takes it: however crooked, it says that the tool is still at work."""
    token = said.get("progressToken")
    total, message = _double(said.get("total")), said.get("message")
    return {
        "progressToken": int(token) if isinstance(token, float) and token.is_integer() else token,
        "progress": _double(said.get("progress")) or 0.0,
        **({"total": total} if total is not None else {}),
        **({"message": message} if isinstance(message, str) else {}),
    }


def _double(value: Any) -> float | None:
    if isinstance(value, bool):
        return None
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError):
        return None


class Listening:
    """To one call. Any sign prolongs it by `silence_seconds`; people get no more than ten a second."""

    def __init__(
        self, silence_seconds: float, on_progress: OnProgress | None, cleaned: Callable[[str], str] = str
    ) -> None:
        self._silence_seconds, self._on_progress, self._cleaned = silence_seconds, on_progress, cleaned
        self._last = float("-inf")
        self._highest = 0.0
        self._ended = False
        self.scope = anyio.CancelScope()

    @property
    def fell_silent(self) -> bool:
        """Whether the call was ended because nothing came any more."""
        return self.scope.cancelled_caught

    def begin(self) -> None:
        """The request is about to leave."""
        self._heard()

    def end(self) -> None:
        """What comes later belongs to nobody."""
        self._ended = True

    async def report(self, progress: float, total: float | None, message: str | None) -> None:
        """The SDK's callback for the token of this call."""
        if self._ended:
            return
        now = self._heard()
        if self._on_progress is None or now - self._last < _LEAST_SECONDS_BETWEEN:
            return
        self._last = now
        # It must grow by the specification; where it does not, a bar that runs back helps nobody.
        self._highest = max(self._highest, _number(progress) or 0.0)
        await self._on_progress(
            Progress(self._highest, _total(total, self._highest), _words(message and self._cleaned(message)))
        )

    def _heard(self) -> float:
        now = anyio.current_time()
        self.scope.deadline = now + self._silence_seconds
        return now


def _number(value: float | None) -> float | None:
    """Only what can be shown."""
    return value if value is not None and math.isfinite(value) and 0 <= value <= _LARGEST else None


def _total(value: float | None, progress: float) -> float | None:
    """The whole, None where it is unknown or was passed already."""
    total = _number(value)
    return total if total and total >= progress else None


def _words(message: str | None) -> str | None:
    return clean_text(message, _MAX_MESSAGE_CHARACTERS) or None if message else None
