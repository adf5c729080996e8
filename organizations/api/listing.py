"""Cursor pages of any view: `{results, next, previous}`."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import QuerySet
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer, Serializer
from rest_framework.settings import api_settings
from rest_framework.views import APIView

from organizations.api.unknown_fields import refuse_unknown, unknown_fields

PAGE_PARAMETERS = ("cursor", "page_size")


class PagedView(APIView):
    """A view with a list: `pagination_class` tells the schema, `page` makes the answer, `filters` what may be asked."""

    pagination_class: Any = api_settings.DEFAULT_PAGINATION_CLASS
    filters: tuple[str, ...] = ()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """As in DRF; raises UnknownFields for a filter that the list does not have, which would show everything."""
        super().initial(request, *args, **kwargs)
        if request.method in SAFE_METHODS:
            refuse_unknown(sorted(request.query_params.keys() - {*self.filters, *PAGE_PARAMETERS}))

    @property
    def asked(self) -> dict[str, str]:
        """The filters of the request."""
        return {name: self.request.query_params[name] for name in self.filters if name in self.request.query_params}

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


class Nothing(Serializer[Any]):
    """What a request says that is complete without a body."""


def valid(serializer: type[BaseSerializer[Any]], data: Any) -> dict[str, Any]:
    """The checked input: the one way from a request to a view.

    Raises UnknownFields (422) with the fields that the serializer does not have, ValidationError (400) with the wrong.
    """
    checked = serializer(data=data)
    refuse_unknown(unknown_fields(checked, data))
    checked.is_valid(raise_exception=True)
    return dict(checked.validated_data)
