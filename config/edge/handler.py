"""Django's ASGI handler, as this product runs it."""

from typing import Any

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIHandler, ASGIRequest
from django.http import HttpRequest, HttpResponseBase
from django.utils.http import parse_header_parameters

from config.api.errors import problem
from config.edge.bodies import Message, Receive, Scope, Send
from config.edge.streaming import Streaming, streaming


class Utf8Request(ASGIRequest):
    """Text is UTF-8. Django would look for a codec of any name that the client gives, and fail where there is none."""

    def _set_content_type_params(self, meta: dict[str, Any]) -> None:
        try:
            self.content_type, self.content_params = parse_header_parameters(meta.get("CONTENT_TYPE", ""))
        except ValueError:
            # A parameter in an encoding that does not exist (RFC 2231): refused as any other (characters.py).
            self.content_type, self.content_params = "", {"charset": "unknown"}


class Answer:
    """The way to the client, which keeps back the body of what streams: it comes later."""

    __slots__ = ("_send", "streaming")

    def __init__(self, send: Send) -> None:
        self._send = send
        self.streaming: Streaming | None = None

    async def __call__(self, message: Message) -> None:
        if self.streaming is None or message["type"] != "http.response.body":
            await self._send(message)


def _head(response: HttpResponseBase) -> list[tuple[bytes, bytes]]:
    """The headers as ASGI has them."""
    cookies = [("Set-Cookie", cookie.output(header="").strip()) for cookie in response.cookies.values()]
    return [(name.encode("ascii"), value.encode("latin1")) for name, value in (*response.items(), *cookies)]


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

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As in Django; a stream begins when all that made it was let go of, its thread too."""
        answer = Answer(send)
        await super().__call__(scope, receive, answer)
        if answer.streaming is not None:
            await answer.streaming.send(receive, send)

    async def send_response(self, response: HttpResponseBase, send: Any) -> None:
        """As in Django, but of a stream the head only, without a thread to close it in: it holds nothing."""
        taken = streaming(response)
        if taken is not None and isinstance(send, Answer):
            send.streaming = taken
            await send({"type": "http.response.start", "status": response.status_code, "headers": _head(response)})
        else:
            await super().send_response(response, send)

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        """As in Django's synchronous handler."""
        return await sync_to_async(self.get_response, thread_sensitive=True)(request)
