"""The HTTP face: /v1/messages, /v1/messages/count_tokens, /v1/models."""

import json
import re
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any

import anyio
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request as HttpRequest
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from conversations.demo_model import MODEL_ID, MODEL_NAME
from conversations.demo_model.planning import Step, next_step
from conversations.demo_model.request import Invalid, error_response, parse

# A step as the Messages API answers it: whole, or as server-sent events in the API's own order.

_CHARACTERS_PER_TOKEN = 4
_WORDS = re.compile(r"\s*\S+\s?\S*", re.DOTALL)  # two words at a time, as a model's tokens come
_JSON_PIECE = 16


class Answer:
    """One response: its blocks, stop reason and usage."""

    def __init__(self, step: Step, *, max_tokens: int, input_tokens: int) -> None:
        text = step.text[: max_tokens * _CHARACTERS_PER_TOKEN]
        self._id = f"msg_{secrets.token_hex(12)}"
        self._input_tokens = input_tokens
        self.blocks: list[dict[str, Any]] = [{"type": "text", "text": text}] if text else []
        self.stop_reason = "max_tokens" if text != step.text else "end_turn"
        if step.use is not None and self.stop_reason != "max_tokens":
            use = {"id": f"toolu_{secrets.token_hex(12)}", "name": step.use.tool, "input": step.use.arguments}
            self.blocks.append({"type": "tool_use", **use})
            self.stop_reason = "tool_use"
        self._output_tokens = max(1, len(json.dumps(self.blocks)) // _CHARACTERS_PER_TOKEN)

    def message(self) -> dict[str, Any]:
        """The whole response, for a request that does not stream."""
        return self._envelope(self.blocks, self.stop_reason, self._output_tokens)

    async def events(self, delay_seconds: float) -> AsyncIterator[bytes]:
        """The events, with a pause after each piece of content."""
        for event in self._events():
            yield f"event: {event['type']}\ndata: {json.dumps(event, ensure_ascii=False)}\n\n".encode()
            if delay_seconds and event["type"] == "content_block_delta":
                await anyio.sleep(delay_seconds)

    def _events(self) -> Iterator[dict[str, Any]]:
        yield {"type": "message_start", "message": self._envelope([], None, 1)}
        for index, block in enumerate(self.blocks):
            yield {"type": "content_block_start", "index": index, "content_block": _begun(block)}
            if index == 0:
                yield {"type": "ping"}
            for delta in _deltas(block):
                yield {"type": "content_block_delta", "index": index, "delta": delta}
            yield {"type": "content_block_stop", "index": index}
        end = {"stop_reason": self.stop_reason, "stop_sequence": None}
        yield {"type": "message_delta", "delta": end, "usage": {"output_tokens": self._output_tokens}}
        yield {"type": "message_stop"}

    def _envelope(self, content: list[dict[str, Any]], stop_reason: str | None, tokens: int) -> dict[str, Any]:
        usage = {
            "input_tokens": self._input_tokens,
            "cache_creation_input_tokens": 0,
            "cache_read_input_tokens": 0,
            "output_tokens": tokens,
        }
        return {
            "id": self._id,
            "type": "message",
            "role": "assistant",
            "model": MODEL_ID,
            "content": content,
            "stop_reason": stop_reason,
            "stop_sequence": None,
            "usage": usage,
        }


def _begun(block: dict[str, Any]) -> dict[str, Any]:
    return {**block, "input": {}} if block["type"] == "tool_use" else {**block, "text": ""}


def _deltas(block: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if block["type"] == "text":
        for piece in _pieces(block["text"]):
            yield {"type": "text_delta", "text": piece}
        return
    written = json.dumps(block["input"], ensure_ascii=False)
    yield {"type": "input_json_delta", "partial_json": ""}
    for start in range(0, len(written), _JSON_PIECE):
        yield {"type": "input_json_delta", "partial_json": written[start : start + _JSON_PIECE]}


def _pieces(text: str) -> list[str]:
    pieces = _WORDS.findall(text)
    rest = text[sum(map(len, pieces)) :]
    return [*pieces, rest] if rest else pieces


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
