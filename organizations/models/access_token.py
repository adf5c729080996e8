"""Personal access tokens for API clients."""

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone


class AccessToken(models.Model):
    """`sb_pat_…`: acts as its person. Only a hash is stored; belongs to a person, not to an organization."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey("organizations.User", on_delete=models.CASCADE, related_name="access_tokens")
    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=16)
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    @classmethod
    def usable(cls) -> "models.QuerySet[AccessToken]":
        """Neither revoked nor expired, of a person who may sign in."""
        alive = Q(expires_at=None) | Q(expires_at__gt=Now())
        return cls.objects.filter(alive, revoked_at=None, user__is_active=True)

    def revoke(self) -> bool:
        """End the token; True when this call did it."""
        return type(self).objects.filter(pk=self.pk, revoked_at=None).update(revoked_at=timezone.now()) == 1
