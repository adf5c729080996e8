"""What has to be remembered between the two requests of a sign-in, and our registrations at issuers."""

import hashlib
from datetime import datetime, timedelta

from django.db import models
from django.utils import timezone

from organizations.models import TenantModel
from organizations.sealing import SealedTextField

ATTEMPT_LIFETIME = timedelta(minutes=10)  # credentials-C3


def attempt_expiry() -> datetime:
    """Ten minutes from now."""
    return timezone.now() + ATTEMPT_LIFETIME


def state_hash(state: str) -> str:
    """How a `state` (or a browser's nonce) is stored: SHA-256 in hex."""
    return hashlib.sha256(state.encode()).hexdigest()


class ClientKind(models.TextChoices):
    """How we got the client id, and what became of it."""

    PREREGISTERED = "preregistered", "Entered by hand"
    METADATA_DOCUMENT = "metadata_document", "Our metadata document"
    DYNAMIC = "dynamic", "Registered by ourselves"
    # The issuer no longer knows it.
    REJECTED = "rejected", "Forgotten by the service"
    # Another one is used for new sign-ins; accounts that signed in with it are still renewed with it.
    REPLACED = "replaced", "Replaced by a newer one"


class OAuthClient(TenantModel):
    """Our registration for one connector at one issuer, never used with another issuer or redirect address."""

    connector = models.ForeignKey(
        "connectors.Connector", on_delete=models.CASCADE, related_name="oauth_clients", db_constraint=False
    )
    issuer = models.CharField(max_length=500)
    redirect_uri = models.CharField(max_length=500)
    kind = models.CharField(max_length=24, choices=ClientKind.choices)
    details = models.JSONField(help_text="RegisteredClient without its secret.")
    client_secret = SealedTextField(blank=True, default="", editable=False)
    registered_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "connector", "issuer", "redirect_uri"],
                condition=~models.Q(kind=ClientKind.REPLACED),
                name="one_client_per_issuer",
            )
        ]


class OAuthAttempt(TenantModel):
    """One started sign-in: one-use, ten minutes, bound to member, connector and browser (credentials-C3)."""

    connection = models.ForeignKey(
        "connectors.Connection", on_delete=models.CASCADE, related_name="attempts", db_constraint=False
    )
    member = models.ForeignKey(
        "organizations.Membership", on_delete=models.CASCADE, related_name="+", db_constraint=False
    )
    client = models.ForeignKey(OAuthClient, on_delete=models.CASCADE, related_name="+", db_constraint=False)
    state_hash = models.CharField(max_length=64, unique=True)
    browser_hash = models.CharField(max_length=64, blank=True, help_text="Of the nonce in the session; empty: API.")
    pending = models.JSONField(help_text="PendingAuthorization without verifier and state.")
    verifier = SealedTextField(blank=True, default="", editable=False)
    return_to = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(default=attempt_expiry)

    def consume(self) -> bool:
        """Use the attempt up; True for exactly one caller, and only in time."""
        live = type(self).objects.filter(pk=self.pk, expires_at__gt=timezone.now())
        deleted, _ = live.delete()
        return deleted == 1
