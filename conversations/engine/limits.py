"""Limits of one turn (steps, seconds, tokens) over all workers that had it. Waiting for people does not count."""

import time
from dataclasses import dataclass, field

MAX_STEPS = 25
MAX_SECONDS = 900.0
MAX_TOKENS = 1_000_000
# In one step; the API sets no limit, and each is a request to somebody's server.
MAX_CALLS = 64
# Longest wait for one tool; an MCP server that needs longer has to report by other means.
TOOL_SECONDS = 60.0
# The shortest wait for a read, so that a turn near its time limit still reports the server's answer.
LEAST_SECONDS = 1.0
# The characters of one result that go to the model and are kept: head and tail of a longer one.
RESULT_CHARACTERS = 50_000


OUT_OF_TIME = ("time_limit", f"This took more than {MAX_SECONDS / 60:.0f} minutes. Ask again to go on from here.")


@dataclass(slots=True)
class Budget:
    """The turn's budget; continues from what it had used before this claim."""

    steps: int = 0
    tokens: int = 0
    worked_seconds: float = 0.0
    began: float = field(default_factory=time.monotonic)

    @property
    def seconds_left(self) -> float:
        """Seconds that are left for the model."""
        return MAX_SECONDS - self.worked_seconds - (time.monotonic() - self.began)

    def exceeded(self) -> tuple[str, str] | None:
        """(code, words) of the limit that is used up, None while there is room."""
        if self.steps >= MAX_STEPS:
            return "step_limit", f"This took more than {MAX_STEPS} steps. Ask again to go on from here."
        if self.seconds_left <= 0:
            return OUT_OF_TIME
        if self.tokens > MAX_TOKENS:
            return "token_limit", "This used too many tokens. Ask again to go on from here."
        return None


# Exceptions that end a worker's run of a turn.


class LeaseLost(Exception):
    """Another worker has the turn, or it is over: stop at once and change nothing."""


class Draining(Exception):
    """This process shuts down: give the turn back at a safe point."""


class Stopped(Exception):
    """A person pressed Stop."""


class RulesChanged(Exception):
    """The rules changed before each try to write a decision: release the turn, to be claimed anew."""
