"""A member's consent to reading their health records, which is there before they sign in (health-H2)."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from organizations.models import TenantModel


class Consent(TenantModel):
    """What was read, what was chosen, and when; closed by `revoked_at`, never changed or deleted."""

    connector = models.ForeignKey(
        "connectors.Connector", on_delete=models.CASCADE, related_name="consents", db_constraint=False
    )
    member = models.ForeignKey(
        "organizations.Membership", on_delete=models.CASCADE, related_name="+", db_constraint=False
    )
    version = models.CharField(max_length=20)
    text_hash = models.CharField(max_length=64)
    categories = models.JSONField(default=list)
    scopes = models.JSONField(default=list)
    given_at = models.DateTimeField(default=timezone.now, editable=False)
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["-given_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "member", "connector"],
                condition=Q(revoked_at=None),
                name="one_consent",
            )
        ]

    def __str__(self) -> str:
        return f"{self.connector} for {self.member}"

    def revoke(self) -> bool:
        """End it; True when this call did."""
        live = type(self).objects.filter(pk=self.pk, revoked_at=None)
        won = live.update(revoked_at=timezone.now()) == 1
        if won:
            self.refresh_from_db()
        return won
