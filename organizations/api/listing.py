"""Cursor pages of any view: `{results, next, previous}`."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import QuerySet
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.settings import api_settings

from organizations.api.closed import ClosedView


class PagedView(ClosedView):
    """A view with a list: `pagination_class` tells the schema, `page` makes the answer, `queries` what may be asked."""

    pagination_class: Any = api_settings.DEFAULT_PAGINATION_CLASS
    page_parameters = ("cursor", "page_size")

    def page(
        self,
        rows: "QuerySet[Any]",
        serializer: type[BaseSerializer[Any]],
        *,
        ordering: tuple[str, ...] | str,
        **context: Any,
    ) -> Response:
        """One page of the rows, in an order that ends in something unique or nearly so."""
        return self.shaped_page(
            rows,
            lambda found: serializer(found, many=True, context={"view": self, **context}).data,
            ordering=ordering,
        )

    def shaped_page(
        self,
        rows: "QuerySet[Any]",
        shape: Callable[[list[Any]], Sequence[Any]],
        *,
        ordering: tuple[str, ...] | str = ("-created_at", "-id"),
    ) -> Response:
        """The same, where `shape` turns all rows of the page into JSON at once."""
        paginator = self.pagination_class()
        paginator.ordering = ordering
        found = paginator.paginate_queryset(rows, self.request, view=self)
        return paginator.get_paginated_response(shape(list(found)))  # type: ignore[no-any-return]

    def whole(self, results: Sequence[Any]) -> Response:
        """A list that is always short, in the same envelope."""
        return Response({"results": results, "next": None, "previous": None})
