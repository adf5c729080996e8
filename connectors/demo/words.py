"""Text as it comes from outside, and the words of a search."""

import re
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

_UNWANTED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_WORD = re.compile(r"[\w#@.-]*\w")
_EMPTY_WORDS = frozenset(
    word
    for line in ("a an and are about any at by for from in is it", "me my of on or our the to was we with")
    for word in line.split()
)
MAX_SEARCH_WORDS = 12


def clean(text: str) -> str:
    """The text without control characters and lone surrogates, which no database or page should meet."""
    return _UNWANTED.sub("", text).strip()


def _clean_if_text(value: object) -> object:
    return clean(value) if isinstance(value, str) else value


CleanText = Annotated[str, BeforeValidator(_clean_if_text)]


def search_words(query: str) -> list[str]:
    """The words worth looking for, lower case, plural `s` cut off, at most `MAX_SEARCH_WORDS`."""
    words = [word.lower() for word in _WORD.findall(query)]
    kept = [word for word in words if word not in _EMPTY_WORDS] or words
    return [_singular(word) for word in kept][:MAX_SEARCH_WORDS]


def mentions(text: str, word: str) -> bool:
    """Whether a word of the text begins with this one; letter case does not matter. Known to SQLite, too."""
    return re.search(rf"(?<!\w){re.escape(word)}", text, re.IGNORECASE) is not None


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def excerpt(text: str, words: list[str], length: int = 160) -> str:
    """A piece of a longer text on one line, around the first of the words that it contains."""
    line = " ".join(text.split())
    places = [place for place in (line.lower().find(word) for word in words) if place >= 0]
    start = max(0, min(places, default=0) - length // 4)
    start = line.rfind(" ", 0, start) + 1 if start else 0
    piece = line[start : start + length]
    before, after = "…" if start else "", "…" if start + length < len(line) else ""
    return f"{before}{piece.strip()}{after}"


# Kinds of arguments that the tools of more than one service take.


def without_default(schema: dict[str, Any]) -> None:
    """Leave `default: null` out of a schema that does not speak of null."""
    schema.pop("default", None)


Limit = Annotated[int, Field(ge=1, le=50, description="How many to return at most")]
Query = Annotated[
    CleanText, Field(max_length=200, description="Words to look for; without them everything, newest first")
]
RequiredQuery = Annotated[CleanText, Field(min_length=1, max_length=200, description="Words to look for")]
Private = Annotated[bool, Field(description="True when only you shall see it")]
