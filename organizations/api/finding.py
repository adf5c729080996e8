"""Rows by id through the person who asks; everything else is one and the same 404 (credentials-C6)."""

import uuid
from typing import TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Model, QuerySet

from organizations.exceptions import Missing

M = TypeVar("M", bound=Model)


def found(rows: QuerySet[M], row_id: uuid.UUID | str) -> M:
    """The row with this id among those the person can reach; raises Missing."""
    try:
        return rows.get(pk=row_id)
    except ObjectDoesNotExist as error:
        raise Missing from error
