"""Where the apps above may refuse something that this app decides, without being imported here."""

from collections.abc import Callable
from typing import Any

from organizations.decisions import ALLOWED, Decision

Refusal = Callable[..., Decision]


class Refusals:
    """Functions that are asked one after the other; the first refusal wins."""

    def __init__(self) -> None:
        self._functions: list[Refusal] = []

    def register(self, function: Refusal) -> Refusal:
        """Add a function (usable as a decorator); registering it twice changes nothing."""
        if function not in self._functions:
            self._functions.append(function)
        return function

    def ask(self, **subject: Any) -> Decision:
        """The first refusal, or allowed. Runs in the open tenant."""
        for function in self._functions:
            if not (decision := function(**subject)).allowed:
                return decision
        return ALLOWED


# Asked with project=: synced files or conversations with provenance are in it (private projects-P6).
publish_refusals = Refusals()
# Asked with project= and member=: it holds synced files (private projects-P5).
project_member_refusals = Refusals()
