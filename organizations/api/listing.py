"""Cursor pages of any view: `{results, next, previous}`."""

from typing import Any

from django.db.models import QuerySet
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.settings import api_settings
from rest_framework.views import APIView


class PagedView(APIView):
    """A view with a list: `pagination_class` tells the schema, `page` makes the answer."""

    pagination_class = api_settings.DEFAULT_PAGINATION_CLASS

    def page(
        self,
        rows: "QuerySet[Any]",
        serializer: type[BaseSerializer[Any]],
        *,
        ordering: tuple[str, ...] | str,
        **context: Any,
    ) -> Response:
        """One page of the rows, in an order that ends in something unique or nearly so."""
        assert self.pagination_class is not None
        paginator: Any = self.pagination_class()
        paginator.ordering = ordering
        found = paginator.paginate_queryset(rows, self.request, view=self)
        shaped = serializer(found, many=True, context={"view": self, **context})
        return paginator.get_paginated_response(shaped.data)  # type: ignore[no-any-return]
