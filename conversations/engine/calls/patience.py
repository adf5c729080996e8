"""How long one call of a tool is waited for."""

from typing import NamedTuple

from connectors.models import LONGEST_TOOL_SECONDS, Effect
from conversations.engine.limits import LEAST_SECONDS, TOOL_SECONDS


class Patience(NamedTuple):
    """Seconds without progress, and in all."""

    silence: float
    total: float


def patience_for(effect: str, tool_seconds: int | None, left: float) -> Patience:
    """A minute without progress and ten minutes in all, or what an owner set for the connector, for both.

    `left` is the turn's remaining time: a read gets no more than that; a write always gets its minute, because
    otherwise its outcome would be unknown.
    """
    longest = float(tool_seconds or LONGEST_TOOL_SECONDS)
    least = LEAST_SECONDS if effect == Effect.READ else TOOL_SECONDS
    total = min(longest, max(left, least))
    return Patience(min(float(tool_seconds or TOOL_SECONDS), total), total)
