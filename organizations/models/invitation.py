"""A person who was asked to join."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone

from organizations.models.membership import Role
from organizations.models.tenant import TenantModel

INVITATION_LIFETIME = timedelta(days=7)


def invitation_expiry() -> datetime:
    """Seven days from now."""
    return timezone.now() + INVITATION_LIFETIME


class Invitation(TenantModel):
    """Pending until accepted, revoked or expired. Only a hash of its token is stored."""

    email = models.EmailField()
    role = models.CharField(max_length=16, choices=Role.choices, default=Role.MEMBER)
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(
        "organizations.Membership", on_delete=models.CASCADE, related_name="+", db_constraint=False
    )
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(default=invitation_expiry)
    accepted_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "email"],
                condition=Q(accepted_at__isnull=True, revoked_at__isnull=True),
                name="one_pending_invitation",
            )
        ]

    def _end(self, field: str) -> bool:
        now = timezone.now()
        pending = type(self).objects.filter(pk=self.pk, accepted_at=None, revoked_at=None, expires_at__gt=now)
        return pending.update(**{field: now}) == 1

    def accept(self) -> bool:
        """Use the invitation up; True when this call did it."""
        return self._end("accepted_at")

    def revoke(self) -> bool:
        """Take the invitation back; True when this call did it."""
        return self._end("revoked_at")
