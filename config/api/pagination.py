"""Cursor pages: {results, next, previous}."""

from collections.abc import Sequence
from contextlib import nullcontext
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DataError, transaction
from django.db.models import QuerySet
from rest_framework.exceptions import NotFound
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.views import APIView

from organizations.text import clean_text


class CursorPages(CursorPagination):
    """Stable under inserts; a view names its `ordering`. 50 rows, at most 100 by `?page_size=`."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 100
    ordering = "-created_at"

    def paginate_queryset(
        self, queryset: "QuerySet[Any, Any] | Sequence[Any]", request: Request, view: APIView | None = None
    ) -> list[Any] | None:
        """One page; raises NotFound for a cursor whose position is no value of the ordering."""
        # A client's cursor can fail in the database: a savepoint keeps the request's transaction usable.
        savepoint = transaction.atomic() if self.cursor_query_param in request.query_params else nullcontext()
        try:
            with savepoint:
                return super().paginate_queryset(queryset, request, view)
        except (ValidationError, ValueError, DataError) as error:
            raise NotFound(self.invalid_cursor_message) from error

    def decode_cursor(self, request: Request) -> Any:
        """The cursor of the request, cleaned like all text from outside."""
        cursor: Any = super().decode_cursor(request)  # its position is text, whatever the stubs say
        if cursor is None or cursor.position is None:
            return cursor
        return cursor._replace(position=clean_text(cursor.position))
