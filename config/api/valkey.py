"""What cannot go on without Valkey is refused in words, and soon: signing in counts its attempts there.

Without the count nobody could be kept from trying passwords, so that signing in waits until it is back. All else goes
on without it.
"""

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from redis.exceptions import RedisError

from config.api.errors import problem

WORDS = "A part of Switchboard does not answer right now. Nothing was changed. Try again in a minute."
RETRY_AFTER = {"Retry-After": "30"}

log = logging.getLogger(__name__)


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
            errors = [{"message": WORDS, "code": "unavailable"}]
            return JsonResponse({"status": 503, "errors": errors}, status=503, headers=RETRY_AFTER)
        answer = problem(503, "unavailable", WORDS)
        answer["Retry-After"] = RETRY_AFTER["Retry-After"]
        return answer
