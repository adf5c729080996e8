"""The audit log's rows: the application may add and read them, nothing else."""

import uuid
from datetime import timedelta

from django.db import models
from django.db.models import Q

from organizations.models.membership import Membership
from organizations.models.organization import TenantModel

# How long an answer to an Idempotency-Key is kept: a client may have been switched off overnight.
ANSWERS_KEPT = timedelta(days=1)


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


# Answers kept for clients that repeat a request.


class IdempotentAnswer(models.Model):
    """The first answer to an Idempotency-Key of a person, kept for a day; no answer that holds a secret.

    Answers of an organization are behind its wall; those of routes outside organizations are the person's own. An
    answer is deleted with the rows that it names (`forget_answers`).
    """

    user = models.ForeignKey("organizations.User", on_delete=models.CASCADE, related_name="+")
    organization = models.ForeignKey(
        "organizations.Organization", on_delete=models.CASCADE, null=True, related_name="+"
    )
    key = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64, help_text="SHA-256 of method, path and body.")
    status = models.PositiveSmallIntegerField(null=True)
    body = models.JSONField(null=True)
    subjects = models.JSONField(default=list, help_text="Ids that the request and its answer name.")
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organization", "key"], name="one_answer_per_key", nulls_distinct=False
            )
        ]


# A kept answer is deleted with the rows that it names, so a repeated Idempotency-Key never shows deleted data.


def forget_answers(*, organization_id: uuid.UUID, subject_id: uuid.UUID, to: Membership | None = None) -> None:
    """Delete the answers that name this row, or only those `to` one member. Runs in the open tenant."""
    named = IdempotentAnswer.objects.filter(organization=organization_id, subjects__contains=[str(subject_id)])
    (named.filter(user=to.user_id) if to else named).delete()


def forget_answers_to(membership: Membership) -> None:
    """Delete what a person was answered here, and elsewhere about this organization. Runs in the open tenant."""
    organization_id = membership.organization_id
    about = Q(organization=None, subjects__contains=[str(organization_id)])
    answers = IdempotentAnswer.objects.filter(about | Q(organization=organization_id))
    answers.filter(user=membership.user_id).delete()
