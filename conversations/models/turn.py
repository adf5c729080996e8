"""A turn is a state machine in the database: one user message and all steps that answer it."""

import enum
import uuid
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from django.db import connection, models
from django.db.models import ExpressionWrapper, F, Q
from django.db.models.functions import Cast, Coalesce, Extract, Greatest, Now
from django.utils import timezone

from organizations.exact_json import instance
from organizations.models import TenantModel

LEASE = timedelta(seconds=30)


class TurnStatus(models.TextChoices):
    """The states of a turn (docs/a-turn.md)."""

    QUEUED = "queued", "Queued"
    RUNNING = "running", "Running"
    WAITING_APPROVAL = "waiting_approval", "Waiting for approval"
    WAITING_CONNECTION = "waiting_connection", "Waiting for sign-in"
    WAITING_INPUT = "waiting_input", "Waiting for input"
    WAITING_OUTCOME = "waiting_outcome", "Waiting for the outcome"
    COMPLETED = "completed", "Completed"
    FAILED = "failed", "Failed"
    CANCELLED = "cancelled", "Cancelled"


FINAL = (TurnStatus.COMPLETED, TurnStatus.FAILED, TurnStatus.CANCELLED)
WAITING = (
    TurnStatus.WAITING_APPROVAL,
    TurnStatus.WAITING_CONNECTION,
    TurnStatus.WAITING_INPUT,
    TurnStatus.WAITING_OUTCOME,
)


HEARTBEAT = """
UPDATE conversations_turn SET leased_until = now() + %s * interval '1 second'
WHERE id = %s AND fence = %s AND status = 'running'
RETURNING cancel_requested_at IS NOT NULL
"""


class LeaseState(enum.Enum):
    """What a heartbeat found."""

    YES = "yes"
    LOST = "lost"
    CANCELLED = "cancelled"


class Claim(NamedTuple):
    """A turn that was just claimed; its conversation's visible messages by column and the rules as they are now."""

    turn: "Turn"
    branch: list[dict[str, Any]]
    rules: dict[str, Any]


class Turn(TenantModel):
    """Run by a worker under a lease with a fence: a worker whose fence is outdated cannot change it."""

    conversation = models.ForeignKey(
        "conversations.Conversation", on_delete=models.CASCADE, related_name="turns", db_constraint=False
    )
    member = models.ForeignKey(
        "organizations.Membership", on_delete=models.CASCADE, related_name="+", db_constraint=False
    )
    status = models.CharField(max_length=20, choices=TurnStatus.choices, default=TurnStatus.QUEUED)
    # The claim's number; no two claims have the same, even if PostgreSQL lost one in a crash (sql/claim_turn.sql).
    fence = models.PositiveBigIntegerField(default=0)
    leased_until = models.DateTimeField(null=True, blank=True)
    leased_by = models.CharField(max_length=80, blank=True)
    cancel_requested_at = models.DateTimeField(null=True, blank=True)
    error_code = models.CharField(max_length=64, blank=True)
    error_message = models.CharField(max_length=500, blank=True)
    model = models.CharField(max_length=120, blank=True)
    input_tokens = models.PositiveIntegerField(default=0)
    output_tokens = models.PositiveIntegerField(default=0)
    # How long workers had it, without waiting for people; the running claim is added at its end.
    worked_ms = models.PositiveBigIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True, blank=True)
    # The step after which a person let the turn go on; its limits count from there.
    resumed_after = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "conversation"],
                condition=~Q(status__in=["completed", "failed", "cancelled"]),
                name="one_active_turn",
            )
        ]
        indexes = [
            models.Index(
                fields=["status", "leased_until"],
                name="turns_to_sweep",
                condition=Q(status__in=["queued", "running"]),
            )
        ]

    @property
    def is_first_claim(self) -> bool:
        """Whether no worker had it before this claim."""
        return self.started_at is not None and self.started_at == self.claimed_at

    @property
    def is_final(self) -> bool:
        """Nothing will change any more."""
        return self.status in FINAL

    @staticmethod
    def claim_values(turn_id: uuid.UUID, worker: str) -> tuple[uuid.UUID, str, int]:
        """What the database function `claim_turn` takes: it gives a free or lapsed lease to exactly one caller."""
        return turn_id, worker, int(LEASE.total_seconds())

    @classmethod
    def claimed(cls, answer: Sequence[Any]) -> Claim | None:
        """The answer of `claim_turn`, decoded; None when the turn was not free."""
        turn, branch, rules = answer
        return Claim(instance(cls, turn), branch, rules) if turn else None

    def heartbeat(self) -> LeaseState:
        """Prolong the lease; says whether it is held, held but to be cancelled, or lost."""
        with connection.cursor() as cursor:
            cursor.execute(HEARTBEAT, (LEASE.total_seconds(), str(self.pk), self.fence))
            row = cursor.fetchone()
        if row is None:
            return LeaseState.LOST
        return LeaseState.CANCELLED if row[0] else LeaseState.YES

    def requeue(self) -> bool:
        """Ready to go on (a decision was made); True when this call did it."""
        return type(self).objects.filter(pk=self.pk, status__in=WAITING).update(status=TurnStatus.QUEUED) == 1

    def resume(self, after: int) -> bool:
        """A turn that is over goes on after this step, with limits of its own; True when this call did it."""
        over = type(self).objects.filter(pk=self.pk, status__in=(TurnStatus.FAILED, TurnStatus.COMPLETED))
        return over.update(**self._as_new(), resumed_after=after, fence=F("fence") + 1) == 1

    @staticmethod
    def _as_new() -> dict[str, Any]:
        nothing = dict.fromkeys(("finished_at", "leased_until", "claimed_at", "cancel_requested_at"))
        return {**nothing, "status": TurnStatus.QUEUED, "error_code": "", "error_message": "", "worked_ms": 0}

    def release(self) -> bool:
        """Let another worker go on at once (a clean shutdown); False when the lease was lost."""
        leased = type(self).objects.filter(pk=self.pk, fence=self.fence, status=TurnStatus.RUNNING)
        return leased.update(**_without_holder(until=Now())) == 1

    @classmethod
    def queue_what_died(cls, ids: Sequence[uuid.UUID], holders: Sequence[str]) -> int:
        """Queue those of these turns that dead workers have; returns how many.

        The dead workers' time counts until their last heartbeat.
        """
        left = cls.objects.filter(pk__in=ids, status=TurnStatus.RUNNING, leased_by__in=holders)
        return left.update(**_without_holder(until=F("leased_until") - LEASE))

    def cancel_unheld(self) -> bool:
        """Cancel a turn that no worker holds; True when this call did it."""
        idle = Q(status__in=[TurnStatus.QUEUED, *WAITING])
        values = self.ending(TurnStatus.CANCELLED)
        return type(self).objects.filter(idle, pk=self.pk).update(**values, fence=F("fence") + 1) == 1

    def request_cancellation(self) -> bool:
        """Ask whoever runs it to stop; True when the turn was not over."""
        active = type(self).objects.filter(~Q(status__in=FINAL), pk=self.pk)
        return active.update(cancel_requested_at=Coalesce("cancel_requested_at", timezone.now())) == 1

    @staticmethod
    def ending(status: TurnStatus, code: str = "", message: str = "") -> dict[str, Any]:
        """The columns of a turn that is over."""
        return {
            "status": status,
            "error_code": code,
            "error_message": message[:500],
            "finished_at": timezone.now(),
            "leased_until": None,
            "leased_by": "",
        }


def _without_holder(*, until: Any) -> dict[str, Any]:
    """The columns of a turn that a worker had until then, queued for another one."""
    worked = Extract(ExpressionWrapper(until - F("claimed_at"), models.DurationField()), "epoch") * 1000
    spent = F("worked_ms") + Cast(Greatest(Coalesce(worked, 0.0), 0.0), models.BigIntegerField())
    nobody = {"leased_until": None, "leased_by": "", "claimed_at": None}
    return {"status": TurnStatus.QUEUED, **nobody, "worked_ms": spent}


class Step(TenantModel):
    """One model response of a turn, word for word as the provider sent it (thinking signatures included)."""

    turn = models.ForeignKey(Turn, on_delete=models.CASCADE, related_name="steps", db_constraint=False)
    number = models.PositiveIntegerField()
    blocks = models.JSONField(default=list)
    stop_reason = models.CharField(max_length=32, blank=True)
    usage = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["organization", "turn", "number"], name="one_step_per_number")]


def worker_name() -> str:
    """A name for one process's leases, new at each start so that a restarted worker never holds an old lease."""
    return f"worker-{uuid.uuid4().hex[:12]}"
