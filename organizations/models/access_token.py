"""Personal access tokens for API clients."""

import uuid
from datetime import datetime, timedelta

from django.db import models
from django.db.models.functions import Now
from django.utils import timezone

DEFAULT_DAYS = 90
MOST_DAYS = 365


class Scope(models.TextChoices):
    """What a token may do (accounts-A4)."""

    READ = "read", "Read"
    WRITE = "write", "Write"
    APPROVE = "approve", "Approve"


def all_scopes() -> list[str]:
    """What a token may do when nothing narrower was asked for."""
    return [str(scope) for scope in Scope]


def token_expiry() -> datetime:
    """Ninety days from now."""
    return timezone.now() + timedelta(days=DEFAULT_DAYS)


class AccessToken(models.Model):
    """`sb_pat_…`: acts as its person, within its scopes and until it expires; a token without an end does not exist.

    Only a hash is stored. It belongs to a person, not to an organization: membership is looked up at each request.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey("organizations.User", on_delete=models.CASCADE, related_name="access_tokens")
    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=16)
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    scopes = models.JSONField(default=all_scopes)
    expires_at = models.DateTimeField(default=token_expiry)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    @classmethod
    def usable(cls) -> "models.QuerySet[AccessToken]":
        """Neither revoked nor expired, of a person who may sign in."""
        return cls.objects.filter(expires_at__gt=Now(), revoked_at=None, user__is_active=True)

    def note_use(self) -> None:
        """Remember the minute of the last use; at most one write a minute."""
        minute = timezone.now().replace(second=0, microsecond=0)
        if self.last_used_at is None or self.last_used_at < minute:
            type(self).objects.filter(pk=self.pk).update(last_used_at=minute)

    def revoke(self) -> bool:
        """End the token; True when this call did it."""
        return type(self).objects.filter(pk=self.pk, revoked_at=None).update(revoked_at=timezone.now()) == 1
