"""Whether a result is what its tool had announced: worth a note, never worth the result."""

import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextvars import ContextVar
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import UnknownType, ValidationError, best_match
from jsonschema.protocols import Validator
from jsonschema.validators import extend, validator_for
from referencing import Registry
from referencing.exceptions import Unresolvable

from connectors.mcp.cleaning import canonical_json
from organizations.text import clean_text

# Comparing is for the note alone, so not for results of any size, and all turns of the worker wait for it.
_LARGEST = 262_144
_SECONDS = 0.1
_LONGEST_WORDS = 300
# A single look at one of these can take for ever: somebody else's regular expressions, and each item beside each.
_NOT_ASKED = ("pattern", "uniqueItems", "unevaluatedItems", "unevaluatedProperties")
# With these a part is read by rules of its own, past the clock; "$schema" is fine at the root.
_CANNOT_TELL = frozenset({"patternProperties", "$schema"})
# What a schema that is none makes of the comparing.
_NO_SCHEMA = (
    *(TypeError, AttributeError, ValueError, LookupError, ArithmeticError, RecursionError, re.error),
    *(UnknownType, Unresolvable),
)
_Check = Callable[[Validator, Any, Any, Any], Iterator[ValidationError] | None]
_ends_at: ContextVar[float] = ContextVar("comparing_ends_at")


class _TooLong(Exception):
    """The schema asks for more than a note is worth."""


def mismatch(structured: Any, schema: Mapping[str, Any] | None) -> str | None:
    """In words what is not as announced; None when all is, or when the schema cannot tell within 0.1 s."""
    if not schema:
        return None
    if structured is None:
        return "the tool had announced data of a fixed form, and sent none"
    asked = {key: value for key, value in schema.items() if key != "$schema"}
    if len(canonical_json(structured)) > _LARGEST or _holds(asked, _CANNOT_TELL):
        return None
    began = _ends_at.set(time.monotonic() + _SECONDS)
    try:
        # An empty registry: nothing is ever fetched.
        comparing = _timed(validator_for(schema, default=Draft202012Validator))(asked, registry=Registry())
        found = best_match(comparing.iter_errors(structured))
    except (_TooLong, *_NO_SCHEMA):
        return None
    finally:
        _ends_at.reset(began)
    if found is None:
        return None
    place = f"at {found.json_path.removeprefix('$.')}: " if found.absolute_path else ""
    return clean_text(f"the result is not as the tool had announced it, {place}{found.message}", _LONGEST_WORDS)


@cache
def _timed(kind: type[Validator]) -> type[Validator]:
    """The same, with a look at the clock before each keyword: references can lead on without an end."""
    checks = {key: _in_time(check) for key, check in kind.VALIDATORS.items()}
    timed: type[Validator] = extend(kind, checks | dict.fromkeys(_NOT_ASKED, _passes))
    return timed


def _in_time(check: _Check) -> _Check:
    def checked(validator: Validator, value: Any, instance: Any, schema: Any) -> Iterator[ValidationError] | None:
        if time.monotonic() > _ends_at.get():
            raise _TooLong
        return check(validator, value, instance, schema)

    return checked


def _passes(_: Validator, value: Any, instance: Any, schema: Any) -> None:
    """Says nothing."""


def _holds(schema: Any, keys: frozenset[str]) -> bool:
    """Whether one of these stands anywhere; its depth was checked when it was listed."""
    if isinstance(schema, dict):
        return not keys.isdisjoint(schema) or any(_holds(inner, keys) for inner in schema.values())
    return isinstance(schema, list) and any(_holds(inner, keys) for inner in schema)
