"""JSON from outside made safe for PostgreSQL, JSON and the wire."""

import json
import math
from collections.abc import Mapping
from typing import Any

from connectors.model_schemas.limits import DEEPEST_JSON
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


def clean_result(value: Any) -> Any:
    """The same of a result, whose end is known however deep it is: what nobody can read again is left out."""
    try:
        return clean_value(value)
    except RecursionError:
        return clean_value(_cut(value, DEEPEST_JSON))


def _cut(value: Any, levels: int) -> Any:
    if not isinstance(value, dict | list):
        return value
    if not levels:
        return "[nested too deeply]"
    if isinstance(value, dict):
        return {key: _cut(item, levels - 1) for key, item in value.items()}
    return [_cut(item, levels - 1) for item in value]


def canonical_json(value: Any) -> str:
    """The one text of a JSON value: keys sorted, no spaces, ASCII."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
