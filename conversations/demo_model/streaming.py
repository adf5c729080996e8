"""A step as the Messages API answers it: whole, or as server-sent events in the API's own order."""

import json
import re
import secrets
from collections.abc import AsyncIterator, Iterator
from typing import Any

import anyio

from conversations.demo_model import MODEL_ID
from conversations.demo_model.planning import Step

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
