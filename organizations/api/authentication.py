"""How API requests say who they are: a browser session with CSRF, or a personal access token."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Self, TypeVar

from django.conf import settings
from django.contrib.auth import get_user
from django.http import HttpRequest, HttpResponse, JsonResponse
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, SessionAuthentication as DjangoSession
from rest_framework.exceptions import AuthenticationFailed, NotAuthenticated
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request

from organizations import policy
from organizations.models import AccessToken, Scope, User
from organizations.refusals import DomainError, insist
from organizations.sealing import ACCESS_TOKEN_PREFIX, token_hash
from organizations.selectors import Prepared

_by_hash = Prepared(lambda value: AccessToken.usable().select_related("user").filter(token_hash=value), 1)


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer sb_pat_…`."""

    def authenticate(self, request: Request) -> tuple[User, AccessToken] | None:
        """The token's person, None when there is no such header.

        Raises AuthenticationFailed (401), and Refused (403, `token_scope`) for what the token's scopes do not name:
        here, so that no view can be reached around it.
        """
        scheme, _, value = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        if not value.startswith(ACCESS_TOKEN_PREFIX):
            raise AuthenticationFailed("Send a personal access token (it starts with sb_pat_).")
        token = _by_hash.get(token_hash(value))
        if token is None:
            raise AuthenticationFailed("This token is unknown, revoked or expired. Make a new one.")
        token.note_use()
        insist(policy.may_use_token_to(_scope_for(request), token))
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="switchboard"'


def token_of(request: Request) -> AccessToken | None:
    """The token that the request came with; None for a person in front of a browser."""
    return request.auth if isinstance(request.auth, AccessToken) else None


def _scope_for(request: Request) -> Scope:
    """Looking needs `read`; changing needs what the view says, `write` where it says nothing."""
    if request.method in SAFE_METHODS:
        return Scope.READ
    scope: Scope = getattr(request.parser_context.get("view"), "changes_need", Scope.WRITE)
    return scope


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


# The API's way of asking who is there, for async views that DRF does not serve.

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a request says about who sends it: all that a stream keeps of its request."""

    authorization: str
    session_key: str | None

    @classmethod
    def of(cls, request: HttpRequest) -> Self:
        """The request's."""
        return cls(request.META.get("HTTP_AUTHORIZATION", ""), request.session.session_key)

    @property
    def token_hash(self) -> str | None:
        """How the database knows the token; None for a session."""
        scheme, _, value = self.authorization.partition(" ")
        return token_hash(value) if scheme.lower() == "bearer" else None


def authenticated_user(credentials: Credentials) -> User:
    """The session's or token's person at this moment; raises NotAuthenticated or AuthenticationFailed.

    Nothing is remembered from the start of the request: a stream asks again and again, and must hear of a sign-out, a
    changed password, a revoked token.
    """
    asking = HttpRequest()
    asking.method, asking.META = "GET", {"HTTP_AUTHORIZATION": credentials.authorization}
    asking.session = import_module(settings.SESSION_ENGINE).SessionStore(credentials.session_key)
    asking.user = get_user(asking)
    found = Request(asking, authenticators=[TokenAuthentication(), SessionAuthentication()]).user
    if not isinstance(found, User):
        raise NotAuthenticated
    return found


def answered(request: HttpRequest, ask: Callable[[], T]) -> T | HttpResponse:
    """What `ask` gives, or its refusal as problem+json."""
    try:
        return ask()
    except DomainError as error:
        return _problem(error.status, error.code, error.detail)
    except (NotAuthenticated, AuthenticationFailed) as error:
        return _problem(401, str(error.get_codes()), str(error.detail))


def _problem(status: int, code: str, detail: str) -> JsonResponse:
    data = {"type": f"urn:switchboard:{code}", "title": detail, "status": status, "detail": detail, "code": code}
    return JsonResponse(data, status=status, content_type="application/problem+json")
