"""Connectors of an organization: enabled listings and custom servers."""

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

from connectors.models.addresses import filled_in
from connectors.models.listing import EFFECTS, Listing, Registration
from organizations.models import Membership, TenantModel
from organizations.sealing import SealedTextField
from organizations.text import clean_text

# How much of a challenge is kept; real ones are shorter.
MOST_CHALLENGES = 4
LONGEST_CHALLENGE = 2000
# How long a late challenge counts: the server may have wanted a sign-in by mistake only.
LATE_CHALLENGE_LASTS = timedelta(days=1)

# The header in which tokens go (connectors/policy/headers.py).
SIGN_IN_HEADER = "Authorization"
# Seconds for one call that an owner may set; tools that report progress get the longest anyway.
SHORTEST_TOOL_SECONDS = 10
LONGEST_TOOL_SECONDS = 600


class Connector(TenantModel):
    """Closed by `disabled_at`, never deleted: calls, provenance and audit point at it."""

    listing = models.ForeignKey(Listing, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=80)
    server_url = models.URLField(max_length=500, blank=True, help_text="Custom connectors only.")
    oauth_client_id = models.CharField(max_length=300, blank=True)
    oauth_client_secret = SealedTextField(blank=True, default="", editable=False)
    oauth_secret_set_at = models.DateTimeField(null=True, blank=True, editable=False)
    # The one sign-in server that the client id and secret are for (connectors/accounts/clients.py).
    oauth_issuer = models.CharField(max_length=500, blank=True, default="", editable=False)
    oauth_token_origin = models.CharField(max_length=300, blank=True, default="", editable=False)
    # What an owner entered for this organization of the listing's `setup_fields`, before the operator's values.
    setup_values = models.JSONField(default=dict, blank=True, editable=False)
    # When the live check last passed with exactly these values and this client; null: they are a draft.
    setup_tested_at = models.DateTimeField(null=True, blank=True, editable=False)
    # What that check was about (`reach`), which an operator may change later; empty: nobody noted it then.
    setup_tested_for = models.CharField(max_length=64, blank=True, default="", editable=False)
    # An owner's choice between the service's own MCP server and ours; null: the operator's.
    uses_remote = models.BooleanField(null=True, editable=False)
    # Of custom connectors: the keys that each member enters, as in a listing.
    header_fields = models.JSONField(default=list, blank=True, editable=False)
    # An owner's decision: the sign-in server supports PKCE (S256) without saying so. S256 is sent in any case.
    pkce_undeclared = models.BooleanField(default=False)
    # The 401 that came to a call although the server lists its tools to anybody: {"url", "challenges", "at"}.
    late_challenge = models.JSONField(null=True, blank=True, editable=False)
    enabled_by = models.ForeignKey(
        "organizations.Membership", on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    enabled_at = models.DateTimeField(default=timezone.now)
    disabled_at = models.DateTimeField(null=True, blank=True)
    # A custom connector beyond the plan since a downgrade (plans-PL3): everything is kept, nothing runs.
    is_beyond_plan = models.BooleanField(default=False, editable=False)
    # The server's negotiation, kept to save two requests when a client is opened.
    negotiated = models.JSONField(null=True, blank=True, editable=False)
    # Tools that cannot be used here, as the server listed them when it was added: `[{"name", "reason"}]`. Each account
    # has a list of its own (left_out.py).
    left_out = models.JSONField(default=list, blank=True, editable=False)

    # Seconds for one call, set by an owner; null: the product's limits (conversations/engine/limits.py).
    tool_seconds = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "listing"],
                condition=Q(listing__isnull=False),
                name="one_connector_per_listing",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_enabled(self) -> bool:
        """An owner switched it on and nobody switched it off since (tools-T2)."""
        return self.disabled_at is None

    @property
    def is_custom(self) -> bool:
        """Added by name and address rather than from the directory."""
        return self.listing_id is None

    @property
    def builtin(self) -> str:
        """The name of our own server that stands for the service; empty where the service's own is reached."""
        listing = self.listing
        if listing is None or not listing.builtin:
            return ""
        wants_remote = listing.prefers_remote if self.uses_remote is None else self.uses_remote
        return "" if wants_remote and listing.server_url else listing.builtin

    @property
    def url(self) -> str:
        """The address of its MCP server, of a built-in one that of the API; empty until it is entered."""
        if not self.builtin:
            return self.listing.server_url if self.listing else self.server_url
        assert self.listing is not None
        return filled_in(self.listing.api_url, self.values)

    @property
    def values(self) -> dict[str, str]:
        """What stands for the holes in the listing's addresses: the owner's word, the operator's, the default."""
        if self.listing is None:
            return {}
        defaults = {field["name"]: field.get("default", "") for field in self.listing.setup_fields}
        return {**defaults, **self.listing.setup_values, **self.setup_values}

    @property
    def known_sign_in(self) -> dict[str, Any]:
        """How one signs in at a built-in server's service; empty where the service itself says so."""
        if not self.builtin or self.listing is None:
            return {}
        facts, values = self.listing.sign_in, self.values
        return {name: filled_in(fact, values) if isinstance(fact, str) else fact for name, fact in facts.items()}

    @property
    def reach(self) -> str:
        """A digest of the addresses that sign-ins and calls go to, whoever entered the values in them."""
        return hashlib.sha256(json.dumps([self.url, self.known_sign_in], sort_keys=True).encode()).hexdigest()

    @property
    def scopes(self) -> list[str]:
        """What a sign-in asks for."""
        if self.listing is None:
            return []
        return list(self.listing.api_scopes if self.builtin else self.listing.scopes)

    @property
    def scope_words(self) -> dict[str, str]:
        """A plain phrase for each scope that has one."""
        return dict(self.listing.scope_words) if self.listing else {}

    @property
    def registration(self) -> str:
        """How a client is registered there."""
        if self.listing is None:
            # A key in the header of sign-ins leaves no room for one; another key may stand beside one.
            has_key = any(one["name"] == SIGN_IN_HEADER for one in self.header_fields)
            return Registration.HEADER if has_key else Registration.AUTO
        if not self.builtin:
            return self.listing.registration
        if not self.listing.sign_in:
            return Registration.HEADER if self.listing.header_fields else Registration.NONE
        return Registration.AUTO if "discovery" in self.listing.sign_in else Registration.PREREGISTERED

    @property
    def is_set_up_here(self) -> bool:
        """An owner entered a client or values; then the operator's client, which is for other values, is not used."""
        return bool(self.oauth_client_id or self.setup_values)

    @property
    def client_holder(self) -> "Listing | Connector":
        """The row with the client id and secret that new sign-ins use."""
        return self.listing if self.listing and not self.is_set_up_here else self

    @property
    def key_fields(self) -> list[dict[str, str]]:
        """The keys that each member enters: `[{"name", "label", "help", "prefix"}]`."""
        return list(self.listing.header_fields if self.listing else self.header_fields)

    @property
    def may_leave_pkce_undeclared(self) -> bool:
        """Somebody decided to go on at a sign-in server that does not announce PKCE."""
        return self.listing.pkce_undeclared if self.listing else self.pkce_undeclared

    @property
    def late_challenges(self) -> tuple[str, ...] | None:
        """The WWW-Authenticate values of a 401 to a call at this address; None: none came so far."""
        late = self.late_challenge
        if not late or late["url"] != self.url:
            return None
        is_old = datetime.fromisoformat(late["at"]) + LATE_CHALLENGE_LASTS < timezone.now()
        return None if is_old else tuple(late["challenges"])

    @property
    def slug(self) -> str:
        """Prefix of its tools in the model's list, unique enough to read (engine/toolset/toolset.py disambiguates)."""
        if self.listing:
            return self.listing.slug
        return "".join(c if c.isalnum() else "-" for c in self.name.lower()).strip("-")[:40] or "custom"

    @property
    def callback_key(self) -> str:
        """The part of its callback address that no other connector has; a listing has one for all organizations."""
        return self.listing.slug if self.listing else str(self.pk)

    @property
    def reviewed_tools(self) -> dict[str, list[str]]:
        """The tools that the listing's review names at the server that is reached, by effect."""
        return self.listing.reviewed_tools(builtin=bool(self.builtin)) if self.listing else {}

    def effect_of(self, tool: str) -> str | None:
        """The curated effect of a tool, the strictest that names it; custom connectors have none."""
        named = self.reviewed_tools
        return next((effect for effect in reversed(EFFECTS) if tool in named.get(effect, ())), None)

    def bind_issuer(self, issuer: str, token_origin: str) -> bool:
        """Tie the entered client id to this sign-in server, unless it is tied already; True when this call did."""
        free = type(self).objects.filter(pk=self.pk, oauth_issuer__in=["", issuer], oauth_token_origin="")
        won = free.update(oauth_issuer=issuer, oauth_token_origin=token_origin) == 1
        self.refresh_from_db(fields=["oauth_issuer", "oauth_token_origin"])
        return won

    def note_late_challenge(self, challenges: Sequence[str]) -> None:
        """Remember that this server wants a sign-in for calls although it lists its tools to anybody."""
        kept = [clean_text(challenge, LONGEST_CHALLENGE) for challenge in challenges[:MOST_CHALLENGES]]
        self.late_challenge = {"url": self.url, "challenges": kept, "at": timezone.now().isoformat()}
        type(self).objects.filter(pk=self.pk).update(late_challenge=self.late_challenge)

    def disable(self) -> bool:
        """Switch off for everyone; True when this call did it."""
        return type(self).objects.filter(pk=self.pk, disabled_at=None).update(disabled_at=timezone.now()) == 1

    def enable_again(self, by: Membership) -> bool:
        """Switch a disabled one on again; True when this call did it."""
        now = timezone.now()
        closed = type(self).objects.filter(pk=self.pk, disabled_at__isnull=False)
        won = closed.update(disabled_at=None, enabled_at=now, enabled_by=by) == 1
        if won:
            self.refresh_from_db()
        return won
