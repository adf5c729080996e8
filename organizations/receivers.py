"""Listens to allauth: sign-ins go to the audit log of each organization of the person."""

from typing import Any

from allauth.account.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from organizations.models import User
from organizations.origin import Origin
from organizations.services.audit import record_for_person


@receiver(user_logged_in)
def note_sign_in(request: HttpRequest, user: User, **_: Any) -> None:
    """`login.succeeded`."""
    record_for_person(user=user, origin=Origin.of(request), action="login.succeeded", subject=user)
