"""The operators' form of a listing. The client secret is entered and never shown, only that there is one."""

import re
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format

from connectors.models import Listing
from connectors.policy.setup import VALUE_CHARACTERS, unfit_values
from organizations.sealing import SecretUnreadable, end_of, open_secret, seal

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
        for name, words in unfit_values(self.instance.setup_fields, self.values_in(cleaned)).items():
            self.add_error(VALUE + name, words)
        return cleaned

    @staticmethod
    def values_in(cleaned: dict[str, Any]) -> dict[str, str]:
        """The wanted values that were typed, by name; an empty one is not kept."""
        return {name.removeprefix(VALUE): value for name, value in cleaned.items() if name.startswith(VALUE) and value}


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


# What the service wants before anybody can sign in: a field of its own for each of the listing's `setup_fields`.

VALUE = "setup_value_"


def form_with_values(listing: Listing) -> type[ListingForm]:
    """The form of this listing, with a field for each wanted value."""
    fields = {
        VALUE + one["name"]: forms.CharField(
            label=one.get("label") or one["name"],
            required=False,
            max_length=VALUE_CHARACTERS,
            initial=listing.setup_values.get(one["name"], ""),
            help_text=_help(one),
            widget=forms.TextInput(attrs={"class": "vTextField"}),
        )
        for one in listing.setup_fields
    }
    return type("ListingFormWithValues", (ListingForm,), fields)


def _help(wanted: dict[str, str]) -> str:
    default = wanted.get("default", "")
    return " ".join(filter(None, [wanted.get("help", ""), f"Empty: {default}." if default else ""]))
