"""Designs of a conversation: what the assistant made, and each state of it that was kept."""

from typing import Any, Self

from django.db import models
from django.utils import timezone

from organizations.models import TenantModel


class DesignKind(models.TextChoices):
    """Pages to show one after the other, or one page."""

    SLIDES = "slides", "Slides"
    GRAPHIC = "graphic", "Graphic"


class Design(TenantModel):
    """Belongs to its conversation, whose marks hold for it: it is reached through the conversation alone.

    `version` is the number of the newest one, and `title` and `kind` are that one's.
    """

    conversation = models.ForeignKey(
        "conversations.Conversation", on_delete=models.CASCADE, related_name="designs", db_constraint=False
    )
    title = models.CharField(max_length=120)
    kind = models.CharField(max_length=8, choices=DesignKind.choices)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["created_at", "id"]
        indexes = [models.Index(fields=["organization", "conversation", "created_at"], name="designs_of_chat")]

    def __str__(self) -> str:
        return self.title

    def succeed(self, base: int, title: str, kind: str) -> bool:
        """The version after `base` is the newest now; True when this call did it, False when there is another one."""
        values = {"version": base + 1, "title": title, "kind": kind, "updated_at": timezone.now()}
        won = type(self).objects.filter(pk=self.pk, version=base).update(**values) == 1
        if won:
            self._take(values)
        return won

    def _take(self, values: dict[str, Any]) -> None:
        for name, value in values.items():
            setattr(self, name, value)


class DesignVersion(TenantModel):
    """One kept state; never changed. Made by the call of a tool, or by the conversation's author in the panel."""

    design = models.ForeignKey(Design, on_delete=models.CASCADE, related_name="versions", db_constraint=False)
    number = models.PositiveIntegerField()
    content = models.JSONField()
    made_by = models.ForeignKey(
        "conversations.ToolCall", on_delete=models.CASCADE, null=True, related_name="+", db_constraint=False
    )
    # The version whose content was taken back.
    restores = models.PositiveIntegerField(null=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["organization", "design", "number"], name="one_version_per_number"),
            # A call that is made once more writes nothing a second time.
            models.UniqueConstraint(fields=["organization", "made_by"], name="one_version_per_call"),
        ]

    @classmethod
    def of_call(cls, call_id: Any) -> Self | None:
        """What this call has made already, before its worker stopped."""
        return cls.objects.select_related("design").filter(made_by=call_id).first()
