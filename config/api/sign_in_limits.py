"""A message for allauth's 429, which has none: it says when to try again."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse

WAIT = "Too many attempts from here. Wait a minute, then try again."


class TooManyRequestsMiddleware:
    """Fills the answer in allauth's own shape, so that the sign-in form can show it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 429 or not request.path.startswith("/_allauth/"):
            return response
        error = {"message": WAIT, "code": "too_many_requests"}
        return JsonResponse({"status": 429, "errors": [error]}, status=429, headers={"Retry-After": "60"})
