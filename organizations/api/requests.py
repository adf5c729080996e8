"""The API's way of asking who is there, for async views that DRF does not serve."""

from collections.abc import Callable
from typing import TypeVar

from django.contrib.auth import get_user
from django.http import HttpRequest, HttpResponse, JsonResponse
from rest_framework.exceptions import AuthenticationFailed, NotAuthenticated
from rest_framework.request import Request

from organizations.api.authentication import SessionAuthentication, TokenAuthentication
from organizations.exceptions import DomainError
from organizations.models import User

T = TypeVar("T")


def authenticated_user(request: HttpRequest) -> User:
    """The session's or token's person at this moment; raises NotAuthenticated or AuthenticationFailed.

    Nothing is remembered from the start of the request: a stream asks again and again, and must hear of a sign-out, a
    changed password, a revoked token.
    """
    again = HttpRequest()
    again.method, again.META = "GET", request.META
    again.session = type(request.session)(request.session.session_key)
    again.user = get_user(again)
    found = Request(again, authenticators=[TokenAuthentication(), SessionAuthentication()]).user
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
