"""The tools that a connector offers, as reviewed definitions, and what may be done with them."""

from functools import cached_property

from django.db import models
from django.db.models import Q
from django.utils import timezone

from connectors.model_schemas import ModelSchema, Unfit, model_schema
from organizations.models import Membership, TenantModel


class Effect(models.TextChoices):
    """What a call does to the outside world."""

    READ = "read", "Read"
    WRITE = "write", "Write"
    DESTRUCTIVE = "destructive", "Destructive"


class Verdict(models.TextChoices):
    """What an owner says of one version of a tool (tools-T6)."""

    ACCEPT = "accept", "Accept"
    REFUSE = "refuse", "Refuse"


class ToolDefinition(TenantModel):
    """One version of one tool: a new hash of description, schemas, annotations or view is a new row."""

    connector = models.ForeignKey(
        "connectors.Connector", on_delete=models.CASCADE, related_name="tools", db_constraint=False
    )
    name = models.CharField(max_length=128)
    digest = models.CharField(max_length=64)
    title = models.CharField(max_length=200, blank=True)
    description = models.TextField(blank=True)
    input_schema = models.JSONField(default=dict)
    output_schema = models.JSONField(null=True)
    annotations = models.JSONField(default=dict)
    ui = models.JSONField(null=True)
    effect = models.CharField(max_length=12, choices=Effect.choices, default=Effect.WRITE)
    first_seen_at = models.DateTimeField(auto_now_add=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    # An owner refused this version: it stays blocked until one accepts it. A later version waits for a review again.
    refused_at = models.DateTimeField(null=True, blank=True, editable=False)
    refused_by = models.ForeignKey(
        "organizations.Membership",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        db_constraint=False,
    )

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=Q(accepted_at=None) | Q(refused_at=None), name="accepted_or_refused"),
            models.UniqueConstraint(
                fields=["organization", "connector", "name", "digest"], name="one_row_per_definition"
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.name

    @property
    def is_for_model(self) -> bool:
        """Whether the model may see it; some tools are for the interactive view only (MCP Apps, `ui.visibility`)."""
        visibility = (self.ui or {}).get("visibility", ["model"])
        return visibility == "model" or (isinstance(visibility, list) and "model" in visibility)

    @cached_property
    def for_model(self) -> ModelSchema | None:
        """The input schema for the model, made once for each loaded row; None when the model cannot have the tool."""
        try:
            return model_schema(self.input_schema)
        except Unfit:
            return None

    @property
    def is_accepted(self) -> bool:
        """Reviewed, so it may be offered to the model (tools-T6)."""
        return self.accepted_at is not None

    def become(self, effect: str) -> bool:
        """Take another effect; True when this call changed it. A worker sees the row's new version."""
        won = type(self).objects.filter(pk=self.pk).exclude(effect=effect).update(effect=effect) == 1
        self.effect = effect
        return won

    @property
    def is_refused(self) -> bool:
        """An owner refused this version."""
        return self.refused_at is not None

    def accept(self) -> bool:
        """Let this version out of quarantine, also after it was refused; True when this call did it."""
        closed = type(self).objects.filter(pk=self.pk, accepted_at=None)
        return closed.update(accepted_at=timezone.now(), refused_at=None, refused_by=None) == 1

    def refuse(self, by: Membership) -> bool:
        """Keep this version out, also after it was accepted; True when this call did it."""
        unrefused = type(self).objects.filter(pk=self.pk, refused_at=None)
        return unrefused.update(accepted_at=None, refused_at=timezone.now(), refused_by=by) == 1


class EffectMark(TenantModel):
    """What an owner says that one version of a custom connector's tool does; a changed tool has none."""

    tool = models.ForeignKey(ToolDefinition, on_delete=models.CASCADE, related_name="marks", db_constraint=False)
    effect = models.CharField(max_length=12, choices=Effect.choices)
    marked_by = models.ForeignKey(
        "organizations.Membership", on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    marked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-marked_at"]
        constraints = [models.UniqueConstraint(fields=["organization", "tool"], name="one_mark_per_definition")]

    def __str__(self) -> str:
        return f"{self.tool}: {self.effect}"


class OfferedTool(TenantModel):
    """Which definitions a connection's account was offered at its last sync."""

    connection = models.ForeignKey(
        "connectors.Connection", on_delete=models.CASCADE, related_name="offered", db_constraint=False
    )
    tool = models.ForeignKey(ToolDefinition, on_delete=models.CASCADE, related_name="+", db_constraint=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "connection", "tool"], name="offered_once")]


class Level(models.TextChoices):
    """allow < ask < block: the most restrictive wins."""

    ALLOW = "allow", "Allow"
    ASK = "ask", "Ask"
    BLOCK = "block", "Block"


class ToolPolicy(TenantModel):
    """The organization's ceiling (no member) or a member's own choice, for a tool, `@effect` or `*` (T7, T9)."""

    connector = models.ForeignKey(
        "connectors.Connector", on_delete=models.CASCADE, related_name="policies", db_constraint=False
    )
    member = models.ForeignKey(
        "organizations.Membership",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
    )
    tool = models.CharField(max_length=128, help_text="A tool's name, @read, @write, @destructive or *.")
    level = models.CharField(max_length=8, choices=Level.choices)
    # A standing approval ("Always allow") is a row of its own with the call where it was given. The member's earlier
    # choice stays beside it and counts where the approval does not.
    granted_in = models.UUIDField(null=True, blank=True, help_text="The tool call where it was decided.")
    # The approval is for this version of the tool and this account, and ends with either.
    tool_digest = models.CharField(max_length=64, blank=True)
    connection = models.ForeignKey(
        "connectors.Connection", on_delete=models.CASCADE, null=True, related_name="+", db_constraint=False
    )
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "connector", "tool"],
                condition=Q(member__isnull=True),
                name="one_ceiling_per_tool",
            ),
            models.UniqueConstraint(
                fields=["organization", "connector", "member", "tool"],
                condition=Q(member__isnull=False, granted_in__isnull=True),
                name="one_choice_per_tool",
            ),
            models.UniqueConstraint(
                fields=["organization", "connector", "member", "tool", "connection"],
                condition=Q(granted_in__isnull=False),
                name="one_standing_per_account",
            ),
        ]
