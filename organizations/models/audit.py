"""What happened, for ever: the application may add rows here and read them, nothing else."""

from django.db import models

from organizations.models.tenant import TenantModel


class AuditEvent(TenantModel):
    """One act with actor, subject and ids only (rules.md section 9); never a body, never a secret."""

    at = models.DateTimeField(auto_now_add=True, db_index=True)
    action = models.CharField(max_length=64)
    actor_kind = models.CharField(max_length=8, choices=[(k, k) for k in ("member", "token", "system", "operator")])
    actor_id = models.UUIDField(null=True, blank=True)
    actor_name = models.CharField(max_length=200, blank=True)
    subject_type = models.CharField(max_length=32)
    subject_id = models.CharField(max_length=64)
    data = models.JSONField(default=dict)
    address = models.GenericIPAddressField(null=True, blank=True)
    user_agent = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["organization", "-at"]), models.Index(fields=["organization", "action"])]

    def __str__(self) -> str:
        return f"{self.action} · {self.actor_name}"
