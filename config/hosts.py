"""The sandbox's host name serves nothing of the workspace."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase

OPEN_ON_ANY_HOST = ("/livez", "/healthz")
SANDBOX_HOST = settings.SANDBOX_URL.split("://", 1)[1]

Answer = Callable[[HttpRequest], HttpResponseBase]


def _misdirected(request: HttpRequest) -> HttpResponse | None:
    if request.get_host() != SANDBOX_HOST or request.path in OPEN_ON_ANY_HOST:
        return None
    return HttpResponse(f"The workspace is at {settings.PUBLIC_URL}\n", status=421, content_type="text/plain")


def SandboxHostMiddleware(get_response: Answer) -> Answer:
    """Answers 421 on the sandbox host for everything but health checks."""
    return lambda request: _misdirected(request) or get_response(request)
