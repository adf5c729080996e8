"""Signing in as the front end does: allauth's headless API with its CSRF cookie."""

from typing import Any

from django.conf import settings
from django.test import Client

AUTH = "/_allauth/browser/v1/auth"


class Browser:
    """A browser with cookies; sends the CSRF token that its cookie holds now."""

    def __init__(self) -> None:
        self.client = Client(enforce_csrf_checks=True)
        self.client.get("/_allauth/browser/v1/config")

    def send(self, method: str, path: str, data: Any = None) -> Any:
        """A JSON request; `data` may be raw bytes."""
        body = data if data is not None else {}
        token = self.client.cookies[settings.CSRF_COOKIE_NAME].value
        return self.client.generic(
            method,
            path,
            body if isinstance(body, bytes) else self.client._encode_json(body, "application/json"),  # type: ignore[attr-defined]
            content_type="application/json",
            headers={"X-CSRFToken": token},
        )

    def sign_in(self, email: str, password: str) -> Any:
        """POST auth/login."""
        return self.send("POST", f"{AUTH}/login", {"email": email, "password": password})

    def sign_up(self, **fields: Any) -> Any:
        """POST auth/signup."""
        return self.send("POST", f"{AUTH}/signup", fields)
