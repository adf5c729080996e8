"""Cleaning of text that comes from outside, before it can reach the database or a model."""

import re
import unicodedata
from typing import Any

# NUL is a DataError in PostgreSQL, a lone surrogate cannot be encoded (facts/platform.md).
_SURROGATES = {code: None for code in range(0xD800, 0xE000)}
_FORBIDDEN = {0: None, **_SURROGATES}

# Nothing is drawn for them, or only a blank, whatever their category (Default_Ignorable_Code_Point and its like).
UNDRAWN = (
    "\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2065\u2800\u3164\ufe00-\ufe0f\uffa0\ufff0-\ufff8\U000e0000-\U000e0fff"
)
# Arabic and Syriac signs that Unicode counts as format characters, though one sees them.
DRAWN = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd")
# The place of a picture that a paste lost, a note and two hieroglyphs that are not drawn, what is no character at all.
_NO_CHARACTERS = "\ufdd0-\ufdef" + "".join(
    f"{chr(plane | 0xFFFE)}{chr(plane | 0xFFFF)}" for plane in range(0, 0x110000, 0x10000)
)
_NOTHING = re.compile(f"[{UNDRAWN}\ufffc\U0001d159\U00013441\U00013442{_NO_CHARACTERS}]")
# Marks too: one that stands on no letter is nothing that anybody wrote.
_NOTHING_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Me", "Mc", "Mn", "Zl", "Zp", "Zs"})


def says_nothing(value: str) -> bool:
    """Whether nobody would read anything in it: blanks, joiners, fillers, marks of direction, marks without a letter.

    The twin of saysNothing in frontend/src/lib/says-nothing.ts; tests/invisible_texts.json holds both.
    """
    return all(_is_nothing(character) for character in value)


def _is_nothing(character: str) -> bool:
    if character in DRAWN:
        return False
    return unicodedata.category(character) in _NOTHING_CATEGORIES or _NOTHING.match(character) is not None


def clean_text(value: str, limit: int | None = None) -> str:
    """The text without NUL and lone surrogates, cut to at most `limit` characters."""
    cleaned = value.translate(_FORBIDDEN) if not value.isascii() or "\0" in value else value
    return cleaned if limit is None else cleaned[:limit]


def is_clean(value: str) -> bool:
    """Whether the database and a model can hold it as it is."""
    return clean_text(value) == value


def clean_json(value: Any) -> Any:
    """The same for every string and key inside decoded JSON."""
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, list):
        return [clean_json(item) for item in value]
    if isinstance(value, dict):
        return {clean_text(str(key)): clean_json(item) for key, item in value.items()}
    return value
