"""One member's own authorised account at a connector."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from organizations.models import TenantModel
from organizations.sealing import SealedTextField, end_of, seal

REFRESH_CLAIM = timedelta(seconds=30)
LAST_USED_GRAIN = timedelta(minutes=1)
MOST_WANTED_SCOPES = 50
MOST_CONFIRMATIONS = 50


class ConnectionStatus(models.TextChoices):
    """Whether the account can be used, and if not, what its member has to do."""

    PENDING = "pending", "Pending"
    CONNECTED = "connected", "Connected"
    NEEDS_REAUTH = "needs_reauth", "Sign in again"
    NEEDS_SCOPE = "needs_scope", "Needs more access"
    REVOKED = "revoked", "Disconnected"


# What the account has access to works: a service that wanted more for one tool goes on with the others.
USABLE = (ConnectionStatus.CONNECTED, ConnectionStatus.NEEDS_SCOPE)
NEEDS_ATTENTION = (ConnectionStatus.NEEDS_REAUTH, ConnectionStatus.NEEDS_SCOPE)


class Connection(TenantModel):
    """Holds the sealed credential. Only its own member ever uses it (credentials-C1)."""

    connector = models.ForeignKey(
        "connectors.Connector", on_delete=models.CASCADE, related_name="connections", db_constraint=False
    )
    member = models.ForeignKey(
        "organizations.Membership", on_delete=models.CASCADE, related_name="connections", db_constraint=False
    )
    client = models.ForeignKey(
        "connectors.OAuthClient", on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False
    )
    label = models.CharField(max_length=80, blank=True)
    account = models.CharField(max_length=200, blank=True, help_text="The provider's name of the account.")
    status = models.CharField(max_length=16, choices=ConnectionStatus.choices, default=ConnectionStatus.PENDING)
    scopes = models.JSONField(default=list)
    # Scopes for want of which calls were refused; the next sign-in asks for them (connectors/accounts/sign_in.py).
    wanted_scopes = models.JSONField(default=list, editable=False)
    # Tools of this account's server that cannot be used here: `[{"name", "reason"}]`; null: not asked since this column
    # exists.
    left_out = models.JSONField(null=True, editable=False)
    # What its server asked before a tool ran the last time, by tool, if that was only “Are you sure?”: the words, with
    # gaps for the arguments (conversations/policy/asking.py).
    confirmations = models.JSONField(default=dict, editable=False)
    # Where tokens are renewed and revoked: the facts of AuthorizationServer that outlive the sign-in.
    authorization_server = models.JSONField(default=dict)
    access_token = SealedTextField(blank=True, default="", editable=False)
    refresh_token = SealedTextField(blank=True, default="", editable=False)
    expires_at = models.DateTimeField(null=True, blank=True)
    # The member's own keys, by header, as JSON; and of each the last characters, which alone are shown (accounts-A7).
    header_values = SealedTextField(blank=True, default="", editable=False)
    header_ends = models.JSONField(default=dict, blank=True, editable=False)
    # Raised with every change of the credential: pooled clients and refreshes are bound to it.
    version = models.PositiveIntegerField(default=0)
    refresh_claimed_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    connected_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    # When its server was last asked for its tools, whether it answered or not (connectors/accounts/offers.py).
    tools_asked_at = models.DateTimeField(null=True, editable=False)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "member", "connector", "label"],
                condition=~Q(status="revoked"),
                name="one_connection_per_label",
            )
        ]

    def __str__(self) -> str:
        return self.label or self.account or str(self.id)

    @property
    def is_usable(self) -> bool:
        """May be called with right now (tools-T3)."""
        return self.status in USABLE

    @property
    def uses_keys_only(self) -> bool:
        """The member entered keys and signed in nowhere."""
        return bool(self.header_ends) and not str(self.access_token)

    @property
    def missing_scopes(self) -> list[str]:
        """Scopes that the service wanted and has not granted."""
        return [name for name in self.wanted_scopes if name not in self.scopes]

    @property
    def scopes_to_keep(self) -> list[str]:
        """The scopes for a new sign-in: those that the account has, and those that it was refused for want of."""
        return [*self.scopes, *self.missing_scopes] if self.wanted_scopes else []

    def want(self, scopes: Sequence[str]) -> bool:
        """Add scopes for the next sign-in to ask for; True when this call added one."""
        wanted = list(dict.fromkeys([*self.wanted_scopes, *scopes]))[:MOST_WANTED_SCOPES]
        if wanted == self.wanted_scopes:
            return False
        unchanged = type(self).objects.filter(pk=self.pk, wanted_scopes=self.wanted_scopes)
        won = unchanged.update(wanted_scopes=wanted) == 1
        self.refresh_from_db(fields=["wanted_scopes"])
        return won

    def note_confirmation(self, tool: str, words: list[Any] | None) -> None:
        """What the server asks before this tool runs; None: nothing any more."""
        row = type(self).objects.select_for_update(no_key=True).get(pk=self.pk)
        kept = {name: known for name, known in row.confirmations.items() if name != tool}
        if words is not None:
            kept = dict(list(kept.items())[-MOST_CONFIRMATIONS + 1 :]) | {tool: words}
        type(self).objects.filter(pk=self.pk).update(confirmations=kept)

    def need_scope(self) -> bool:
        """The service wants more access than was granted, for something: shown to the member, who can give it.

        The version stays: the credential is the same, and calls that are under way are bound to it.
        """
        if not self.missing_scopes:
            return False
        connected = type(self).objects.filter(pk=self.pk, status=ConnectionStatus.CONNECTED)
        won = connected.update(status=ConnectionStatus.NEEDS_SCOPE) == 1
        self.refresh_from_db(fields=["status"])
        return won

    def _change(self, *, where: Q, **values: Any) -> bool:
        won = type(self).objects.filter(where, pk=self.pk).update(**values, version=F("version") + 1) == 1
        if won:
            self.refresh_from_db()
        return won

    def store_tokens(
        self,
        *,
        access_token: str,
        refresh_token: str,
        expires_at: datetime | None,
        keys: Mapping[str, str] | None = None,
        **values: Any,
    ) -> bool:
        """Store new tokens, and keys where there are new ones, if nobody changed the credential since it was read."""
        if keys:
            seal(self, "header_values", json.dumps(keys))
            values["header_values"] = self.header_values
            # Without the word before a key, which is no part of it.
            values["header_ends"] = {name: end_of(value.rpartition(" ")[2]) for name, value in keys.items()}
        seal(self, "access_token", access_token)
        seal(self, "refresh_token", refresh_token)
        return self._change(
            where=Q(version=self.version) & ~Q(status=ConnectionStatus.REVOKED),
            access_token=self.access_token,
            refresh_token=self.refresh_token,
            expires_at=expires_at,
            refresh_claimed_until=None,
            **{"status": ConnectionStatus.CONNECTED, **values},
        )

    @property
    def use_is_noted(self) -> bool:
        """Whether `note_use` has nothing to write."""
        return self.last_used_at is not None and timezone.now() - self.last_used_at <= LAST_USED_GRAIN

    def note_use(self) -> None:
        """Keep when the account was last called with, to the minute."""
        if not self.use_is_noted:
            self.last_used_at = timezone.now()
            type(self).objects.filter(pk=self.pk).update(last_used_at=self.last_used_at)

    def claim_asking(self, before: datetime) -> bool:
        """Claim to ask the server for its tools, which nobody has done since `before`; True for one caller."""
        due = Q(tools_asked_at=None) | Q(tools_asked_at__lt=before)
        return type(self).objects.filter(due, pk=self.pk).update(tools_asked_at=timezone.now()) == 1

    def claim_refresh(self, now: datetime) -> bool:
        """Claim to renew this token; True for one caller, until the claim runs out."""
        free = Q(refresh_claimed_until=None) | Q(refresh_claimed_until__lt=now)
        claimed = type(self).objects.filter(free, pk=self.pk, version=self.version, status__in=USABLE)
        return claimed.update(refresh_claimed_until=now + REFRESH_CLAIM) == 1

    def release_refresh(self) -> None:
        """Release the claim after a transient failure."""
        type(self).objects.filter(pk=self.pk, version=self.version).update(refresh_claimed_until=None)

    def need(self, status: ConnectionStatus) -> bool:
        """Ask the member to sign in again or to grant more; True when this call changed the row."""
        return self._change(
            where=Q(status__in=USABLE, version=self.version),
            status=status,
            refresh_claimed_until=None,
        )

    def forget_keys(self) -> bool:
        """Delete the member's own keys, which are for other headers than those that are wanted; the sign-in stays."""
        return self._change(where=~Q(status=ConnectionStatus.REVOKED), header_values="", header_ends={})

    def disconnect(self) -> bool:
        """Unusable from now on; True when this call did it. A task deletes the secrets (credentials-C5)."""
        return self._change(
            where=~Q(status=ConnectionStatus.REVOKED),
            status=ConnectionStatus.REVOKED,
            revoked_at=timezone.now(),
        )


# Started sign-ins, between their two requests, and our registrations at issuers.

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
    # New sign-ins use another one; accounts that signed in with this one are still renewed with it.
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
    # Keys that were entered with it, as JSON; the account has them once the sign-in is finished and both were tried.
    header_values = SealedTextField(blank=True, default="", editable=False)
    return_to = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(default=attempt_expiry)

    def consume(self) -> bool:
        """Use the attempt up; True for exactly one caller, and only in time."""
        live = type(self).objects.filter(pk=self.pk, expires_at__gt=timezone.now())
        deleted, _ = live.delete()
        return deleted == 1
