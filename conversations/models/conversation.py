"""Conversations, their messages, switched-on connectors and notices."""

import uuid
from collections.abc import Iterable

from django.db import models
from django.utils import timezone

from organizations.models import TenantModel


class ToolAccess(models.TextChoices):
    """How the model gets to know the tools."""

    AUTO = "auto", "Auto"
    ALWAYS = "always", "Always available"
    ON_DEMAND = "on_demand", "On demand"


class Conversation(TenantModel):
    """Its visible branch ends at `head`; a message's parents lead back to the start."""

    author = models.ForeignKey(
        "organizations.Membership", on_delete=models.CASCADE, related_name="+", db_constraint=False
    )
    project = models.ForeignKey(
        "organizations.Project", on_delete=models.SET_NULL, null=True, related_name="+", db_constraint=False
    )
    title = models.CharField(max_length=200, blank=True)
    tool_access = models.CharField(max_length=10, choices=ToolAccess.choices, default=ToolAccess.AUTO)
    head = models.ForeignKey(
        "conversations.Message", on_delete=models.SET_NULL, null=True, related_name="+", db_constraint=False
    )
    # Raised by triggers when a finished turn changes (sql/raise_past_version.sql).
    past_version = models.PositiveBigIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(default=timezone.now)
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-updated_at", "-id"]
        indexes = [models.Index(fields=["organization", "author", "-updated_at"])]

    def __str__(self) -> str:
        return self.title or "New chat"

    def delete_softly(self) -> bool:
        """Hide the conversation; True when this call did it. Its shares stop answering at once (sharing-S4)."""
        return type(self).objects.filter(pk=self.pk, deleted_at=None).update(deleted_at=timezone.now()) == 1


class ConnectorToggle(TenantModel):
    """This connector is on in this conversation, with this connection of its author."""

    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="toggles", db_constraint=False
    )
    connector = models.ForeignKey(
        "connectors.Connector", on_delete=models.CASCADE, related_name="+", db_constraint=False
    )
    connection = models.ForeignKey(
        "connectors.Connection", on_delete=models.CASCADE, null=True, related_name="+", db_constraint=False
    )
    toggled_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "conversation", "connector"], name="one_toggle_per_connector"
            )
        ]


class Author(models.TextChoices):
    """Who wrote a message."""

    USER = "user", "User"
    ASSISTANT = "assistant", "Assistant"


class Message(TenantModel):
    """Content is a list of text blocks, notes on the answer and references to tool calls, in their order."""

    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="messages", db_constraint=False
    )
    parent = models.ForeignKey("self", on_delete=models.CASCADE, null=True, related_name="+", db_constraint=False)
    turn = models.ForeignKey(
        "conversations.Turn",
        on_delete=models.CASCADE,
        null=True,
        related_name="messages",
        db_constraint=False,
    )
    role = models.CharField(max_length=9, choices=Author.choices)
    content = models.JSONField(default=list)
    model = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["created_at", "id"]
        indexes = [models.Index(fields=["organization", "conversation", "created_at"])]

    @property
    def text(self) -> str:
        """Its own words, without tool calls."""
        return "\n\n".join(block["text"] for block in self.content if block["type"] == "text")


# Notices: what the product did in a chat without its author, shown there until they have seen it.


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
        """Add a notice to each chat (id, connector's name or empty), unless an unseen one says the same."""
        same = {"organization_id": organization_id, "code": code}
        rows = [Notice(conversation_id=chat, name=name, **same) for chat, name in chats]
        Notice.objects.bulk_create(rows, ignore_conflicts=True)

    @classmethod
    def see_all(cls, conversation: Conversation, name: str) -> None:
        """What was said of this connector in the chat is over."""
        cls.objects.filter(conversation=conversation, name=name, seen_at=None).update(seen_at=timezone.now())

    def see(self) -> bool:
        """Its author has seen it; True when this call did it."""
        return type(self).objects.filter(pk=self.pk, seen_at=None).update(seen_at=timezone.now()) == 1
