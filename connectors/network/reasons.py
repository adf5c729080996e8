"""Why a service refused something, in its own words: text from outside, in one short line."""

import json
from typing import Any

from organizations.text import clean_text

LONGEST_REASON = 300
# What services call it, the most telling first.
_NAMES = (
    *("error_description", "errorDescription", "message", "msg", "detail", "reason", "title"),
    *("error", "errors"),
)
_DEEPEST = 4


def reason_in(body: bytes, content_type: str) -> str:
    """The first words in the body of a refusal, whatever its form; empty when there are none, or it is a page."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        is_text = content_type.partition(";")[0].strip().lower() in ("", "text/plain")
        said = body.decode("utf-8", "replace") if is_text else ""
    return one_line(_words(said, _DEEPEST))


def one_line(said: str) -> str:
    """Cleaned, without line ends, and cut."""
    return " ".join(clean_text(said).split())[:LONGEST_REASON]


def _words(said: Any, levels: int) -> str:
    """Of several the first that says something."""
    if isinstance(said, str):
        return said if said.strip() else ""
    inside = [said.get(name) for name in _NAMES] if isinstance(said, dict) else said if isinstance(said, list) else []
    return next((words for each in inside if levels and (words := _words(each, levels - 1))), "")
