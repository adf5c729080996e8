"""A member asks for a connector that is not enabled in their organization."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone

from organizations.models import Membership, TenantModel

LONGEST_REASON = 500
LONGEST_ANSWER = 300
# A mail about a decision that was not sent is tried again after a while, until it is no news any more.
MAIL_RESTS = timedelta(minutes=30)
MAIL_IS_NEWS_FOR = timedelta(days=1)


def unmailed(now: datetime) -> Q:
    """Decisions that have to be mailed, and that nobody is mailing at the moment."""
    rests = Q(mail_tried_at__gt=now - MAIL_RESTS)
    return Q(mailed_at=None, decided_at__gt=now - MAIL_IS_NEWS_FOR) & ~rests


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
    # When the decision was mailed, and when that was last tried.
    mailed_at = models.DateTimeField(null=True, editable=False)
    mail_tried_at = models.DateTimeField(null=True, editable=False)

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
        """Whether this call is the one that mails the decision now; when it fails, another may after a while."""
        now = timezone.now()
        return type(self).objects.filter(unmailed(now), pk=self.pk).update(mail_tried_at=now) == 1

    def note_mailed(self) -> None:
        """It was sent: never again."""
        type(self).objects.filter(pk=self.pk).update(mailed_at=timezone.now())

    def _close(self, **values: object) -> bool:
        won = type(self).objects.filter(pk=self.pk, status=RequestStatus.OPEN).update(**values) == 1
        if won:
            for name, value in values.items():
                setattr(self, name, value)
        return won
