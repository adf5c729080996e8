"""What allauth asks us: how a person is saved, what is refused, and where failures are noted."""

import logging
import smtplib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal.httpkit import is_headless_request
from django import forms
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse

from organizations.audit import RequestSource, client_address, is_own_path, record_for_person
from organizations.models import User
from organizations.people.accounts import create_personal_organization
from organizations.refusals import Invalid
from organizations.text import NAME_CHARACTERS, typed_address, typed_name

log = logging.getLogger(__name__)
EMAIL_LIMIT = 254


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Sign-up makes the person and their own space together."""

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        """The person and their personal organization, in one transaction."""
        user.name = form.cleaned_data.get("name", "")
        try:
            with transaction.atomic():
                user = super().save_user(request, user, form, commit=True)
                create_personal_organization(user=user)
        except IntegrityError as error:
            # Two sign-ups at once: the form's own check came too early for the second.
            raise ImmediateHttpResponse(_email_taken()) from error
        return user

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Only the account's own session confirms its address: a link alone would hand a stranger's password a mailbox.

        Whoever finds such a link in their mail without having signed up resets the password instead, and with that
        everything else that was begun under their address (accounts-A2).
        """
        if request.user.pk != email_address.user_id:
            raise ImmediateHttpResponse(_sign_in_first(request))
        confirmed: bool = super().confirm_email(request, email_address)
        return confirmed

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        """To the account's own address only: another one of the same person proves nothing about it."""
        if email.lower() == user.email.lower():
            super().send_password_reset_mail(user, email, context)

    def get_client_ip(self, request: HttpRequest) -> str:
        """What rate limits count: the same address as in the audit log."""
        return client_address(request) or "unknown"

    def is_safe_url(self, url: str | None) -> bool:
        """Whether allauth may redirect there: only to a path of this site."""
        return bool(url) and is_own_path(str(url))

    def clean_email(self, email: str) -> str:
        """Refuses what the column cannot hold; raises ValidationError."""
        if len(email) > EMAIL_LIMIT:
            raise ValidationError("This e-mail address is too long.", code="max_length")
        return email

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Note a wrong password with each organization of a known person (rules.md section 9)."""
        # Compared exactly: the database's "iexact" takes a dotless i for an i, which would be another person's address.
        user = User.objects.filter(email=str(credentials.get("email", "")).lower()).first()
        if user is not None:
            record_for_person(user=user, source=RequestSource.of(request), action="login.failed", subject=user)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """A mail server that is down must not break a sign-up that is already saved."""
        try:
            super().send_mail(template_prefix, email, context)
        except (OSError, smtplib.SMTPException) as error:
            log.warning("mail %s could not be sent: %s", template_prefix, type(error).__name__)


def _sign_in_first(request: HttpRequest) -> HttpResponse:
    if not is_headless_request(request):
        return redirect_to_login(request.get_full_path())
    message = "Sign in to this account first, then confirm its address. If you did not sign up, reset the password."
    return JsonResponse({"status": 403, "errors": [{"message": message, "code": "sign_in_first"}]}, status=403)


def _email_taken() -> JsonResponse:
    message = "A user is already registered with this email address."
    error = {"message": message, "code": "email_taken", "param": "email"}
    return JsonResponse({"status": 400, "errors": [error]}, status=400)


# What signing up asks beyond e-mail and password.


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
        """Adds the error `look_alike_address`; allauth's form has its own `clean_email`."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        try:
            typed_address(cleaned.get("email", ""))
        except Invalid as refused:
            self.add_error("email", forms.ValidationError(refused.detail, code=refused.code))
        return cleaned

    def signup(self, request: HttpRequest, user: User) -> None:
        """Does nothing: the adapter saves the person and their space in one transaction."""
