"""Nothing that opens a door stands in a log line: every record is cleaned as it is made, whoever writes it where.

Links carry tokens in their path (invitations, shares, confirmations, resets) or in their query (codes, states), and
Django logs the path of every answer from 400 on.
"""

import logging
import logging.config
import re
import traceback
from collections.abc import Mapping
from typing import Any

HIDDEN = "…"
# What follows one of these words in a path is a secret, or an id that nobody misses: up to the end, whatever it is. A
# link is pasted with blanks, quotes and brackets around its token, and Django logs the path as it was decoded.
SECRET_PATHS = re.compile(r"((?:/|%2f)(?:shared|invitations|confirm-email|key)(?:/|%2f))\s*\S.*", re.IGNORECASE)
SECRET_TO_THE_END = re.compile(SECRET_PATHS.pattern, re.IGNORECASE | re.DOTALL)
QUERY = re.compile(r"(/[^\s?\"'<>]*\?)[^\s\"'<>]+")
NAMED = re.compile(
    r"\b((?:code|state|token|key|secret|password|sessionid\w*|csrftoken\w*)=)[^\s&;,\"'<>)]+", re.IGNORECASE
)
ACCESS_TOKEN = re.compile(r"\b(sb_pat_|Bearer )[A-Za-z0-9._~+/=-]+")


def without_secrets(text: str) -> str:
    """The text with what opens a door replaced by "…"; the lines below one with such a path stay."""
    return _hidden(text, SECRET_PATHS)


def _hidden(text: str, paths: re.Pattern[str]) -> str:
    for pattern in (paths, QUERY, NAMED, ACCESS_TOKEN):
        text = pattern.sub(rf"\g<1>{HIDDEN}", text)
    return text


class CleanRecord(logging.LogRecord):
    """A record whose words, and whose exception's, hold no secret."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(self.msg, str):
            self.msg = without_secrets(self.msg)
        self.args = _cleaned(self.args)
        if self.exc_info and self.exc_info[0]:
            # What formatters would make of it; they take this as it is.
            self.exc_text = without_secrets("".join(traceback.format_exception(*self.exc_info)).rstrip())


def _cleaned(args: Any) -> Any:
    if isinstance(args, tuple):
        return tuple(_clean_value(value) for value in args)
    if isinstance(args, Mapping):
        return {name: _clean_value(value) for name, value in args.items()}
    return args


def _clean_value(value: Any) -> Any:
    """Numbers stay numbers, for %d; all else is cleaned as it would be written, a path to its last line."""
    if isinstance(value, int | float | None):
        return value
    written = str(value)
    cleaned = _hidden(written, SECRET_TO_THE_END)
    return value if cleaned == written else cleaned


def configure(settings: Mapping[str, Any]) -> None:
    """Django's LOGGING_CONFIG."""
    logging.setLogRecordFactory(CleanRecord)
    logging.config.dictConfig(dict(settings))
