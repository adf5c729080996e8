"""One model response as a stream: text as it comes, then the whole response word for word."""

from collections.abc import AsyncIterator
from typing import Any

import anthropic
from django.conf import settings

from conversations.llm.errors import ModelFailed, StreamBroken, named_errors
from conversations.llm.records import ModelRequest, ModelResponse
from organizations.exact_json import read_nearest
from organizations.text import clean_json, clean_text

ModelClient = anthropic.AsyncAnthropic
CONNECT_SECONDS = 10.0
# Longest silence between two events of a stream.
READ_SECONDS = 120.0
MAX_OUTPUT_TOKENS = 8192


def make_client() -> anthropic.AsyncAnthropic:
    """The process's client; lives as long as its loop. Without a key it points at the demo model."""
    if settings.MODEL_IS_DEMO:
        return _client(base_url=settings.DEMO_MODEL_URL or "http://127.0.0.1:9", api_key="demo")
    # A server of one's own often takes any key, but the SDK insists on one (facts/platform.md).
    return _client(base_url=settings.ANTHROPIC_BASE_URL or None, api_key=settings.ANTHROPIC_API_KEY or "none")


def _client(*, base_url: str | None, api_key: str) -> anthropic.AsyncAnthropic:
    timeout = anthropic.Timeout(READ_SECONDS, connect=CONNECT_SECONDS)
    return anthropic.AsyncAnthropic(base_url=base_url, api_key=api_key, timeout=timeout, max_retries=2)


async def stream_step(client: anthropic.AsyncAnthropic, request: ModelRequest) -> AsyncIterator[str | ModelResponse]:
    """Yield text deltas, and at the end the ModelResponse. Raises ModelFailed (StreamBroken in mid-stream)."""
    arguments: dict[str, Any] = {
        "model": settings.MODEL,
        "max_tokens": MAX_OUTPUT_TOKENS,
        "system": request.system,
        "messages": request.messages,
        "stream": True,
    }
    if request.tools:
        arguments["tools"] = request.tools
    with named_errors(streaming=False):
        stream = await client.messages.create(**arguments)
    building = _Building()
    try:
        with named_errors(streaming=True):
            async for event in stream:
                if delta := building.take(event):
                    yield delta
        finished = building.finished()
    except StreamBroken as broken:
        broken.usage = building.usage
        raise
    finally:
        await stream.close()
    yield finished


class _Building:
    """Puts the blocks together from the stream's events."""

    def __init__(self) -> None:
        self._response = ModelResponse()
        self._partial: dict[int, list[str]] = {}
        self._stopped = False

    @property
    def usage(self) -> dict[str, int]:
        """What the response has cost until now."""
        return self._response.usage

    def take(self, event: Any) -> str | None:
        """Account for one event; the cleaned text when it was a text delta."""
        if event.type == "content_block_delta":
            return self._take_delta(event.index, event.delta)
        if event.type == "content_block_start":
            self._response.blocks.append(clean_json(event.content_block.model_dump(mode="json", exclude_none=True)))
        elif event.type == "content_block_stop":
            self._close_block(event.index)
        elif event.type == "message_start":
            self._count(event.message.usage)
        elif event.type == "message_delta":
            self._response.stop_reason = event.delta.stop_reason or ""
            self._count(event.usage)
        elif event.type == "message_stop":
            self._stopped = True
        return None

    def _take_delta(self, index: int, delta: Any) -> str | None:
        block = self._response.blocks[index]
        if delta.type == "text_delta":
            text = clean_text(delta.text)
            self._partial.setdefault(index, []).append(text)
            return text
        if delta.type == "input_json_delta":
            self._partial.setdefault(index, []).append(delta.partial_json)
        elif delta.type == "thinking_delta":
            block["thinking"] = block.get("thinking", "") + delta.thinking
        elif delta.type == "signature_delta":
            block["signature"] = block.get("signature", "") + delta.signature
        return None

    def _close_block(self, index: int) -> None:
        block = self._response.blocks[index]
        joined = "".join(self._partial.pop(index, []))
        if block["type"] == "text":
            block["text"] = block.get("text", "") + joined
        elif block["type"] == "tool_use" and joined:
            block["input"] = self._arguments(joined)

    def _arguments(self, joined: str) -> dict[str, Any]:
        try:
            arguments = clean_json(read_nearest(joined))
        except (ValueError, RecursionError) as error:
            raise ModelFailed("model_garbled", "The model's tool call could not be read.", transient=True) from error
        return arguments if isinstance(arguments, dict) else {}

    def _count(self, usage: Any) -> None:
        for name in ("input_tokens", "output_tokens"):
            if (value := getattr(usage, name, None)) is not None:
                self._response.usage[name] = int(value)

    def finished(self) -> ModelResponse:
        """The whole response; raises StreamBroken when the stream ended before its end."""
        if not self._stopped:
            raise StreamBroken
        # An empty text block is refused when it is sent back.
        self._response.blocks = [b for b in self._response.blocks if b["type"] != "text" or b["text"]]
        return self._response
