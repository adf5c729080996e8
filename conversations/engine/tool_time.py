"""How long one call of a tool is waited for."""

from typing import NamedTuple

from connectors.models import LONGEST_TOOL_SECONDS, Effect
from conversations.engine.budget import LEAST_SECONDS, TOOL_SECONDS


class Patience(NamedTuple):
    """Seconds without a sign, and in all."""

    silence: float
    total: float


def patience_for(effect: str, tool_seconds: int | None, left: float) -> Patience:
    """A minute without a sign, ten with progress, or what an owner set for the connector, for both.

    `left` is what the turn has: a read is waited for no longer; a write gets its minute in any case, because nobody
    would know what became of it.
    """
    longest = float(tool_seconds or LONGEST_TOOL_SECONDS)
    least = LEAST_SECONDS if effect == Effect.READ else TOOL_SECONDS
    total = min(longest, max(left, least))
    return Patience(min(float(tool_seconds or TOOL_SECONDS), total), total)
