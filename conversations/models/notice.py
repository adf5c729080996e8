"""What the product did in a chat without its author, told there until they have seen it."""

import uuid
from collections.abc import Iterable

from django.db import models
from django.utils import timezone

from organizations.models import TenantModel


class NoticeCode(models.TextChoices):
    """What happened."""

    ACCOUNT_DISCONNECTED = "account_disconnected", "An account was disconnected"
    ACCOUNT_CHANGED = "account_changed", "Another account was signed in"
    CONNECTOR_DISABLED = "connector_disabled", "An owner disabled a connector"
    PROJECT_OPENED = "project_opened", "Others can see the project now"
    PROJECT_LEFT = "project_left", "The chat left its project"
    LINK_ENDED = "link_ended", "A share link was ended"


class Notice(TenantModel):
    """One thing to know; `name` is the connector's, where it is about one."""

    conversation = models.ForeignKey(
        "conversations.Conversation", on_delete=models.CASCADE, related_name="notices", db_constraint=False
    )
    code = models.CharField(max_length=32, choices=NoticeCode.choices)
    name = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "conversation", "code", "name"],
                condition=models.Q(seen_at__isnull=True),
                name="said_once_until_seen",
            )
        ]

    @classmethod
    def tell(cls, organization_id: uuid.UUID, code: NoticeCode, chats: Iterable[tuple[uuid.UUID, str]]) -> None:
        """Say it in each chat (its id, the connector's name or nothing), once until its author has seen it."""
        same = {"organization_id": organization_id, "code": code}
        rows = [Notice(conversation_id=chat, name=name, **same) for chat, name in chats]
        Notice.objects.bulk_create(rows, ignore_conflicts=True)

    def see(self) -> bool:
        """Its author has seen it; True when this call did it."""
        return type(self).objects.filter(pk=self.pk, seen_at=None).update(seen_at=timezone.now()) == 1
