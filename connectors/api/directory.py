"""The Connectors Directory."""

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from connectors import shapes
from connectors.actions import Asking
from connectors.api.answers import ListingPageSerializer, ListingSerializer
from connectors.api.requests import DirectoryQuery
from connectors.models import Listing
from connectors.selectors import connections_of, connectors_visible_to, definitions_of, directory_of
from organizations.api.base import OrganizationView, PagedView
from organizations.refusals import Missing


class DirectoryView(OrganizationView, PagedView):
    """What can be connected."""

    queries: ClassVar = {"GET": DirectoryQuery}

    @extend_schema(operation_id="directory_list", parameters=[DirectoryQuery], responses=ListingSerializer(many=True))
    def get(self, request: Request, org: str) -> Response:
        """The reviewed entries by name, each with its state and why it can't be used, if so."""
        found = directory_of(self.membership, **self.asked)
        return self.shaped_page(found, self._cards, ordering=("name", "slug"))

    def _cards(self, rows: list[Listing]) -> list[dict[str, Any]]:
        enabled = {row.listing_id: row for row in connectors_visible_to(self.membership).filter(listing__in=rows)}
        asking = Asking.of(self.membership, mobile=self.is_mobile)
        return [dict(ListingSerializer(shapes.listing(row, asking, enabled.get(row.pk))).data) for row in rows]


class ListingView(OrganizationView):
    """One entry of the directory."""

    @extend_schema(operation_id="directory_retrieve", responses=ListingPageSerializer)
    def get(self, request: Request, org: str, slug: str) -> Response:
        """What it is for, reads and writes, who can use it, and what the member may do with it."""
        row = directory_of(self.membership).filter(slug=slug).first()
        if row is None:
            raise Missing
        enabled = connectors_visible_to(self.membership).filter(listing=row).first()
        page = shapes.listing_page(
            row,
            Asking.of(self.membership, mobile=self.is_mobile),
            enabled,
            mine=connections_of(self.membership, connector=enabled) if enabled else [],
            known_tools=definitions_of(enabled) if enabled else [],
        )
        return Response(ListingPageSerializer(page).data)
