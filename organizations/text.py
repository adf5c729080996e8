"""Cleaning of text that comes from outside, before it can reach the database or a model."""

from typing import Any

# NUL is a DataError in PostgreSQL, a lone surrogate cannot be encoded (facts/platform.md).
_SURROGATES = {code: None for code in range(0xD800, 0xE000)}
_FORBIDDEN = {0: None, **_SURROGATES}


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
