"""Who reads a stream, as their requests say it: a browser's session with its CSRF token, or a personal access token."""

import uuid
from typing import Any

from django.conf import settings
from django.test import Client

from organizations.models import AccessToken, User
from organizations.sealing import token_hash
from tests.signed_in import sign_in_as

CSRF = "c" * 32


def session_of(user: User) -> dict[str, str]:
    """The heads of a browser that is signed in, for every method."""
    client = Client()
    sign_in_as(client, user)
    cookies = {settings.SESSION_COOKIE_NAME: client.session.session_key, settings.CSRF_COOKIE_NAME: CSRF}
    said = "; ".join(f"{name}={value}" for name, value in cookies.items())
    return {"Cookie": said, "X-CSRFToken": CSRF, "Origin": settings.PUBLIC_URL}


def token_of(user: User, **values: Any) -> dict[str, str]:
    """The head of a script; the token is new."""
    value = f"sb_pat_{uuid.uuid4().hex}"
    AccessToken.objects.create(user=user, name="t", prefix="sb_pat_", token_hash=token_hash(value), **values)
    return {"Authorization": f"Bearer {value}"}


def session_key_in(headers: dict[str, str]) -> str:
    """The session that these heads name."""
    return headers["Cookie"].split(";")[0].split("=")[1]


WHO = (session_of, token_of)
