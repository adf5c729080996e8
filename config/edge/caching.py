"""Who may keep an answer: nobody, unless it says otherwise itself (static files, our public client metadata)."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import patch_vary_headers


class PrivateByDefaultMiddleware:
    """`Cache-Control: private, no-store` on every answer that is not said to be public, streams included."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        said = response.get("Cache-Control", "")
        if "public" in said:
            return response
        if "no-store" not in said:
            response["Cache-Control"] = ", ".join(filter(None, ("private", "no-store", said)))
        # For caches that keep it all the same: it depends on who asked.
        patch_vary_headers(response, ("Authorization", "Cookie"))
        return response
