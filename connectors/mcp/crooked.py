"""Answers that the SDK does not take, because of an envelope or a label that is not as it should be: read here.

A server that answered has done its work, so what it said is worth more than how it wrapped it.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from organizations.exact_json import MOST_DIGITS

EVENT_STREAM = "text/event-stream"
_LINE_END = re.compile(r"\r\n|\r|\n")
_BLANKS = re.compile(r"\s*")
# Lines that look like JSON and are none; each may be read to the end of the text.
_MOST_TRIES = 100


def result_in(body: bytes, asked: str | None) -> dict[str, Any] | None:
    """The result in an answer's whole body, an error as a failed one; None when there is none for what was `asked`.

    The label is not asked: one JSON value, a batch (as the revision of 2025-03-26 had them), events, and lines of JSON
    come under every name. What names the question is its answer; what names none is only where it can be nothing else.
    """
    text = body.decode(json.detect_encoding(body), "replace")
    parts = _events(text) or [text]
    answers = [one for part in parts for one in _answers(part)]
    named = [one for one in answers if asked is None or names(one.get("id"), asked)]
    alone = len(parts) == len(answers) == 1 and _is_json(parts[0])
    # The answer comes last, after what is told on the way.
    nameless = [one for one in reversed(answers) if one.get("id") is None and (alone or "jsonrpc" in one)]
    return next((found for one in (*named, *nameless) if (found := _result(one)) is not None), None)


def _events(text: str) -> list[str]:
    """The data of each event; none where the text is no event stream."""
    events: list[list[str]] = [[]]
    for line in _LINE_END.split(text):
        if not line:
            events.append([])
        elif line.removeprefix("\ufeff").startswith("data:"):
            events[-1].append(line.partition(":")[2].strip())
    return ["\n".join(lines) for lines in events if lines]


def _answers(part: str) -> Iterator[dict[str, Any]]:
    for said in _values(part):
        for one in said if isinstance(said, list) else (said,):
            if isinstance(one, dict) and "method" not in one:
                yield one


def _values(text: str) -> Iterator[Any]:
    """What is JSON in it, behind each other or from the beginning of a line; all else is passed over."""
    at = tries = 0
    while at < len(text) and tries < _MOST_TRIES:
        found = _BLANKS.match(text, at)
        at = found.end() if found else at
        if text.startswith(("{", "["), at):
            try:
                value, at = _READER.raw_decode(text, at)
            except (ValueError, RecursionError):
                tries += 1
            else:
                yield value
                continue
        at = text.find("\n", at) + 1 or len(text)


def _is_json(text: str) -> bool:
    try:
        _READER.decode(text)
    except (ValueError, RecursionError):
        return False
    return True


def _number(digits: str) -> int | str:
    """One that is longer than Python reads, and anybody, is kept as its text."""
    return int(digits) if len(digits) <= MOST_DIGITS else digits


_READER = json.JSONDecoder(parse_int=_number)


def names(named: Any, asked: str) -> bool:
    """Whether it is our question's id, in any type."""
    number = int(named) if isinstance(named, float) and named.is_integer() else named
    return number is not None and str(number) == asked


def _result(answer: dict[str, Any]) -> dict[str, Any] | None:
    error, result = answer.get("error"), answer.get("result")
    if "result" in answer and not _is_error(error):
        return result if isinstance(result, dict) else {"content": [], "structuredContent": result}
    return None if error is None else {"content": _refused(error), "isError": True}


def _is_error(error: Any) -> bool:
    """Whether there was one: some send an empty one, or that of the number 0, beside every result."""
    return any(error.values()) and error.get("code") != 0 if isinstance(error, dict) else bool(error)


def _refused(error: Any) -> str:
    words = error.get("message") if isinstance(error, dict) else error
    return f"The server refused the call: {words}" if words else "The server refused the call and does not say why."
