"""A scripted Messages API over HTTP: each request takes the next answer of the script, block by block."""

import json
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Any

import anyio
import anyio.to_thread
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from tests.fakes.api_rules import refusals
from tests.fakes.serving import served

Block = dict[str, Any]


def text(words: str) -> Block:
    """A text block, streamed word by word."""
    return {"type": "text", "text": words}


def tool(name: str, /, use_id: str = "", **arguments: Any) -> Block:
    """A tool_use block."""
    return {"type": "tool_use", "id": use_id, "name": name, "input": arguments}


def tool_in_words(name: str, arguments: str) -> Block:
    """A tool_use block whose arguments are written just so."""
    return {"type": "tool_use", "id": "", "name": name, "input": arguments}


class Failure:
    """An HTTP error instead of an answer; its message is its kind unless it has one."""

    def __init__(self, status: int, kind: str, message: str = "", headers: dict[str, str] | None = None) -> None:
        self.status, self.kind, self.message, self.headers = status, kind, message or kind, headers or {}


class Stopped:
    """An answer that ended for this reason."""

    def __init__(self, reason: str | None, *blocks: Block) -> None:
        self.reason, self.blocks = reason, blocks


class StreamFailure:
    """An error in mid-stream, after these words."""

    def __init__(self, kind: str, words: str = "half a sen") -> None:
        self.kind, self.words = kind, words


class Cut:
    """The connection is cut after these words, in the middle of the body."""

    def __init__(self, words: str) -> None:
        self.words = words


class Raw:
    """These pieces as they are, with a type of content. Then the connection ends, or is `cut`, or stays `open`."""

    def __init__(self, *pieces: str, kind: str = "text/event-stream", then: str = "ends", pace: float = 0) -> None:
        self.pieces, self.kind, self.then, self.pace = pieces, kind, then, pace


class Break:
    """The stream ends in the middle, after these words."""

    def __init__(self, words: str) -> None:
        self.words = words


class Pause:
    """The stream stops after these words until the test sets `go_on`."""

    def __init__(self, words: str, rest: str = "") -> None:
        self.words, self.rest = words, rest


class MessagesApi:
    """`script` is consumed answer by answer; `requests` keeps what was asked.

    What the real API would refuse is refused here too, before the script, and its test fails.
    """

    def __init__(self) -> None:
        self.url = ""
        self.script: list[Any] = []
        self.requests: list[dict[str, Any]] = []
        self.refused: list[list[str]] = []
        self.paused = threading.Event()
        self.go_on = threading.Event()
        self._uses = 0

    def says(self, *answers: Any) -> None:
        """Append answers: a list of blocks, one of the classes above, or a function of the request that gives one."""
        self.script.extend(answers)

    async def endpoint(self, request: Request) -> Response:
        self.requests.append(json.loads(await request.body()))
        if problems := refusals(self.requests[-1]):
            self.refused.append(problems)
            return _error(400, "invalid_request_error", "; ".join(problems)[:2000])
        if not self.script:
            return _error(500, "script_is_empty")
        answer = self.script.pop(0)
        if callable(answer):
            answer = answer(self.requests[-1])
        if isinstance(answer, Failure):
            return _error(answer.status, answer.kind, answer.message, answer.headers)
        if isinstance(answer, Raw):
            return StreamingResponse(self._pieces(answer), media_type=answer.kind)
        return StreamingResponse(self._events(answer), media_type="text/event-stream")

    async def _pieces(self, answer: Raw) -> AsyncIterator[str]:
        for piece in answer.pieces:
            yield piece
            await anyio.sleep(answer.pace)
        if answer.then == "cut":
            raise ConnectionAbortedError
        if answer.then == "open":
            await _until(self.go_on)

    async def _events(self, answer: Any) -> AsyncIterator[bytes]:
        usage = {"input_tokens": 10, "output_tokens": 1}
        message = {"id": "msg_1", "type": "message", "role": "assistant", "content": [], "model": "scripted"}
        message |= {"stop_reason": None, "stop_sequence": None, "usage": usage}
        yield _event("message_start", message=message)
        if isinstance(answer, Break | Cut | StreamFailure):
            for piece in _block_start_and_deltas(0, text(answer.words)):
                yield piece
            if isinstance(answer, StreamFailure):
                yield _event("error", error={"type": answer.kind, "message": answer.kind})
            if isinstance(answer, Cut):
                # Without its last chunk: uvicorn closes the connection.
                raise ConnectionAbortedError
            return
        if isinstance(answer, Pause):
            for piece in _block_start_and_deltas(0, text(answer.words)):
                yield piece
            self.paused.set()
            await _until(self.go_on)
            # The same block goes on.
            rest = {"type": "text_delta", "text": answer.rest or "done"}
            yield _event("content_block_delta", index=0, delta=rest)
            yield _event("content_block_stop", index=0)
            answer = []
        reason: str | None = "end_turn"
        if isinstance(answer, Stopped):
            reason, answer = answer.reason, answer.blocks
        elif any(block["type"] == "tool_use" for block in answer):
            reason = "tool_use"
        for index, block in enumerate(answer):
            for piece in _block_start_and_deltas(index, self._with_id(block)):
                yield piece
            yield _event("content_block_stop", index=index)
        delta = {"stop_reason": reason, "stop_sequence": None}
        yield _event("message_delta", delta=delta, usage={"output_tokens": 5})
        yield _event("message_stop")

    def _with_id(self, block: Block) -> Block:
        if block["type"] != "tool_use" or block["id"]:
            return block
        self._uses += 1
        return {**block, "id": f"toolu_{self._uses}"}


def _block_start_and_deltas(index: int, block: Block) -> Iterator[bytes]:
    if block["type"] == "text":
        yield _event("content_block_start", index=index, content_block={"type": "text", "text": ""})
        for word in block["text"].split(" "):
            piece = word if word == block["text"].split(" ")[0] else f" {word}"
            yield _event("content_block_delta", index=index, delta={"type": "text_delta", "text": piece})
        return
    yield _event("content_block_start", index=index, content_block={**block, "input": {}})
    arguments = block["input"] if isinstance(block["input"], str) else json.dumps(block["input"])
    delta = {"type": "input_json_delta", "partial_json": arguments}
    yield _event("content_block_delta", index=index, delta=delta)


async def _until(event: threading.Event) -> None:
    await anyio.to_thread.run_sync(event.wait, 30, abandon_on_cancel=True)


def _event(kind: str, **data: Any) -> bytes:
    return f"event: {kind}\ndata: {json.dumps({'type': kind, **data})}\n\n".encode()


def _error(status: int, kind: str, message: str = "", headers: dict[str, str] | None = None) -> Response:
    return JSONResponse({"type": "error", "error": {"type": kind, "message": message or kind}}, status, headers)


@contextmanager
def messages_api() -> Iterator[MessagesApi]:
    """Serve one on a free port."""
    api = MessagesApi()
    app = Starlette(routes=[Route("/v1/messages", api.endpoint, methods=["POST"])])
    with served(app) as api.url:
        yield api
    assert api.refused == []
