"""One model response as a stream: text as it comes, then the whole response."""

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, suppress
from typing import Any, cast

import anthropic
from django.conf import settings

from conversations.llm.building import Building
from conversations.llm.encoded import encoded
from conversations.llm.errors import ModelFailed, ModelSilent, StreamBroken, of_answer
from conversations.llm.records import ModelRequest, ModelResponse
from conversations.llm.sdk_errors import named_errors
from conversations.llm.transport import http_client

# The body of an answer, whose type is told by its first bytes: gateways label it as they like.

# A byte order mark too.
BLANK = b"\xef\xbb\xbf \t\r\n"
PAGES = (b"<!doctype html", b"<html")
LONGEST_START = max(map(len, PAGES))


class Body:
    """The bytes of a response; its first ones can be read before the rest comes."""

    def __init__(self, chunks: AsyncIterator[bytes]) -> None:
        self._rest = chunks
        self._beginning = b""

    async def begin(self) -> None:
        """Wait for the first bytes that are not blank, or the end."""
        async for chunk in self._rest:
            self._beginning = chunk.lstrip(BLANK)
            if self._beginning:
                return

    @property
    def is_json(self) -> bool:
        """Whether it is one object; no event of a stream begins so."""
        return self._beginning.startswith(b"{")

    @property
    def is_page(self) -> bool:
        """Whether it is an HTML page."""
        return self._beginning[:LONGEST_START].lower().startswith(PAGES)

    async def aiter_bytes(self) -> AsyncIterator[bytes]:
        """All bytes from the beginning, with the signature that the SDK expects of a response."""
        yield self._beginning
        async for chunk in self._rest:
            yield chunk


ModelClient = anthropic.AsyncAnthropic
CONNECT_SECONDS = 10.0
# Longest silence: the API pings between its events.
READ_SECONDS = 120.0
# The wait for the stream's end after the last event; some gateways keep the connection open.
END_SECONDS = 0.5
# The wait for the last event after the stop reason; some gateways never send it.
LAST_SECONDS = 3.0
NO_MODEL = (
    "model_not_found",
    "What answers at the model's address is a web page. An operator has to check ANTHROPIC_BASE_URL.",
)
# The most bytes of a message that comes in one piece.
LARGEST_WHOLE = 8 * 1024 * 1024


def make_client() -> anthropic.AsyncAnthropic:
    """The process's client; lives as long as its loop. Without a key it points at the demo model."""
    if settings.MODEL_IS_DEMO:
        return _client(base_url=settings.DEMO_MODEL_URL or "http://127.0.0.1:9", api_key="demo")
    # A self-hosted server often takes any key, but the SDK needs one.
    return _client(base_url=base_url(settings.ANTHROPIC_BASE_URL), api_key=settings.ANTHROPIC_API_KEY or "none")


def base_url(entered: str) -> str | None:
    """The address without /v1/messages, which the SDK adds; None for the SDK's default."""
    address = entered.strip().rstrip("/")
    for ending in ("/messages", "/v1"):
        address = address.removesuffix(ending).rstrip("/")
    return address or None


def _client(*, base_url: str | None, api_key: str) -> anthropic.AsyncAnthropic:
    timeout = anthropic.Timeout(READ_SECONDS, connect=CONNECT_SECONDS)
    # The engine retries, not the SDK: there people see it, and the tokens of a broken stream are counted.
    return anthropic.AsyncAnthropic(
        base_url=base_url, api_key=api_key, timeout=timeout, max_retries=0, http_client=http_client()
    )


async def stream_step(client: anthropic.AsyncAnthropic, request: ModelRequest) -> AsyncGenerator[str | ModelResponse]:
    """Yield text deltas, and at the end the ModelResponse. Raises ModelFailed, with what was spent until then.

    An empty text means that the model sends something other than text.
    """
    with named_errors(streaming=False):
        # The same as `messages.create`, with a body that is encoded already.
        stream = await client.post(
            "/v1/messages",
            cast_to=anthropic.types.Message,
            content=_body(request),
            stream=True,
            stream_cls=anthropic.AsyncStream[Any],
        )
    building = Building(settings.MODEL_MAX_OUTPUT_TOKENS)
    try:
        try:
            with named_errors(streaming=True):
                async with aclosing(_pieces(stream, building)) as pieces:
                    async for text in pieces:
                        yield text
        except ModelFailed:
            # An error after the end of a whole answer is ignored.
            if not building.is_whole:
                raise
        finished = building.finished()
    except ModelFailed as failed:
        failed.usage = building.usage
        raise
    finally:
        await stream.close()
    yield finished


def _body(request: ModelRequest) -> bytes:
    first = {"model": settings.MODEL, "max_tokens": settings.MODEL_MAX_OUTPUT_TOKENS, "system": request.system}
    parts = [encoded({**first, "stream": True})[:-1], b',"messages":', encoded(request.messages)]
    if request.tools:
        parts += [b',"tools":', encoded(request.tools)]
    return b"".join([*parts, b"}"])


async def _pieces(stream: anthropic.AsyncStream[Any], building: Building) -> AsyncGenerator[str]:
    """The texts of an answer. Reads the raw events, because the SDK's objects drop unknown fields."""
    body = Body(_punctual(stream.response.aiter_bytes()))
    await body.begin()
    if body.is_json:
        if text := building.take_whole(await _whole(body)):
            yield text
        return
    if body.is_page or stream.response.headers.get("content-type", "").lower().startswith("text/html"):
        raise ModelFailed(*NO_MODEL, transient=False)
    events = anthropic.AsyncStream.raw_events(cast(Any, body))
    async for sent in _until_nothing_is_missing(events, building):
        if not sent.data or sent.data == "[DONE]":
            continue
        event = json.loads(sent.data)
        if not isinstance(event, dict):
            continue
        if sent.event == "error" or _is_error(event):
            raise of_answer(200, event)
        text = building.take(event if "type" in event else {**event, "type": sent.event})
        if building.has_stopped:
            await _read_out(events)
            return
        if text or event.get("type") != "ping":
            yield text


async def _punctual(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The chunks. Raises ModelSilent when one does not come for the longest silence.

    The transport has a timer of its own, but drops it with a connection whose bytes it cannot parse any further, and
    says nothing of that to who waits for the rest of the answer.
    """
    while True:
        try:
            async with asyncio.timeout(READ_SECONDS):
                chunk = await anext(chunks)
        except StopAsyncIteration:
            return
        except TimeoutError:
            raise ModelSilent from None
        yield chunk


async def _until_nothing_is_missing(events: AsyncIterator[Any], building: Building) -> AsyncIterator[Any]:
    """The events. When only the last one is missing, waits a moment for it, not longer for a gateway's pings.

    Some gateways send the stop reason before the calls: a block that begins then is waited for like any other.
    """
    until: float | None = None
    with suppress(TimeoutError, StopAsyncIteration):
        while True:
            if until is None:
                sent = await anext(events)
            else:
                async with asyncio.timeout_at(until):
                    sent = await anext(events)
            yield sent
            if not building.says_no_more:
                until = None
            elif until is None:
                until = asyncio.get_running_loop().time() + LAST_SECONDS


def _is_error(said: dict[str, Any]) -> bool:
    """Whether the event is an error; some gateways leave out its type."""
    return said.get("type") == "error" or ("type" not in said and bool(said.get("error")))


async def _read_out(events: AsyncIterator[Any]) -> None:
    """Read to the end of the stream: only then can its connection be used again."""
    with suppress(TimeoutError):
        async with asyncio.timeout(END_SECONDS):
            async for _ in events:
                pass


async def _whole(body: Body) -> dict[str, Any]:
    """The message of a gateway that does not stream. Raises StreamBroken, or the exception for its error."""
    said = bytearray()
    async for chunk in body.aiter_bytes():
        said += chunk
        if len(said) > LARGEST_WHOLE:
            raise StreamBroken
    message = json.loads(said)
    if not isinstance(message, dict) or _is_error(message):
        raise of_answer(200, message)
    return message
