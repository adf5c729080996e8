"""A row as JSON by column, for the database functions that write several rows in one statement."""

import json
from collections.abc import Iterable
from typing import Any

from django.db import models


def row(instance: models.Model) -> dict[str, Any]:
    """Every column of a row that is not written yet, as Django would write it."""
    return {str(field.column): field.pre_save(instance, True) for field in instance._meta.concrete_fields}


def as_json(value: dict[str, Any] | list[Any] | Iterable[Any]) -> str:
    """JSON for a jsonb parameter; dates and ids in PostgreSQL's own forms."""
    return json.dumps(value, default=str)
