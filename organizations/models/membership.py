"""Who belongs to an organization, and as what."""

from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

from organizations.models.organization import TenantModel


class Role(models.TextChoices):
    """The roles of rules.md section 2."""

    PRIMARY_OWNER = "primary_owner", "Primary owner"
    OWNER = "owner", "Owner"
    ADMIN = "admin", "Admin"
    AUDITOR = "auditor", "Auditor"
    MEMBER = "member", "Member"


OWNERS = (Role.PRIMARY_OWNER, Role.OWNER)


class Membership(TenantModel):
    """One person in one organization; closed when they leave, because calls and audit point at it."""

    user = models.ForeignKey("organizations.User", on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=16, choices=Role.choices, default=Role.MEMBER)
    joined_at = models.DateTimeField(auto_now_add=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "user"],
                condition=Q(removed_at__isnull=True),
                name="one_membership_per_person",
            ),
            models.UniqueConstraint(
                fields=["organization"],
                condition=Q(role="primary_owner", removed_at__isnull=True),
                name="one_primary_owner",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user.shown_name or self.user.shown_email} · {self.get_role_display()}"

    @property
    def is_owner(self) -> bool:
        """Primary owner or owner."""
        return self.role in OWNERS

    def remove(self) -> bool:
        """Close the membership; True when this call did it."""
        return self._change(removed_at=timezone.now())

    def change_role(self, role: str) -> bool:
        """Give another role while the membership is open; True when this call did it."""
        return self._change(role=role)

    def _change(self, **values: Any) -> bool:
        won = type(self).objects.filter(pk=self.pk, removed_at=None).update(**values) == 1
        if won:
            for name, value in values.items():
                setattr(self, name, value)
        return won


# A person who was asked to join.

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
