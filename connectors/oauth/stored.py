"""Dataclasses that survive as JSON between two HTTP requests."""

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields
from datetime import datetime
from typing import Any, Self, get_args, get_type_hints


class Stored:
    """Mixin of a frozen dataclass made of text, numbers, datetimes, tuples and other Stored."""

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values; may hold secrets, so seal what comes out."""
        return {field.name: _to_plain(getattr(self, field.name)) for field in _fields(type(self))}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The same object again; unknown keys are ignored, missing ones are the default. Raises KeyError."""
        hints = get_type_hints(cls)
        values = {
            field.name: _from_plain(hints[field.name], data[field.name])
            for field in _fields(cls)
            if field.name in data or field.default is MISSING
        }
        return cls(**values)


def _fields(cls: type[Any]) -> tuple[Field[Any], ...]:
    return fields(cls)


def _to_plain(value: Any) -> Any:
    if isinstance(value, Stored):
        return value.to_json()
    if isinstance(value, datetime):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def _from_plain(hint: Any, value: Any) -> Any:
    kinds = {hint, *get_args(hint)}
    if value is None:
        return None
    if datetime in kinds:
        return datetime.fromisoformat(value)
    if isinstance(value, list):
        return tuple(value)
    nested = next((kind for kind in kinds if isinstance(kind, type) and issubclass(kind, Stored)), None)
    return nested.from_json(value) if nested else value
