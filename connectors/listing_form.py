"""The operators' form of a listing. The client secret goes in and never comes out; shown is that there is one."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format

from connectors.models import Listing
from organizations.sealing import SecretUnreadable, open_secret, seal

if TYPE_CHECKING:
    _Form = forms.ModelForm[Listing]
else:  # not generic at run time
    _Form = forms.ModelForm
# The last characters of a shorter one would say too much of it.
LEAST_FOR_A_TAIL = 16
TAIL = 4


class ListingForm(_Form):
    """With the client secret, which is typed and never filled in."""

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
    """Put what was entered into the row, unsaved; the columns that changed. With another client id the old one goes."""
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
    return f"{words}, ends with {secret[-TAIL:]}" if len(secret) >= LEAST_FOR_A_TAIL else words
