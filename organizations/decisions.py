"""What a rule answers: allowed or not, with a stable code, plain words and the row that decided."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Never


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer of a `may_…` function. `code` and `reason` are empty when allowed.

    It has no truth value, because "no" must not look like "nothing": ask `.allowed`. mypy refuses a truth test
    (truthy-bool), and so does the running program.
    """

    allowed: bool
    code: str = ""
    reason: str = ""
    deciding_row: Any = None

    if not TYPE_CHECKING:  # mypy only warns of truth tests on what has no __bool__

        def __bool__(self) -> Never:
            raise TypeError("a Decision has no truth value: ask .allowed")

    def as_json(self) -> dict[str, Any]:
        """The shape that the API gives to clients."""
        return {"allowed": self.allowed, "code": self.code, "reason": self.reason}


ALLOWED = Decision(True)


def refuse(code: str, reason: str, deciding_row: Any = None) -> Decision:
    """A refusal with its code and words."""
    return Decision(False, code, reason, deciding_row)


def first_refusal(*decisions: Decision) -> Decision:
    """The first of the decisions that refuses, else ALLOWED."""
    return next((decision for decision in decisions if not decision.allowed), ALLOWED)
