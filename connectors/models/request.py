"""A member asks for a connector that is not enabled in their organization."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from organizations.models import Membership, TenantModel

LONGEST_REASON = 500
LONGEST_ANSWER = 300


class RequestStatus(models.TextChoices):
    """Open until an owner decides, or the member takes it back."""

    OPEN = "open", "Open"
    APPROVED = "approved", "Approved"
    DISMISSED = "dismissed", "Dismissed"
    WITHDRAWN = "withdrawn", "Withdrawn"


class ConnectorRequest(TenantModel):
    """Closed once, by a decision or by its member; who wants it again asks anew."""

    listing = models.ForeignKey("connectors.Listing", on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(
        "organizations.Membership", on_delete=models.CASCADE, related_name="+", db_constraint=False
    )
    reason = models.CharField(max_length=LONGEST_REASON)
    status = models.CharField(max_length=10, choices=RequestStatus.choices, default=RequestStatus.OPEN)
    created_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True, editable=False)
    decided_by = models.ForeignKey(
        "organizations.Membership",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        db_constraint=False,
    )
    # A word of the owner's to the member.
    answer = models.CharField(max_length=LONGEST_ANSWER, blank=True)
    # When the decision was mailed, or given up on: never twice.
    mailed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "member", "listing"],
                condition=Q(status=RequestStatus.OPEN),
                name="one_open_request",
            ),
            models.CheckConstraint(
                condition=Q(status__in=[RequestStatus.APPROVED, RequestStatus.DISMISSED], decided_at__isnull=False)
                | Q(status__in=[RequestStatus.OPEN, RequestStatus.WITHDRAWN], decided_at=None),
                name="decided_or_not",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.listing} for {self.member}"

    @property
    def is_open(self) -> bool:
        """Waits for an owner."""
        return self.status == RequestStatus.OPEN

    def decide(self, status: str, *, by: Membership, answer: str = "") -> bool:
        """Approve or dismiss while it is open; True when this call did it."""
        return self._close(status=status, decided_at=timezone.now(), decided_by=by, answer=answer)

    def withdraw(self) -> bool:
        """Take it back while it is open; True when this call did it."""
        return self._close(status=RequestStatus.WITHDRAWN)

    def begin_mail(self) -> bool:
        """Whether this call is the one that mails the decision."""
        unsent = type(self).objects.filter(pk=self.pk, mailed_at=None, decided_at__isnull=False)
        return unsent.update(mailed_at=timezone.now()) == 1

    def _close(self, **values: object) -> bool:
        won = type(self).objects.filter(pk=self.pk, status=RequestStatus.OPEN).update(**values) == 1
        if won:
            for name, value in values.items():
                setattr(self, name, value)
        return won
