"""The sandbox's host name serves nothing of the workspace (architecture.md section 8)."""

from collections.abc import Awaitable, Callable
from inspect import iscoroutinefunction

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.decorators import sync_and_async_middleware

OPEN_ON_ANY_HOST = ("/livez", "/healthz")
SANDBOX_HOST = settings.SANDBOX_URL.split("://", 1)[1]

Answer = HttpResponseBase | Awaitable[HttpResponseBase]


def _misdirected(request: HttpRequest) -> HttpResponse | None:
    if request.get_host() != SANDBOX_HOST or request.path in OPEN_ON_ANY_HOST:
        return None
    return HttpResponse(f"The workspace is at {settings.PUBLIC_URL}\n", status=421, content_type="text/plain")


@sync_and_async_middleware
def SandboxHostMiddleware(get_response: Callable[[HttpRequest], Answer]) -> Callable[[HttpRequest], Answer]:
    """Answers 421 on the sandbox host for everything but health checks."""
    if iscoroutinefunction(get_response):

        async def in_async(request: HttpRequest) -> HttpResponseBase:
            return _misdirected(request) or await get_response(request)

        return in_async

    return lambda request: _misdirected(request) or get_response(request)
