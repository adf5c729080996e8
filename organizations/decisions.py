"""What a rule answers: allowed or not, with a stable code, plain words and the row that decided."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer of a `may_…` function. `code` and `reason` are empty when allowed."""

    allowed: bool
    code: str = ""
    reason: str = ""
    deciding_row: Any = None

    def __bool__(self) -> bool:
        return self.allowed

    def as_json(self) -> dict[str, Any]:
        """The shape that the API gives to clients."""
        return {"allowed": self.allowed, "code": self.code, "reason": self.reason}


ALLOWED = Decision(True)


def refuse(code: str, reason: str, deciding_row: Any = None) -> Decision:
    """A refusal with its code and words."""
    return Decision(False, code, reason, deciding_row)
