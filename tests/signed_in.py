"""Signing in without a password, as Django's `force_login` leaves a client, in a tenth of its statements."""

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.base import VALID_KEY_CHARS
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils.crypto import get_random_string

from organizations.models import User

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def sign_in_as(client: Client, user: User) -> None:
    """Give this client a new session of this person's; thousands of tests pay for each statement."""
    store = SessionStore()
    holds = {
        SESSION_KEY: str(user.pk),
        BACKEND_SESSION_KEY: BACKEND,
        HASH_SESSION_KEY: user.get_session_auth_hash(),
    }
    session = Session.objects.create(
        session_key=get_random_string(32, VALID_KEY_CHARS),
        session_data=store.encode(holds),
        expire_date=store.get_expiry_date(),
    )
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
