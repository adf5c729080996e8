"""Receivers of allauth's signals, which write to the audit log of each of the person's organizations."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed, password_changed, password_reset, password_set, user_logged_in
from django.contrib.auth import update_session_auth_hash
from django.dispatch import receiver
from django.http import HttpRequest

from organizations.audit import RequestSource, record_for_person
from organizations.models import User
from organizations.people import accounts


@receiver(user_logged_in)
def note_sign_in(request: HttpRequest, user: User, **_: Any) -> None:
    """`login.succeeded`."""
    record_for_person(user=user, source=RequestSource.of(request), action="login.succeeded", subject=user)


@receiver(email_confirmed)
def end_what_was_before(request: HttpRequest, email_address: EmailAddress, **_: Any) -> None:
    """Other sessions and all tokens end; the one that confirmed (people/sign_up.py) goes on."""
    user: User = email_address.user
    accounts.address_confirmed(user=user, source=RequestSource.of(request))
    update_session_auth_hash(request, user)


@receiver(password_reset)
def end_everything(request: HttpRequest, user: User, **_: Any) -> None:
    """All sessions and tokens end (accounts-A2)."""
    accounts.password_reset(user=user, source=RequestSource.of(request))


@receiver([password_changed, password_set])
def note_new_password(request: HttpRequest, user: User, **_: Any) -> None:
    """Django ends the other sessions; the workspace offers to end the tokens too."""
    record_for_person(user=user, source=RequestSource.of(request), action="password.changed", subject=user)
