"""The row changes of a decision on calls, which the journal writes in one statement."""

from dataclasses import dataclass, field
from typing import Any

from conversations.models import Approval, CallStatus, ToolCall
from organizations.audit import Actor, event_of
from organizations.exact_json import row
from organizations.models import AuditEvent

# The columns that a move of a call may change.
MOVED = (
    "id",
    "status",
    "sent_at",
    "finished_at",
    "result",
    "result_bytes",
    "truncated",
    "structured",
    "shown_as",
    "error_code",
    "error_message",
    "connection_id",
    "connection_wanted",
    "input_wanted",
    "waits_until",
)


@dataclass(slots=True)
class Changes:
    """Calls that are written already and moved, approvals that are asked for or have expired, and audit events."""

    moved: list[ToolCall] = field(default_factory=list)
    asked: list[Approval] = field(default_factory=list)
    expired: list[Approval] = field(default_factory=list)
    events: list[AuditEvent] = field(default_factory=list)

    def move(self, call: ToolCall, status: CallStatus, **values: Any) -> None:
        """Give a call another state; an unsaved call is inserted with it."""
        call.become(status, **values)
        self._note(call)

    def _note(self, call: ToolCall) -> None:
        if not call._state.adding and call not in self.moved:
            self.moved.append(call)

    def tell(self, action: str, call: ToolCall, **data: Any) -> None:
        """Add an audit event of the engine's about a call."""
        actor = Actor.system(call.organization_id)
        self.events.append(event_of(actor=actor, action=action, subject=call, **data))

    def wants_connection(self, call: ToolCall, **values: Any) -> None:
        """The call keeps its place and waits for its account."""
        self.move(call, CallStatus.AWAITING_CONNECTION, **values)
        self.wanted(call)

    def wanted(self, call: ToolCall) -> None:
        """A call waits for its account: it was not made."""
        self._note(call)
        reason = (call.connection_wanted or {}).get("reason", "")
        self.tell("connection.wanted", call, reason=reason)

    def asked_input(self, call: ToolCall) -> None:
        """The server asks something first: the call was not made."""
        self._note(call)
        self.tell("tool_call.asked", call)

    def executed(self, call: ToolCall) -> None:
        """A sent call has ended."""
        self._note(call)
        self.tell(
            "tool_call.executed",
            call,
            effect=call.effect,
            connection=str(call.connection_id),
            status=call.status,
            bytes=call.result_bytes,
            milliseconds=call.milliseconds,
        )

    def as_rows(self) -> dict[str, Any]:
        """The JSON that `journal_decision` takes."""
        return {
            "moved": [{name: getattr(call, name) for name in MOVED} for call in self.moved],
            "asked": [row(approval) for approval in self.asked],
            "expired": [str(approval.pk) for approval in self.expired],
            "events": [row(event) for event in self.events],
        }
