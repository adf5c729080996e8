"""The model of all contestants, in a process of its own.

The model reads what to do from the person's last message: `rounds=N delay=0|1`. Each round asks for one write.
"""

import asyncio
import json
import re
import sys
from collections.abc import AsyncIterator
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import StreamingResponse
from starlette.routing import Route

FIRST_TOKEN_SECONDS = 0.3
TOKEN_SECONDS = 0.02
WORDS = "These are some words of an answer that is not long."


def _plan(body: dict[str, Any]) -> tuple[int, bool]:
    """(tool rounds that are left, whether to behave like a model in time)."""
    asked = next(m["content"] for m in reversed(body["messages"]) if isinstance(m["content"], str))
    found = re.search(r"rounds=(\d+) delay=(\d)", asked)
    rounds, delay = (int(found[1]), found[2] == "1") if found else (0, False)
    position = max(i for i, m in enumerate(body["messages"]) if m["content"] == asked)
    done = sum(isinstance(m["content"], list) and m["role"] == "user" for m in body["messages"][position:])
    return rounds - done, delay


def _event(kind: str, **data: Any) -> bytes:
    return f"event: {kind}\ndata: {json.dumps({'type': kind, **data})}\n\n".encode()


async def _answer(body: dict[str, Any]) -> AsyncIterator[bytes]:
    left, delay = _plan(body)
    usage = {"input_tokens": 10, "output_tokens": 1}
    message = {"id": "msg", "type": "message", "role": "assistant", "content": [], "model": "bench"}
    yield _event("message_start", message=message | {"stop_reason": None, "stop_sequence": None, "usage": usage})
    await asyncio.sleep(FIRST_TOKEN_SECONDS if delay else 0)
    yield _event("content_block_start", index=0, content_block={"type": "text", "text": ""})
    for word in WORDS.split():
        yield _event("content_block_delta", index=0, delta={"type": "text_delta", "text": f"{word} "})
        if delay:
            await asyncio.sleep(TOKEN_SECONDS)
    yield _event("content_block_stop", index=0)
    if left > 0:
        name = next(tool["name"] for tool in body["tools"])
        block = {"type": "tool_use", "id": f"toolu_{left}", "name": name, "input": {}}
        yield _event("content_block_start", index=1, content_block=block)
        arguments = json.dumps({"text": f"note {left}"})
        yield _event("content_block_delta", index=1, delta={"type": "input_json_delta", "partial_json": arguments})
        yield _event("content_block_stop", index=1)
    reason = "tool_use" if left > 0 else "end_turn"
    yield _event("message_delta", delta={"stop_reason": reason, "stop_sequence": None}, usage={"output_tokens": 12})
    yield _event("message_stop")


async def messages(request: Request) -> StreamingResponse:
    """POST /v1/messages."""
    return StreamingResponse(_answer(json.loads(await request.body())), media_type="text/event-stream")


def main() -> None:
    """`python -m tests.benchmarks.model_server PORT`."""
    app = Starlette(routes=[Route("/v1/messages", messages, methods=["POST"])])
    # The same plain server whatever the product brings along: the outside does not get faster with us.
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="warning", loop="asyncio", http="h11")


if __name__ == "__main__":
    main()
