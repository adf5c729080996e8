"""Cursor pages: {results, next, previous}."""

from rest_framework.pagination import CursorPagination


class CursorPages(CursorPagination):
    """Stable under inserts; a view names its `ordering`. 50 rows, at most 100 by `?page_size=`."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 100
    ordering = "-created_at"
