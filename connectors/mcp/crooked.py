"""Answers that the SDK does not take, because of an envelope or a label that is not as it should be: read here.

A server that answered has done its work, so what it said is worth more than how it wrapped it.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

EVENT_STREAM = "text/event-stream"
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def result_in(body: bytes, content_type: str, asked: str | None) -> dict[str, Any] | None:
    """The result in an answer's whole body, an error as a failed one; None when there is none for what was `asked`."""
    parts = _events(body) if content_type == EVENT_STREAM else (body,)
    return next((found for part in parts for found in _results(part, asked)), None)


def _events(body: bytes) -> Iterator[bytes]:
    """The data of each event, the last first: the answer comes last, or before a ping or a good-bye."""
    for event in reversed(re.split(rb"(?:\r\n|\r|\n){2,}", body.removeprefix(_BYTE_ORDER_MARK).strip())):
        lines = [line.removeprefix(b"data:").strip() for line in event.splitlines() if line.startswith(b"data:")]
        if lines:
            yield b"\n".join(lines)


def _results(part: bytes, asked: str | None) -> Iterator[dict[str, Any]]:
    said = _json(part)
    # A batch, as the revision of 2025-03-26 had them.
    for answer in reversed(said) if isinstance(said, list) else (said,):
        if isinstance(answer, dict) and "method" not in answer and _is_for(answer.get("id"), asked):
            if error := answer.get("error"):
                yield {"content": _refused(error), "isError": True}
            elif "result" in answer:
                result = answer["result"]
                yield result if isinstance(result, dict) else {"content": [], "structuredContent": result}


def _json(part: bytes) -> Any:
    try:
        return json.loads(part)
    except UnicodeDecodeError:
        # One letter that cannot be read does not cost the others.
        return _json(part.decode("utf-8", "replace").encode())
    except (ValueError, RecursionError):
        return None


def _is_for(named: Any, asked: str | None) -> bool:
    """Whether this answers our question: by its id in any type, or by none, where only one can be meant."""
    number = int(named) if isinstance(named, float) and named.is_integer() else named
    return named is None or asked is None or str(number) == asked


def _refused(error: Any) -> str:
    words = error.get("message") if isinstance(error, dict) else error
    return f"The server refused the call: {words}" if words else "The server refused the call and does not say why."
