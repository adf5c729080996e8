"""Django's ASGI handler, as this product runs it."""

from typing import Any

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIHandler, ASGIRequest
from django.http import HttpRequest, HttpResponseBase
from django.utils.http import parse_header_parameters

from config.api.errors import problem


class Utf8Request(ASGIRequest):
    """Text is UTF-8. Django would look for a codec of any name that the client gives, and fail where there is none."""

    def _set_content_type_params(self, meta: dict[str, Any]) -> None:
        try:
            self.content_type, self.content_params = parse_header_parameters(meta.get("CONTENT_TYPE", ""))
        except ValueError:
            # A parameter in an encoding that does not exist (RFC 2231): refused as any other (characters.py).
            self.content_type, self.content_params = "", {"charset": "unknown"}


class OneThreadHandler(ASGIHandler):
    """Runs middleware and view of a request in one thread; only streams run on the loop.

    Django's own handler goes back to the loop between the two, although both are synchronous here: four changes of
    thread for each request, a fifth of its time.
    """

    request_class = Utf8Request

    def create_request(self, scope: Any, body_file: Any) -> Any:
        """As in Django; what it cannot read is refused in our words."""
        request, refusal = super().create_request(scope, body_file)
        if refusal:
            refusal = problem(400, "invalid_characters", "The address is not in UTF-8.")
            refusal["Cache-Control"] = "private, no-store"  # no middleware sees it
        return request, refusal

    def load_middleware(self, is_async: bool = False) -> None:
        """The synchronous chain."""
        super().load_middleware(is_async=False)

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        """As in Django's synchronous handler."""
        return await sync_to_async(self.get_response, thread_sensitive=True)(request)
