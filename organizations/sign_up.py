"""What signing up asks beyond e-mail and password."""

from django import forms
from django.http import HttpRequest

from organizations.models import User


class SignUpForm(forms.Form):
    """allauth builds its own form, for the page and for the API, on this one."""

    name = forms.CharField(max_length=120, required=False, label="Name")

    def signup(self, request: HttpRequest, user: User) -> None:
        """Nothing is left to do: the adapter saves the person and their space in one transaction."""
