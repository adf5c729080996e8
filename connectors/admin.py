"""The operators' listings and their review, and the owners' view of what is enabled; neither shows a secret."""

import logging
import re
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.admin import display, register
from django.contrib.admin.widgets import AdminTextInputWidget, AdminURLFieldWidget
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format

from connectors.models import Connector, EffectMark, Listing, ListingIssuer
from connectors.outbound import entered_redirect_uri
from organizations.admin import TenantAdmin, operators_site, owners_site
from organizations.plans import Plan
from organizations.sealing import SecretUnreadable, end_of, open_secret, seal

# The operators' form of a listing. The client secret is entered and never shown, only that there is one.

if TYPE_CHECKING:
    _Form = forms.ModelForm[Listing]
else:  # not generic at run time
    _Form = forms.ModelForm


class ListingForm(_Form):
    """A listing with a field for the client secret that is never filled in."""

    secret_entered = forms.CharField(
        label="Client secret",
        required=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "class": "vTextField"}),
        help_text="Stored sealed, and never shown again. Leave it empty to keep what is there.",
    )
    secret_removed = forms.BooleanField(label="Remove the client secret", required=False)

    class Meta:
        model = Listing
        exclude: tuple[str, ...] = ()
        labels = {"oauth_client_id": "OAuth client id"}

    def clean(self) -> dict[str, Any]:
        """A secret belongs to a client id, and is either entered or removed."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("secret_entered"):
            if cleaned.get("secret_removed"):
                self.add_error("secret_removed", "Either enter a new client secret or remove the old one.")
            if not cleaned.get("oauth_client_id"):
                self.add_error("secret_entered", "Enter the client id that this secret belongs to.")
        return cleaned


def put_secret(listing: Listing, *, entered: str, removed: bool, another_client: bool) -> list[str]:
    """Put the entered secret into the unsaved row; returns the changed columns. Another client id clears it."""
    if not (entered or removed or another_client):
        return []
    seal(listing, "oauth_client_secret", entered)
    listing.oauth_secret_set_at = timezone.now() if entered else None
    return ["oauth_client_secret", "oauth_secret_set_at"]


def words_of_secret(listing: Listing) -> str:
    """Whether there is a client secret, since when, and how a long one ends."""
    if not str(listing.oauth_client_secret):
        return "None"
    since = listing.oauth_secret_set_at
    words = f"Set on {date_format(since, 'j F Y')}" if since else "Set"
    try:
        secret = open_secret(listing, "oauth_client_secret")
    except SecretUnreadable:
        return f"{words}, but it cannot be read with the keys that are here. Enter it again."
    end = end_of(secret)
    return f"{words}, ends with {end}" if end else words


log = logging.getLogger(__name__)
LISTS = {"plans": "|".join(Plan.values), "regions": "[A-Z]{2}", "scopes": r"[!-~]+"}


class WordsField(forms.CharField):
    """A list of words, typed with commas between them; `pattern` says what a word may be."""

    def __init__(self, pattern: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.pattern = pattern

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        """The list; raises ValidationError that names what is not one of the known words."""
        words = [word.strip() for word in (super().to_python(value) or "").split(",") if word.strip()]
        if self.pattern and (wrong := [word for word in words if not re.fullmatch(self.pattern, word)]):
            raise forms.ValidationError(f"Not known here: {', '.join(wrong)}")
        return words

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(initial != self.to_python(data))


@register(Listing, site=operators_site)
class ListingPage(TenantAdmin):
    """What the directory offers. Texts and tools come from the shipped file; reach and review are set here."""

    list_display = ("name", "publisher", "category", "review_status", "verification", "sensitivity")
    list_filter = ("review_status", "category", "verification", "sensitivity")
    search_fields = ("name", "slug", "publisher")
    fields = (
        *("slug", "name", "publisher", "category", "summary", "description", "source"),
        *("review_status", "reviewed_at", "plans", "regions", "server_url", "registration", "scopes"),
        *("oauth_client_id", "secret_kept", "secret_entered", "secret_removed", "redirect_address", "pkce_undeclared"),
        *("reading", "writing", "destroying"),
        *("sensitivity", "interactive", "verification", "data_handling"),
    )
    columns = (
        *("review_status", "plans", "regions", "server_url", "scopes", "oauth_client_id", "verification"),
        "pkce_undeclared",
    )
    editable = (*columns, "secret_entered", "secret_removed")
    form = ListingForm
    ordering = ("name",)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Lists are typed as words, not as JSON."""
        if db_field.name in LISTS:
            words = db_field.help_text or "With commas between them."
            return WordsField(LISTS[db_field.name], required=False, help_text=words, widget=AdminTextInputWidget())
        if db_field.name == "server_url":
            return forms.URLField(
                label="Server address",
                assume_scheme="https",
                required=False,
                max_length=db_field.max_length,
                widget=AdminURLFieldWidget(),
            )
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    @display(description="tools that read")
    def reading(self, listing: Listing) -> str:
        """What the review says, as words."""
        return ", ".join(listing.read_tools)

    @display(description="tools that write")
    def writing(self, listing: Listing) -> str:
        """What the review says, as words."""
        return ", ".join(listing.write_tools)

    @display(description="tools that destroy")
    def destroying(self, listing: Listing) -> str:
        """What the review says, as words."""
        return ", ".join(listing.destructive_tools)

    @display(description="kept client secret")
    def secret_kept(self, listing: Listing) -> str:
        """Whether there is a secret; it is never shown."""
        return words_of_secret(listing)

    @display(description="address to come back to")
    def redirect_address(self, listing: Listing) -> str:
        """What the operator registers at the service where they get the client id."""
        return entered_redirect_uri(listing.slug)

    def save_model(self, request: HttpRequest, obj: Listing, form: Any, change: bool) -> None:
        """Saves only changed columns, a review with its date. A delisted entry stops everywhere at once (tools-T1).

        Another client id is for the sign-in server where it is used first, and has no secret yet.
        """
        changed = [name for name in form.changed_data if name in self.columns]
        if "review_status" in changed:
            obj.reviewed_at = timezone.now()
            changed.append("reviewed_at")
            log.info("operator %s set listing %s to %s", request.user.pk, obj.slug, obj.review_status)
        if "oauth_client_id" in changed:
            ListingIssuer.objects.filter(listing=obj).delete()
        typed = {name: form.cleaned_data[f"secret_{name}"] for name in ("entered", "removed")}
        if columns := put_secret(obj, **typed, another_client="oauth_client_id" in changed):
            changed += columns
            done = "entered" if typed["entered"] else "removed"
            log.info("operator %s %s the client secret of listing %s", request.user.pk, done, obj.slug)
        obj.save(update_fields=changed)


@register(ListingIssuer, site=operators_site)
class ListingIssuerPage(TenantAdmin):
    """Which sign-in server the operator's client id for a listing is for; changed here, it is confirmed."""

    list_display = ("listing", "issuer", "token_origin", "bound_at")
    list_select_related = ("listing",)
    fields = ("listing", "issuer", "token_origin", "bound_at")
    editable = ("issuer", "token_origin")
    ordering = ("listing__name",)

    def save_model(self, request: HttpRequest, obj: ListingIssuer, form: Any, change: bool) -> None:
        """Saves, with a line in the operators' log."""
        obj.save(update_fields=self.editable)
        log.info("operator %s bound the client id of %s to %s", request.user.pk, obj.listing_id, obj.issuer)


@register(EffectMark, site=owners_site)
class EffectMarkPage(TenantAdmin):
    """What owners said that custom connectors' tools do; changes are made in the workspace."""

    list_display = ("tool", "connector", "effect", "marked_by", "marked_at")
    list_filter = ("effect",)
    list_select_related = ("tool__connector", "marked_by__user")
    fields = ("tool", "connector", "effect", "marked_by", "marked_at")
    ordering = ("-marked_at",)

    def connector(self, mark: EffectMark) -> str:
        return str(mark.tool.connector)


@register(Connector, site=owners_site)
class ConnectorPage(TenantAdmin):
    """What the organization has enabled or added; changes are made in the workspace."""

    list_display = ("name", "kind", "enabled_by", "enabled_at", "disabled_at")
    list_filter = ("disabled_at",)
    list_select_related = ("enabled_by__user", "listing")
    search_fields = ("name",)
    fields = ("name", "kind", "server_url", "enabled_by", "enabled_at", "disabled_at")
    ordering = ("name",)

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Connector]":
        """Rows with their listing, for the column `kind`."""
        return super().get_queryset(request).select_related("listing")

    @display(description="from")
    def kind(self, connector: Connector) -> str:
        """Who publishes it, or that somebody here added it."""
        return connector.listing.publisher if connector.listing else "Custom"
