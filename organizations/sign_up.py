"""What signing up asks beyond e-mail and password."""

from typing import Any

from django import forms
from django.http import HttpRequest

from organizations.addresses import typed_address
from organizations.exceptions import Invalid
from organizations.models import User
from organizations.names import NAME_CHARACTERS, typed_name


class SignUpForm(forms.Form):
    """allauth builds its own form, for the page and for the API, on this one."""

    name = forms.CharField(max_length=NAME_CHARACTERS, required=False, label="Name")

    def clean_name(self) -> str:
        """The name as it is stored; raises ValidationError `invisible_characters`."""
        try:
            return typed_name(self.cleaned_data["name"], NAME_CHARACTERS)
        except Invalid as refused:
            raise forms.ValidationError(refused.detail, code=refused.code) from refused

    def clean(self) -> dict[str, Any]:
        """The field `email` is the form's above, which has its own check: refused here, `look_alike_address`."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        try:
            typed_address(cleaned.get("email", ""))
        except Invalid as refused:
            self.add_error("email", forms.ValidationError(refused.detail, code=refused.code))
        return cleaned

    def signup(self, request: HttpRequest, user: User) -> None:
        """Nothing is left to do: the adapter saves the person and their space in one transaction."""
