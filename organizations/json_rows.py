"""Rows as JSON by column, for database functions that read or write several rows in one statement."""

import json
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, models

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
