"""One model response as a stream: text as it comes, then the whole response."""

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, suppress
from typing import Any

import anthropic
from django.conf import settings

from conversations.llm.building import Building
from conversations.llm.errors import ModelFailed, StreamBroken, named_errors, of_answer
from conversations.llm.records import ModelRequest, ModelResponse

ModelClient = anthropic.AsyncAnthropic
CONNECT_SECONDS = 10.0
# Longest silence: the API pings between its events.
READ_SECONDS = 120.0
MAX_OUTPUT_TOKENS = 8192
NO_MODEL = (
    "model_not_found",
    "What answers at the model's address is a web page. An operator has to check ANTHROPIC_BASE_URL.",
)
# A connection whose body is read to its end serves again; who does not end it is not waited for.
READ_OUT_SECONDS = 0.5
# A message that came in one piece is read up to here.
LARGEST_WHOLE = 8 * 1024 * 1024


def make_client() -> anthropic.AsyncAnthropic:
    """The process's client; lives as long as its loop. Without a key it points at the demo model."""
    if settings.MODEL_IS_DEMO:
        return _client(base_url=settings.DEMO_MODEL_URL or "http://127.0.0.1:9", api_key="demo")
    # A server of one's own often takes any key, but the SDK insists on one (facts/platform.md).
    return _client(base_url=base_url(settings.ANTHROPIC_BASE_URL), api_key=settings.ANTHROPIC_API_KEY or "none")


def base_url(entered: str) -> str | None:
    """The address as the SDK wants it, which adds /v1/messages itself; None for its own."""
    address = entered.strip().rstrip("/")
    for ending in ("/messages", "/v1"):
        address = address.removesuffix(ending).rstrip("/")
    return address or None


def _client(*, base_url: str | None, api_key: str) -> anthropic.AsyncAnthropic:
    timeout = anthropic.Timeout(READ_SECONDS, connect=CONNECT_SECONDS)
    # Trying again is the engine's: there people see it, and what a broken stream has cost is counted.
    return anthropic.AsyncAnthropic(base_url=base_url, api_key=api_key, timeout=timeout, max_retries=0)


async def stream_step(client: anthropic.AsyncAnthropic, request: ModelRequest) -> AsyncGenerator[str | ModelResponse]:
    """Yield text deltas, and at the end the ModelResponse. Raises ModelFailed, with what was spent until then."""
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
    building = Building(MAX_OUTPUT_TOKENS)
    try:
        with named_errors(streaming=True):
            async with aclosing(_pieces(stream, building)) as pieces:
                async for text in pieces:
                    yield text
    except ModelFailed as failed:
        # What happens to the stream after the whole message takes nothing away from it.
        if not building.is_whole:
            failed.usage = building.usage
            raise
    finally:
        await stream.close()
    yield _finished(building)


def _finished(building: Building) -> ModelResponse:
    try:
        return building.finished()
    except ModelFailed as failed:
        failed.usage = building.usage
        raise


async def _pieces(stream: anthropic.AsyncStream[Any], building: Building) -> AsyncGenerator[str]:
    """The texts of an answer. The events are read as they are: the SDK's objects lose what they do not know."""
    kind = stream.response.headers.get("content-type", "")
    if kind.startswith("application/json"):
        if text := building.take_whole(await _whole(stream)):
            yield text
        return
    if kind.startswith("text/html"):
        raise ModelFailed(*NO_MODEL, transient=False)
    events = anthropic.AsyncStream.raw_events(stream.response)
    async for sent in events:
        if not sent.data or sent.data == "[DONE]":
            continue
        event = json.loads(sent.data)
        if not isinstance(event, dict):
            continue
        if sent.event == "error" or event.get("type") == "error":
            raise of_answer(200, event)
        if text := building.take(event if "type" in event else {**event, "type": sent.event}):
            yield text
        if building.has_stopped:
            await _read_out(events)
            return


async def _read_out(events: AsyncIterator[Any]) -> None:
    """Read what comes after a message: nothing of it matters, nor how it ends."""
    with suppress(ModelFailed), named_errors(streaming=True):
        async with asyncio.timeout(READ_OUT_SECONDS):
            async for _ in events:
                pass


async def _whole(stream: anthropic.AsyncStream[Any]) -> dict[str, Any]:
    """The one message of a gateway that does not stream. Raises StreamBroken, or what its error means."""
    body = bytearray()
    async for chunk in stream.response.aiter_bytes():
        body += chunk
        if len(body) > LARGEST_WHOLE:
            raise StreamBroken
    message = json.loads(body)
    if not isinstance(message, dict) or message.get("type") == "error":
        raise of_answer(200, message)
    return message
