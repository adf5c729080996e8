"""Which connectors' content a conversation holds, and the links behind which snapshots lie."""

from django.core import signing
from django.db import models
from django.db.models import Q
from django.utils import timezone

from organizations.models import TenantModel

SHARE_SALT = "switchboard.share"


class ContentKind(models.TextChoices):
    """How connector content came in (rules.md section 5)."""

    TOOL = "tool", "Tool"
    SYNCED = "synced", "Synced"
    HEALTH = "health", "Health"


class Provenance(TenantModel):
    """A mark: this conversation holds that connector's content since that turn. Never changed, never removed."""

    conversation = models.ForeignKey(
        "conversations.Conversation", on_delete=models.CASCADE, related_name="provenance", db_constraint=False
    )
    turn = models.ForeignKey(
        "conversations.Turn", on_delete=models.CASCADE, related_name="provenance", db_constraint=False
    )
    connector = models.ForeignKey(
        "connectors.Connector", on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    kind = models.CharField(max_length=8, choices=ContentKind.choices, default=ContentKind.TOOL)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "conversation", "turn", "connector", "kind"], name="one_mark_per_turn"
            )
        ]


class Audience(models.TextChoices):
    """Who may open the link."""

    ORGANIZATION = "organization", "Organization"
    PUBLIC = "public", "Anyone with the link"


class Share(TenantModel):
    """An immutable snapshot of the visible branch. The database refuses an active one that rules.md forbids."""

    conversation = models.ForeignKey(
        "conversations.Conversation", on_delete=models.CASCADE, related_name="shares", db_constraint=False
    )
    created_by = models.ForeignKey(
        "organizations.Membership", on_delete=models.CASCADE, related_name="+", db_constraint=False
    )
    audience = models.CharField(max_length=12, choices=Audience.choices)
    redacted = models.BooleanField(default=False)
    snapshot = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_because = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["-created_at"]

    @property
    def is_live(self) -> bool:
        """Neither revoked nor expired."""
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > timezone.now())

    @property
    def token(self) -> str:
        """The link's token: the signed id, so a dump of the database contains no usable link."""
        return signing.Signer(salt=SHARE_SALT, sep=".").sign(self.pk.hex)

    @staticmethod
    def id_of(token: str) -> str | None:
        """The share's id inside a link's token, None when the signature is not ours."""
        try:
            return signing.Signer(salt=SHARE_SALT, sep=".").unsign(token)
        except signing.BadSignature:
            return None

    def revoke(self, because: str = "") -> bool:
        """Kill the link; True when this call did it."""
        live = type(self).objects.filter(Q(revoked_at=None), pk=self.pk)
        return live.update(revoked_at=timezone.now(), revoked_because=because) == 1
