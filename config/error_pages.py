"""What people see when a page of the server is missing, closed or broken; API clients get the problem itself."""

import json

from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string

from config.api import errors

API = ("/api/", "/_allauth/")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404, the same for missing pages and for those that the person may not see."""
    return for_people(request, errors.not_found(request, exception))


def no_such_address(request: HttpRequest, **_: str) -> HttpResponse:
    """404 for an address that a library would serve and this product does not have."""
    return not_found(request, Http404())


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    return for_people(request, errors.problem(403, "forbidden", "You may not do this here."))


def server_error(request: HttpRequest) -> HttpResponse:
    """500, with the reference that is in the log; 503 when PostgreSQL cannot serve now."""
    return for_people(request, errors.server_error(request))


def for_people(request: HttpRequest, problem: HttpResponse) -> HttpResponse:
    """The problem as a page, for whoever asked with a browser; the API has no pages."""
    if request.path.startswith(API) or "text/html" not in request.headers.get("Accept", ""):
        return problem
    # Without a request context, whose processors could fail again.
    page = HttpResponse(render_to_string("problem.html", json.loads(problem.content)), status=problem.status_code)
    if wait := problem.get("Retry-After"):
        page["Retry-After"] = wait
    return page
