"""Answers kept for clients that repeat a request."""

from django.db import models


class IdempotentAnswer(models.Model):
    """The first answer to an Idempotency-Key of a person, kept for a day; no answer that holds a secret.

    Answers of an organization are behind its wall; those of routes outside organizations are the person's own. An
    answer goes with what it names (`services/answers.py`).
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
