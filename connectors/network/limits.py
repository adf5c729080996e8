"""How much of an answer is read, and for how long."""

import json
import re
import unicodedata
from collections.abc import AsyncIterator
from typing import Any

import anyio
import httpx2

from connectors.network.guard import AnswerRefused
from organizations.text import DRAWN, clean_text

MAX_ANSWER_BYTES = 8 * 1024 * 1024
# An event stream carries progress before the one result, so the sum may be larger than a single answer.
MAX_STREAM_BYTES = 2 * MAX_ANSWER_BYTES


class LimitedStream(httpx2.AsyncByteStream):
    """A response body that ends with AnswerRefused over `limit` bytes and with ReadTimeout after `deadline`.

    `deadline` is on the clock of anyio.current_time(): bytes that trickle in do not extend it.
    """

    def __init__(self, stream: httpx2.AsyncByteStream, limit: int, deadline: float) -> None:
        self._stream = stream
        self._limit = limit
        self._deadline = deadline

    async def __aiter__(self) -> AsyncIterator[bytes]:
        received = 0
        chunks = aiter(self._stream)
        while (chunk := await self._next(chunks)) is not None:
            received += len(chunk)
            if received > self._limit:
                raise too_large()
            yield chunk

    async def _next(self, chunks: AsyncIterator[bytes]) -> bytes | None:
        try:
            with anyio.fail_after(self._deadline - anyio.current_time()):
                return await anext(chunks, None)
        except TimeoutError:
            raise httpx2.ReadTimeout("The answer took too long") from None

    async def aclose(self) -> None:
        await self._stream.aclose()


def limit_for(headers: httpx2.Headers) -> int:
    """The most bytes to read of an answer with these headers. Raises AnswerRefused when already over."""
    if headers.get("content-encoding", "identity").strip().lower() not in ("", "identity"):
        # We asked for identity: decoding could turn a few bytes into gigabytes.
        raise AnswerRefused("answer_encoded", "The server sent a compressed answer, which was not asked for.")
    is_stream = headers.get("content-type", "").lower().startswith("text/event-stream")
    limit = MAX_STREAM_BYTES if is_stream else MAX_ANSWER_BYTES
    announced = headers.get("content-length", "")
    if announced.isascii() and announced.isdigit() and int(announced[:20]) > limit:
        raise too_large()
    return limit


def too_large() -> AnswerRefused:
    """The refusal of an answer over the limit."""
    return AnswerRefused("answer_too_large", f"The server's answer is larger than {MAX_ANSWER_BYTES >> 20} MB.")


# Why a service refused something, in its own words: text from outside, in one short line.

LONGEST_REASON = 300
# What services call it, the most telling first.
_NAMES = (
    *("error_description", "errorDescription", "message", "msg", "detail", "reason", "title"),
    *("error", "errors"),
)
_DEEPEST = 4
# Secrets that a service may repeat: after these words, after such names, and JSON web tokens (RFC 7519).
_SECRETS = (
    re.compile(r"(\b(?:bearer|basic)\s+)[\w.~+/=-]{8,}", re.IGNORECASE),
    re.compile(
        r"(\b(?:[\w-]{0,40}[_-])?(?:key|apikey|token|secret|password|sig|signature|assertion)[\"']?\s?[=:]\s?[\"']?)"
        r"(?=[^\s\d]{0,80}\d)[^\s&\"'<>,;]{12,}",
        re.IGNORECASE,
    ),
    re.compile(r"()\beyJ[\w-]{8,}[\w.-]*"),
)
HIDDEN = "…"
# More than is shown, so that no secret is cut before it is recognised.
_MOST_READ = 20_000
# Some scripts and emoji need them.
_JOINERS = "\u200c\u200d"


def reason_in(body: bytes, content_type: str) -> str:
    """The first words in the body of a refusal, whatever its form; empty when there are none, or it is a page."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        is_text = content_type.partition(";")[0].strip().lower() in ("", "text/plain")
        said = body.decode("utf-8", "replace") if is_text else ""
    return one_line(_words(said, _DEEPEST))


def one_line(said: str) -> str:
    """The words in one line of limited length, without control characters, direction marks and secrets."""
    words = " ".join("".join(map(_shown, clean_text(said, _MOST_READ))).split())
    for secret in _SECRETS:
        words = secret.sub(rf"\g<1>{HIDDEN}", words)
    return words[:LONGEST_REASON]


def _shown(character: str) -> str:
    """A blank for controls; nothing for direction marks and the like, which would affect the text around."""
    category = unicodedata.category(character)
    if category == "Cf":
        return character if character in _JOINERS or character in DRAWN else ""
    return " " if category in ("Cc", "Zl", "Zp") else character


def _words(said: Any, levels: int) -> str:
    """The first text that is not empty."""
    if isinstance(said, str):
        return said if said.strip() else ""
    inside = [said.get(name) for name in _NAMES] if isinstance(said, dict) else said if isinstance(said, list) else []
    return next((words for each in inside if levels and (words := _words(each, levels - 1))), "")
