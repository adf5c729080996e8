"""The HTTP face: /v1/messages, /v1/messages/count_tokens, /v1/models."""

import secrets
from collections.abc import Awaitable, Callable

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request as HttpRequest
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from conversations.demo_model import MODEL_ID, MODEL_NAME
from conversations.demo_model.failures import Invalid, error_response
from conversations.demo_model.planning import next_step
from conversations.demo_model.request import parse
from conversations.demo_model.streaming import Answer

DELAY_MS = 12.0
MAX_BODY_BYTES = 16 * 1024 * 1024
_MODEL = {"type": "model", "id": MODEL_ID, "display_name": MODEL_NAME, "created_at": "2026-11-01T00:00:00Z"}
_STREAM_HEADERS = {"Cache-Control": "no-cache, no-transform", "X-Accel-Buffering": "no"}


def build_application(delay_ms: float = DELAY_MS) -> Starlette:
    """The application; `delay_ms` is the pause after each streamed piece, so that streaming can be seen."""
    routes = [
        Route("/v1/messages", _messages(delay_ms / 1000), methods=["POST"]),
        Route("/v1/messages/count_tokens", _count_tokens, methods=["POST"]),
        Route("/v1/models", _models, methods=["GET"]),
        Route(f"/v1/models/{MODEL_ID}", _model, methods=["GET"]),
    ]
    return Starlette(
        routes=routes, exception_handlers={Invalid: _refused, HTTPException: _not_found, Exception: _broken}
    )


def _messages(delay_seconds: float) -> Callable[[HttpRequest], Awaitable[Response]]:
    async def messages(http: HttpRequest) -> Response:
        asked = parse(await _body(http))
        answer = Answer(next_step(asked), max_tokens=asked.max_tokens, input_tokens=asked.input_tokens)
        headers = {"request-id": _request_id()}
        if not asked.stream:
            return JSONResponse(answer.message(), headers=headers)
        return StreamingResponse(
            answer.events(delay_seconds), media_type="text/event-stream", headers=_STREAM_HEADERS | headers
        )

    return messages


async def _count_tokens(http: HttpRequest) -> Response:
    return JSONResponse({"input_tokens": max(1, len(await _body(http)) // 4)})


async def _models(http: HttpRequest) -> Response:
    return JSONResponse({"data": [_MODEL], "has_more": False, "first_id": MODEL_ID, "last_id": MODEL_ID})


async def _model(http: HttpRequest) -> Response:
    return JSONResponse(_MODEL)


async def _body(http: HttpRequest) -> bytes:
    body = bytearray()
    async for piece in http.stream():
        body += piece
        if len(body) > MAX_BODY_BYTES:
            raise Invalid("Request exceeds the maximum size", kind="request_too_large", status=413)
    return bytes(body)


async def _refused(http: HttpRequest, error: Exception) -> Response:
    failure = error if isinstance(error, Invalid) else Invalid(str(error))
    return error_response(failure, _request_id())


async def _not_found(http: HttpRequest, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 404
    kind = "not_found_error" if status == 404 else "invalid_request_error"
    return error_response(Invalid(f"{http.method} {http.url.path}", kind=kind, status=status), _request_id())


async def _broken(http: HttpRequest, error: Exception) -> Response:
    return error_response(Invalid("The demo model failed", kind="api_error", status=500), _request_id())


def _request_id() -> str:
    return f"req_{secrets.token_hex(12)}"
