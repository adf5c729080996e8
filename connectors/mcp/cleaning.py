"""JSON from outside made safe for PostgreSQL, JSON and the wire."""

import json
import math
from collections.abc import Mapping
from typing import Any

from organizations.text import clean_text


def clean_value(value: Any) -> Any:
    """Decoded JSON without NUL, lone surrogates, NaN and infinities; what is not JSON becomes its text."""
    if isinstance(value, str):
        return clean_text(value)
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {clean_text(str(key)): clean_value(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [clean_value(item) for item in value]
    return clean_text(str(value))


def canonical_json(value: Any) -> str:
    """The one text of a JSON value: keys sorted, no spaces, ASCII."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
