"""JSON whose numbers stay what they are: read, kept, hashed, shown, approved and sent as the same values.

A double holds no integer beyond 2^53 exactly, and PostgreSQL's jsonb gives some numbers back in another way than it
got them (1e22 as digits, -0.0 as 0.0). So numbers are brought into the form that survives before anything else is
done with them: what is hashed and shown to a person is what is sent.
"""

import json
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any, NoReturn, TypeVar

from django.db import DEFAULT_DB_ALIAS, models

from organizations.text import clean_text

# Up to here doubles and integers are the same numbers.
EXACT = 2**53
# 1e999999999 is a short text and a very long number; nothing that a tool takes needs more.
MOST_DIGITS = 1000
# Recursive code reads, checks, keeps and sends it: Python's limit is a thousand levels, the SDKs' a few hundred.
MOST_LEVELS = 128


class NotExact(ValueError):
    """A value that cannot be sent exactly as it is written; the message says how to write it."""


def read_exactly(text: str) -> Any:
    """The value of a person's or client's JSON. Raises NotExact, or ValueError when it is no JSON."""
    return json.loads(
        text, parse_float=_exact, parse_int=_integer, parse_constant=_no_number, object_pairs_hook=_each_key_once
    )


def read_nearest(text: str) -> Any:
    """The value of a model's JSON; a decimal that a double cannot hold becomes the nearest one. Raises ValueError."""
    return json.loads(text, parse_float=_nearest, parse_int=_integer, parse_constant=_no_number)


def exact_text(value: Any) -> str:
    """The one text of a value that was read here: what is hashed, and what a client that counts in doubles reads."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, allow_nan=False)


def is_deeper(value: Any, levels: int) -> bool:
    """Whether lists and objects lie within each other more than so many times."""
    layer = [value]
    for _ in range(levels):
        layer = [inner for each in layer for inner in _inside(each)]
    return any(isinstance(each, list | dict) for each in layer)


def _inside(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _decimal(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        # Its exponent alone has some twenty digits.
        raise NotExact(f"{_shortened(text)} has too many digits.") from None


def _nearest(text: str) -> int | float:
    exact = _decimal(text)
    if exact.adjusted() >= MOST_DIGITS:
        raise NotExact(f"{_shortened(text)} has too many digits.")
    if abs(exact) >= EXACT and exact == exact.to_integral_value():
        return int(exact)
    nearest = float(text)
    # A zero has no sign in jsonb, and what is larger than EXACT would come back as an integer or not at all.
    return int(nearest) if abs(nearest) >= EXACT else nearest or 0.0


def _exact(text: str) -> int | float:
    nearest = _nearest(text)
    if Decimal(repr(nearest)) != _decimal(text):
        raise NotExact(f"{_shortened(text)} would be sent as {nearest}. Write it so, or as text.")
    return nearest


def _integer(text: str) -> int:
    if len(text) > MOST_DIGITS:
        raise NotExact(f"{_shortened(text)} has too many digits.")
    return int(text)


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is not a number of JSON.")


def _each_key_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise NotExact("A key stands twice in one object; only one of its values would be sent.")
    if any(clean_text(key) != key for key in found):
        # Cleaning would turn an unknown field's name into a known one.
        raise NotExact("A key holds NUL or half a surrogate pair, which nothing keeps.")
    return found


def _shortened(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:40]}…"


# Rows as JSON by column, for database functions that read or write several rows in one statement.

M = TypeVar("M", bound=models.Model)


def row(instance: models.Model) -> dict[str, Any]:
    """Every column of a row that is not written yet, as Django would write it."""
    return {str(field.column): field.pre_save(instance, True) for field in instance._meta.concrete_fields}


def as_json(value: dict[str, Any] | list[Any]) -> str:
    """JSON for a jsonb parameter; dates and ids in PostgreSQL's own forms."""
    return json.dumps(value, default=str)


def instance(model: type[M], columns: dict[str, Any]) -> M:
    """The row behind PostgreSQL's `to_jsonb(row)`."""
    fields = model._meta.concrete_fields
    values = [field.to_python(columns[str(field.column)]) for field in fields]
    return model.from_db(DEFAULT_DB_ALIAS, [field.attname for field in fields], values)
