"""How API requests say who they are: a browser session with CSRF, or a personal access token."""

from django.utils import timezone
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.authentication import SessionAuthentication as DjangoSession
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from organizations.models import AccessToken, User
from organizations.opaque_tokens import ACCESS_TOKEN_PREFIX, token_hash
from organizations.prepared import Prepared

LAST_USED_GRAIN_SECONDS = 60
_by_hash = Prepared(lambda value: AccessToken.usable().select_related("user").filter(token_hash=value), 1)


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer sb_pat_…`."""

    def authenticate(self, request: Request) -> tuple[User, AccessToken] | None:
        """The token's person, None when there is no such header; raises AuthenticationFailed (401)."""
        scheme, _, value = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        if not value.startswith(ACCESS_TOKEN_PREFIX):
            raise AuthenticationFailed("Send a personal access token (it starts with sb_pat_).")
        token = _by_hash.get(token_hash(value))
        if token is None:
            raise AuthenticationFailed("This token is unknown, revoked or expired. Make a new one.")
        self._note_use(token)
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="switchboard"'

    def _note_use(self, token: AccessToken) -> None:
        now = timezone.now()
        if token.last_used_at is None or (now - token.last_used_at).total_seconds() > LAST_USED_GRAIN_SECONDS:
            AccessToken.objects.filter(pk=token.pk).update(last_used_at=now)


class SessionAuthentication(DjangoSession):
    """The browser's session; a missing one answers 401, a missing CSRF token 403."""

    def authenticate_header(self, request: Request) -> str:
        return "Session"


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the schema names the token."""

    target_class = TokenAuthentication
    name = "accessToken"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "bearerFormat": "sb_pat_…"}


class SessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the schema names the session."""

    target_class = SessionAuthentication
    name = "session"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        return {"type": "apiKey", "in": "cookie", "name": "sessionid"}
