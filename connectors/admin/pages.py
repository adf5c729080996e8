"""Which sign-in server a listing's client is for, and what owners see of connectors and marks."""

import logging
from typing import Any

from django.contrib.admin import display, register
from django.db.models import QuerySet
from django.http import HttpRequest

from connectors.models import Connector, EffectMark, ListingIssuer
from organizations.admin import TenantAdmin, operators_site, owners_site

log = logging.getLogger(__name__)


@register(ListingIssuer, site=operators_site)
class ListingIssuerPage(TenantAdmin):
    """Which sign-in server the operator's client id for a listing is for; changed here, it is confirmed."""

    list_display = ("listing", "issuer", "token_origin", "bound_at")
    list_select_related = ("listing",)
    fields = ("listing", "issuer", "token_origin", "bound_at")
    editable = ("issuer", "token_origin")
    ordering = ("listing__name",)

    def save_model(self, request: HttpRequest, obj: ListingIssuer, form: Any, change: bool) -> None:
        """Saves, with a line in the operators' log."""
        obj.save(update_fields=self.editable)
        log.info("operator %s bound the client id of %s to %s", request.user.pk, obj.listing_id, obj.issuer)


@register(EffectMark, site=owners_site)
class EffectMarkPage(TenantAdmin):
    """What owners said that custom connectors' tools do; changes are made in the workspace."""

    list_display = ("tool", "connector", "effect", "marked_by", "marked_at")
    list_filter = ("effect",)
    list_select_related = ("tool__connector", "marked_by__user")
    fields = ("tool", "connector", "effect", "marked_by", "marked_at")
    ordering = ("-marked_at",)

    def connector(self, mark: EffectMark) -> str:
        return str(mark.tool.connector)


@register(Connector, site=owners_site)
class ConnectorPage(TenantAdmin):
    """What the organization has enabled or added; changes are made in the workspace."""

    list_display = ("name", "kind", "enabled_by", "enabled_at", "disabled_at")
    list_filter = ("disabled_at",)
    list_select_related = ("enabled_by__user", "listing")
    search_fields = ("name",)
    fields = ("name", "kind", "server_url", "enabled_by", "enabled_at", "disabled_at")
    ordering = ("name",)

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Connector]":
        """Rows with their listing, for the column `kind`."""
        return super().get_queryset(request).select_related("listing")

    @display(description="from")
    def kind(self, connector: Connector) -> str:
        """Who publishes it, or that somebody here added it."""
        return connector.listing.publisher if connector.listing else "Custom"
