"""The operators' pages of a listing: its review, how it is reached, and what is entered to set it up."""

import logging
import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import display, register
from django.contrib.admin.widgets import AdminTextInputWidget, AdminURLFieldWidget
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join

from connectors.admin.forms import VALUE, ListingForm, WordsField, form_with_values, put_secret, words_of_secret
from connectors.models import Connector, Listing, ListingIssuer
from connectors.outbound import entered_redirect_uri
from connectors.policy.setup import missing_setup, wants_setup
from connectors.setting_up import diagnose_listing, mark_listing_tested
from organizations.admin import TenantAdmin, operators_site
from organizations.plans import Plan

log = logging.getLogger(__name__)
LISTS = {"plans": "|".join(Plan.values), "regions": "[A-Z]{2}", "scopes": r"[!-~]+", "api_scopes": r"[!-~]+"}
# A change of one of these makes what was tested a draft again.
TESTED = frozenset(
    {"server_url", "api_url", "oauth_client_id", "oauth_client_secret", "setup_values", "prefers_remote"}
)


@register(Listing, site=operators_site)
class ListingPage(TenantAdmin):
    """What the directory offers. Texts and tools come from the shipped file; reach and review are set here."""

    list_display = ("name", "publisher", "category", "review_status", "verification", "sensitivity", "set_up")
    list_filter = ("review_status", "category", "verification", "sensitivity")
    search_fields = ("name", "slug", "publisher")
    fields = (
        *("slug", "name", "publisher", "category", "summary", "description", "source"),
        *("review_status", "reviewed_at", "plans", "regions", "server_url", "registration", "scopes"),
        *("builtin", "api_url", "api_scopes", "prefers_remote"),
        *("how_to_set_up", "redirect_address", "oauth_client_id", "secret_kept", "secret_entered", "secret_removed"),
        *("pkce_undeclared", "setup_state"),
        *("reading", "writing", "destroying"),
        *("sensitivity", "interactive", "verification", "data_handling"),
    )
    columns = (
        *("review_status", "plans", "regions", "server_url", "scopes", "oauth_client_id", "verification"),
        *("pkce_undeclared", "api_url", "api_scopes", "prefers_remote"),
    )
    editable = (*columns, "secret_entered", "secret_removed")
    form = ListingForm
    ordering = ("name",)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """With a field for each value that the service wants, before the state of the set-up."""
        named = list(self.fields)
        at = named.index("setup_state")
        return [*named[:at], *(VALUE + one["name"] for one in (obj.setup_fields if obj else [])), *named[at:]]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """All fields but the editable ones and the wanted values."""
        return [name for name in super().get_readonly_fields(request, obj) if not name.startswith(VALUE)]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """The form of this listing."""
        return super().get_form(request, obj, change, **{**kwargs, "form": form_with_values(obj)} if obj else kwargs)

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

    @display(description="how to get a client")
    def how_to_set_up(self, listing: Listing) -> str:
        """The steps, and where the service gives clients."""
        if not listing.setup_steps:
            return "Nothing is said about that."
        steps = format_html_join("", "<li>{}</li>", ((step,) for step in listing.setup_steps))
        where = listing.setup_url
        link = format_html('<a href="{}" rel="noopener noreferrer">{}</a>', where, where) if where else ""
        return format_html("<ol>{}</ol>{}", steps, link)

    @display(description="set-up")
    def set_up(self, listing: Listing) -> str:
        """What is still to do before members can sign in, for the list."""
        return words_of_setup(listing)

    @display(description="set-up")
    def setup_state(self, listing: Listing) -> str:
        """Whether members can sign in with what is saved, and the button that tries it."""
        button = format_html(
            '<button type="submit" class="button" formnovalidate formaction="{}">Test what is saved</button>',
            reverse("operators:connectors_listing_test", args=[listing.pk]),
        )
        return format_html("{} {}", words_of_setup(listing), button)

    def get_urls(self) -> list[URLPattern]:
        """With the test, which opens the operators' scope itself: nothing is open while the service is asked."""
        test = self.admin_site.piecemeal_view(self.test_view)
        return [path("<uuid:listing_id>/test/", test, name="connectors_listing_test"), *super().get_urls()]

    def test_view(self, request: HttpRequest, listing_id: uuid.UUID) -> HttpResponse:
        """Try what is saved, keep that it passed, and tell each step."""
        if request.method != "POST":
            raise Http404
        with self.admin_site.scope(request):
            listing = Listing.objects.filter(pk=listing_id).first()
        if listing is None:
            raise Http404
        findings = diagnose_listing(listing)
        if findings.passed:
            with self.admin_site.scope(request):
                mark_listing_tested(listing)
            log.info("operator %s tested listing %s: it passed", request.user.pk, listing.slug)
        for step in findings.steps:
            if step.words:
                level = messages.ERROR if step.result == "failed" else messages.SUCCESS
                messages.add_message(request, level, f"{step.words} {step.todo}".strip())
        return redirect("operators:connectors_listing_change", listing_id)

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
        if any(name.startswith(VALUE) for name in form.changed_data):
            obj.setup_values = form.values_in(form.cleaned_data)
            changed.append("setup_values")
        if TESTED.intersection(changed):
            obj.setup_tested_at = None
            changed.append("setup_tested_at")
        obj.save(update_fields=changed)


def words_of_setup(listing: Listing) -> str:
    """Whether members can sign in with what operators entered."""
    subject = Connector(listing=listing, name=listing.name)
    if not wants_setup(subject):
        return "Nothing has to be entered."
    if missing := missing_setup(subject):
        return f"Still to enter: {', '.join(missing)}."
    if listing.setup_tested_at is None:
        return "A draft: members cannot sign in before its test has passed."
    return f"Available. Its test passed on {date_format(listing.setup_tested_at, 'j F Y')}."
