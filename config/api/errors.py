"""Every error of the API as one RFC 9457 problem: {type, title, status, detail, code, errors?}."""

import logging
import sys
import uuid
from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import Error, InterfaceError, InternalError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from redis.exceptions import RedisError
from rest_framework import exceptions
from rest_framework.response import Response

from organizations.audit import record_note
from organizations.refusals import DomainError, Missing

# Recognises errors that mean that PostgreSQL is down, starting, full or read-only; no details of them are shown.

# Seconds for Retry-After: about the time of a restart.
RETRY_SECONDS = 5
# Classes of PostgreSQL's error codes (its manual, appendix A): connection, resources, operators' doing, system.
CLASSES = ("08", "53", "57", "58")
READ_ONLY = "25006"
DATABASE_WORDS = "Switchboard cannot use its database right now. Try again in a few seconds."


def is_outage(error: BaseException | None) -> bool:
    """Whether this, or what it came from, says that PostgreSQL cannot serve now."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        if isinstance(error, Error) and _is_outage(error):
            return True
        seen.add(id(error))
        error = error.__cause__ or error.__context__
    return False


def _is_outage(error: Error) -> bool:
    if isinstance(error, InterfaceError):
        return True
    code = getattr(error.__cause__, "sqlstate", None)
    if code is None:
        # Errors without a code of PostgreSQL: no session was opened.
        return isinstance(error, OperationalError)
    return code == READ_ONLY or (isinstance(error, OperationalError | InternalError) and code.startswith(CLASSES))


log = logging.getLogger(__name__)
MEDIA_TYPE = "application/problem+json"

TITLES = {
    400: "Something in the request is not right",
    401: "Sign in first",
    403: "Not allowed",
    404: "Not found",
    405: "Not possible here",
    406: "No such format",
    409: "The state has changed",
    413: "Too large",
    415: "Send JSON",
    422: "Something in the request is not known",
    429: "Too many requests",
    500: "Something broke on our side",
    502: "The service behind it did not go along",
    503: "Not available right now",
}


def body(status: int, code: str, detail: str, **extra: Any) -> dict[str, Any]:
    """The members of one problem."""
    title = TITLES.get(status, "Error")
    return {
        "type": f"urn:switchboard:{code}",
        "title": title,
        "status": status,
        "detail": detail,
        "code": code,
        **extra,
    }


def problem(status: int, code: str, detail: str, **extra: Any) -> JsonResponse:
    """A problem as Django's own response, for places outside DRF."""
    return JsonResponse(body(status, code, detail, **extra), status=status, content_type=MEDIA_TYPE)


def handle(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler: refusals keep their audit event, everything expected becomes a problem."""
    if isinstance(error, Http404):
        error = Missing()
    if isinstance(error, DomainError):
        record_note(context["view"], error)
        return _answer(body(error.status, error.code, error.detail, **error.extra))
    if isinstance(error, PermissionDenied):
        return _answer(body(403, "forbidden", "You may not do this."))
    if isinstance(error, exceptions.ValidationError):
        return _answer(body(400, "invalid", "Please correct the marked fields.", errors=_field_errors(error.detail)))
    if isinstance(error, exceptions.APIException):
        return _of_api_exception(error)
    return None


def _of_api_exception(error: exceptions.APIException) -> Response:
    response = _answer(body(error.status_code, str(error.get_codes()), str(error.detail)))
    if wait := getattr(error, "wait", None):
        response["Retry-After"] = str(int(wait) + 1)
    if header := getattr(error, "auth_header", None):
        response["WWW-Authenticate"] = header
    return response


def _answer(data: dict[str, Any]) -> Response:
    return Response(data, status=data["status"], content_type=MEDIA_TYPE)


def _field_errors(detail: Any, field: str = "") -> list[dict[str, str]]:
    if isinstance(detail, dict):
        found = []
        for name, inner in detail.items():
            path = ".".join(part for part in (field, str(name)) if part and part != "non_field_errors")
            found += _field_errors(inner, path)
        return found
    if isinstance(detail, list):
        return [item for inner in detail for item in _field_errors(inner, field)]
    return [{"field": field, "message": str(detail), "code": getattr(detail, "code", "invalid")}]


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A failed CSRF check, as a problem instead of Django's page."""
    return problem(403, "csrf_failed", "Reload the page and try again: the request did not carry its CSRF token.")


def server_error(request: HttpRequest) -> HttpResponse:
    """The 500 page and problem, with a reference that is in the log; 503 when PostgreSQL cannot serve now."""
    if is_outage(sys.exc_info()[1]):
        return database_unavailable()
    reference = uuid.uuid4().hex[:12]
    route = request.resolver_match.route if request.resolver_match else "no route"
    log.error("reference %s: unhandled error at %s %s", reference, request.method, route)
    detail = f"Please try again. If it goes on, tell an operator the reference {reference}."
    return problem(500, "server_error", detail, reference=reference)


def database_unavailable() -> HttpResponse:
    """503, and when to ask again."""
    answer = problem(503, "database_unavailable", DATABASE_WORDS)
    answer["Retry-After"] = str(RETRY_SECONDS)
    return answer


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The 404 of paths that no view answers."""
    return problem(404, "not_found", Missing().detail)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The 400 (413 when it is too long) of requests that Django itself refuses."""
    if isinstance(exception, RequestDataTooBig):
        return problem(413, "body_too_large", "The request is too long.")
    return problem(400, "bad_request", "The request could not be read.")


# Requests that need Valkey are refused soon, with words, when it is down: signing in counts its attempts there.
#
# Without the count nobody could be kept from trying passwords, so nobody can sign in until it is back. Everything else
# works without it.

VALKEY_WORDS = "A part of Switchboard does not answer right now. Nothing was changed. Try again in a minute."
RETRY_AFTER = {"Retry-After": "30"}


class ValkeyOutageMiddleware:
    """503 with words, in allauth's own shape where its forms show it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The answer to a request that needed Valkey."""
        if not isinstance(exception, RedisError):
            return None
        log.error("Valkey did not answer (%s)", type(exception).__name__)
        if request.path.startswith("/_allauth/"):
            errors = [{"message": VALKEY_WORDS, "code": "unavailable"}]
            return JsonResponse({"status": 503, "errors": errors}, status=503, headers=RETRY_AFTER)
        answer = problem(503, "unavailable", VALKEY_WORDS)
        answer["Retry-After"] = RETRY_AFTER["Retry-After"]
        return answer
