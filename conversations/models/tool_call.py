"""The journal of tool calls and the decisions of people on them."""

import copy
import hashlib
import json
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

from organizations.models import TenantModel

APPROVAL_LIFETIME = timedelta(minutes=15)  # rules.md section 3


class CallStatus(models.TextChoices):
    """The states of a call (docs/a-turn.md)."""

    PROPOSED = "proposed", "Proposed"
    AWAITING_APPROVAL = "awaiting_approval", "Waiting for your approval"
    APPROVED = "approved", "Approved"
    AWAITING_CONNECTION = "awaiting_connection", "Waiting for a sign-in"
    AWAITING_INPUT = "awaiting_input", "Waiting for your answer"
    DENIED = "denied", "Denied"
    EXPIRED = "expired", "Expired"
    SENT = "sent", "Running"
    SUCCEEDED = "succeeded", "Done"
    FAILED = "failed", "Failed"
    UNKNOWN = "unknown", "Outcome unknown"
    HAPPENED = "happened", "It happened"
    SKIPPED = "skipped", "Skipped"
    BLOCKED = "blocked", "Blocked"
    CANCELLED = "cancelled", "Cancelled"


OPEN = (
    CallStatus.PROPOSED,
    CallStatus.AWAITING_APPROVAL,
    CallStatus.AWAITING_CONNECTION,
    CallStatus.AWAITING_INPUT,
    CallStatus.APPROVED,
    CallStatus.SENT,
    CallStatus.UNKNOWN,
)


class ShownAs(models.TextChoices):
    """How a card shows what the server sent as data, beside the text."""

    CHART = "chart", "Chart"


class ToolCall(TenantModel):
    """One call within a turn. `sent` is committed before a write leaves: it is never silently repeated."""

    turn = models.ForeignKey(
        "conversations.Turn", on_delete=models.CASCADE, related_name="tool_calls", db_constraint=False
    )
    # Written by a trigger (sql/name_turns_member.sql), only for the index of the member's list.
    turn_member = models.UUIDField(editable=False, null=True)
    step = models.PositiveIntegerField()
    position = models.PositiveIntegerField()
    tool_use_id = models.CharField(max_length=128)
    retry_of = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+", db_constraint=False)
    connector = models.ForeignKey(
        "connectors.Connector", on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False
    )
    connection = models.ForeignKey(
        "connectors.Connection", on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False
    )
    tool = models.CharField(max_length=128)
    title = models.CharField(max_length=200, blank=True)
    # The version of the tool that the model saw and that a person decides on.
    tool_digest = models.CharField(max_length=64, blank=True)
    effect = models.CharField(max_length=12)
    arguments = models.JSONField(default=dict)
    arguments_hash = models.CharField(max_length=64)
    status = models.CharField(max_length=20, choices=CallStatus.choices, default=CallStatus.PROPOSED)
    # The blocks for the model (capped), and the size of the result in bytes.
    result = models.JSONField(null=True)
    result_bytes = models.PositiveIntegerField(default=0)
    truncated = models.BooleanField(default=False)
    # What its card draws of the data that came beside the blocks, cleaned; null where it draws nothing.
    structured = models.JSONField(null=True)
    # How its card shows that; decided when the result came, by whose server it was (engine/calls/structured.py).
    shown_as = models.CharField(max_length=8, blank=True, choices=ShownAs.choices)
    error_code = models.CharField(max_length=64, blank=True)
    error_message = models.CharField(max_length=500, blank=True)
    # What it waits for, or has waited for, at its account (policy/waiting.py); and when a wait ends.
    connection_wanted = models.JSONField(null=True)
    # What the server asked in the middle of it, and was answered; gone with the call's end (policy/asking.py).
    input_wanted = models.JSONField(null=True)
    waits_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["step", "position", "created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "turn", "tool_use_id"],
                condition=Q(retry_of__isnull=True),
                name="one_call_per_tool_use",
            )
        ]
        indexes = [
            models.Index(fields=["organization", "turn_member", "created_at", "id", "status"], name="calls_of_member"),
            models.Index(
                fields=["organization", "status"],
                name="calls_waiting",
                condition=Q(status__in=["awaiting_approval", "awaiting_connection", "awaiting_input", "unknown"]),
            ),
        ]

    @property
    def milliseconds(self) -> int | None:
        """How long the tool ran."""
        if self.sent_at is None or self.finished_at is None:
            return None
        return int((self.finished_at - self.sent_at).total_seconds() * 1000)

    def move(self, status: CallStatus, *, start: tuple[CallStatus, ...], **values: Any) -> bool:
        """From one of the `start` states to another in one UPDATE; True when this call did it."""
        values = self._times(status) | {"status": status} | values
        won = type(self).objects.filter(pk=self.pk, status__in=start).update(**values) == 1
        if won:
            self._take(values)
        return won

    def become(self, status: CallStatus, **values: Any) -> None:
        """Change the instance only: the journal's statement writes it with the decision."""
        self._take(self._times(status) | {"status": status} | values)

    def drop_content(self) -> None:
        """Drop the result, which may not be kept where the conversation is now; the call stays recorded."""
        self.result, self.truncated = None, False
        self.structured, self.shown_as = None, ""
        self.error_code = "content_not_kept"
        self.error_message = "Chats of this project can't use connected services now: the tool's answer was not kept."

    @property
    def content_to_show(self) -> Any:
        """What its card shows beside the text; None where it shows nothing."""
        return self.structured if self.shown_as else None

    @property
    def known_approval(self) -> "Approval | None":
        """Its approval, if it has one."""
        approval: Approval | None = getattr(self, "approval", None)
        return approval

    @known_approval.setter
    def known_approval(self, approval: "Approval | None") -> None:
        """Change the instance only; None is known, too, and makes no query."""
        type(self)._meta.get_field("approval").set_cached_value(self, approval)

    @staticmethod
    def _times(status: CallStatus) -> dict[str, Any]:
        if status == CallStatus.SENT:
            return {"sent_at": timezone.now()}
        return {} if status in OPEN else {"finished_at": timezone.now(), "input_wanted": None}

    def _take(self, values: dict[str, Any]) -> None:
        for name, value in values.items():
            setattr(self, name, value)


def arguments_hash(arguments: dict[str, Any]) -> str:
    """SHA-256 of the canonical JSON, to which an approval is bound; the same before and after PostgreSQL stored it."""
    return hashlib.sha256(json.dumps(_canonical(arguments), sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _canonical(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer():
        return int(Decimal(repr(value)))  # jsonb writes 1e22 out digit by digit, and -0.0 as 0.0
    if isinstance(value, list):
        return [_canonical(item) for item in value]
    if isinstance(value, dict):
        return {key: _canonical(item) for key, item in value.items()}
    return value


def approval_expiry() -> datetime:
    """Fifteen minutes from now."""
    return timezone.now() + APPROVAL_LIFETIME


class Approval(TenantModel):
    """A person's decision, bound to the call, its exact arguments and its connection; expiry denies."""

    tool_call = models.OneToOneField(ToolCall, on_delete=models.CASCADE, related_name="approval", db_constraint=False)
    arguments_hash = models.CharField(max_length=64)
    # Why the person is asked (tools-T7, T9, T10), for the card; they can lift only a rule of their own.
    asks_code = models.CharField(max_length=32, blank=True)
    asks_reason = models.CharField(max_length=500, blank=True)
    # The service's own question that its card showed, and that the approval answers, too (policy/asking.py).
    also_answers = models.CharField(max_length=4000, blank=True)
    # The person changed what the model had proposed.
    edited = models.BooleanField(default=False)
    requested_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(default=approval_expiry)
    decision = models.CharField(
        max_length=12, blank=True, choices=[(d, d) for d in ("allow_once", "always_allow", "deny", "expired")]
    )
    decided_by = models.ForeignKey(
        "organizations.Membership",
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        db_constraint=False,
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=500, blank=True)

    @property
    def allows(self) -> bool:
        """A person said yes."""
        return self.decision in ("allow_once", "always_allow")

    def asked_anew(self) -> "Approval":
        """The same question once more, in time anew, with no answer; not written yet."""
        again = copy.copy(self)
        again.decision, again.reason, again.decided_by, again.decided_at = "", "", None, None
        again.requested_at, again.expires_at = timezone.now(), approval_expiry()
        return again

    def decide(self, decision: str, **values: Any) -> bool:
        """Record the decision once; True when this call did it."""
        undecided = type(self).objects.filter(pk=self.pk, decision="")
        won = undecided.update(decision=decision, decided_at=timezone.now(), **values) == 1
        if won:
            self.refresh_from_db()
        return won
