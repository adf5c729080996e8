"""How a call ended."""

from dataclasses import dataclass
from typing import Any

from conversations.models import CallStatus


@dataclass(frozen=True, slots=True)
class Ending:
    """Its status, the columns to write, whether the connector's content came in."""

    status: CallStatus
    values: dict[str, Any]
    holds_content: bool = False
    needs_sign_in: bool = False
