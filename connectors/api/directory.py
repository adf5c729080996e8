"""The Connectors Directory."""

from collections.abc import Iterable, Sequence
from typing import Annotated, Any, ClassVar, TypedDict

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from connectors.api.actions import Asking, ListingActionsShape, listing_actions_shape
from connectors.api.connections import ConnectionShape, connection_shape
from connectors.api.requests import OwnRequestShape, own_request_shape
from connectors.api.tools import ListingToolShape, listing_tool_shape, words_of
from connectors.directory.guides import guide_of
from connectors.models import Category, Connection, Connector, ConnectorRequest, Listing, Review, ToolDefinition
from connectors.outbound import entered_redirect_uri
from connectors.policy.rules import availability
from connectors.policy.setup import awaits_setup, subject_of, takes_client, wants_setup
from connectors.selectors import connections_of, connectors_visible_to, definitions_of, directory_of, own_requests
from connectors.shapes import SCOPE_WORDS, VERIFICATIONS, KeyFieldShape, key_field_shapes
from organizations.api.base import OrganizationView, PagedView
from organizations.refusals import DecisionShape, Missing
from organizations.shapes import Id, Time, time_text

STATES = ("available", "not_enabled", "enabled", "connected", "needs_attention")


class ListingShape(TypedDict):
    """An entry of the directory, as a card."""

    slug: str
    name: str
    publisher: str
    category: Annotated[str, Category]
    summary: str
    icon_url: str | None
    color: str
    reads: bool
    writes: bool
    interactive: bool
    verification: Annotated[str, VERIFICATIONS]
    review_status: Annotated[str, Review]
    state: Annotated[str, STATES]
    connector: Id | None
    request: Annotated[OwnRequestShape | None, "What one asked the owners for oneself; null once it says nothing new."]
    header_fields: Annotated[list[KeyFieldShape], "The keys that each member enters to connect."]
    availability: DecisionShape
    actions: ListingActionsShape


def listing_shape(
    row: Listing, asking: Asking, enabled: Connector | None, asked_for: ConnectorRequest | None
) -> ListingShape:
    """A directory card; `row` comes from `directory_of`."""
    return {
        "slug": row.slug,
        "name": row.name,
        "publisher": row.publisher,
        "category": row.category,
        "summary": row.summary,
        "icon_url": row.icon_url or None,
        "color": row.color,
        "reads": bool(row.read_tools),
        "writes": bool(row.write_tools or row.destructive_tools),
        "interactive": row.interactive,
        "verification": row.verification,
        "review_status": row.review_status,
        "state": row.state,  # type: ignore[attr-defined]  # annotated by the selector
        "connector": str(enabled.pk) if enabled else None,
        "request": own_request_shape(asked_for, enabled),
        "header_fields": key_field_shapes(subject_of(row, enabled)),
        "availability": availability(row, asking.member, enabled).as_json(),
        "actions": listing_actions_shape(row, asking, enabled),
    }


class EnabledShape(TypedDict):
    """Who enabled it, and when."""

    by: str
    at: Time


class ListingSetupShape(TypedDict):
    """What has to be set up before anybody can sign in, for everybody to read."""

    wanted: Annotated[bool, "Whether it wants anything at all."]
    required: Annotated[bool, "Nobody can sign in yet."]
    steps: Annotated[list[str], "How to get what has to be entered."]
    url: Annotated[str, "Where the service gives it; may be empty."]
    redirect_uri: Annotated[str, "To register at the service; empty where it takes no client id."]
    guide: Annotated[str, "The service's page of the documentation, as markdown; may be empty."]


class ListingPageShape(ListingShape):
    """Everything about an entry."""

    description: str
    use_cases: list[str]
    tools: list[ListingToolShape]
    setup: ListingSetupShape
    scopes: list[str]
    scope_words: Annotated[dict[str, str], SCOPE_WORDS]
    pkce_undeclared: Annotated[bool, "The operator decided to sign in although the server does not announce PKCE."]
    plans: Annotated[list[str], "Empty: every plan."]
    regions: Annotated[list[str], "Empty: everywhere."]
    data_handling: str
    docs_url: str
    support_url: str
    privacy_url: str
    tools_changed_at: Time | None
    reviewed_at: Time | None
    enabled: EnabledShape | None
    connections: list[ConnectionShape]


def listing_page_shape(
    row: Listing,
    asking: Asking,
    enabled: Connector | None,
    *,
    asked_for: ConnectorRequest | None,
    mine: Iterable[Connection],
    known_tools: Sequence[ToolDefinition],
) -> ListingPageShape:
    """Everything about an entry."""
    subject = subject_of(row, enabled)
    return {
        **listing_shape(row, asking, enabled, asked_for),
        "description": row.description,
        "use_cases": row.use_cases,
        "tools": [listing_tool_shape(tool) for tool in known_tools] or _curated(subject),
        "setup": _setup(subject),
        "scopes": subject.scopes,
        "scope_words": subject.scope_words,
        "pkce_undeclared": row.pkce_undeclared,
        "plans": row.plans,
        "regions": row.regions,
        "data_handling": row.data_handling,
        "docs_url": row.docs_url,
        "support_url": row.support_url,
        "privacy_url": row.privacy_url,
        "tools_changed_at": time_text(max((tool.first_seen_at for tool in known_tools), default=None)),
        "reviewed_at": time_text(row.reviewed_at),
        "enabled": {"by": str(enabled.enabled_by.user), "at": time_text(enabled.enabled_at)} if enabled else None,
        "connections": [connection_shape(one) for one in mine],
    }


def _setup(row: Connector) -> ListingSetupShape:
    assert row.listing is not None
    return {
        "wanted": wants_setup(row),
        "required": awaits_setup(row),
        "steps": row.listing.setup_steps,
        "url": row.listing.setup_url,
        "redirect_uri": entered_redirect_uri(row.callback_key) if takes_client(row) else "",
        "guide": guide_of(row.listing.slug),
    }


def _curated(row: Connector) -> list[ListingToolShape]:
    return [
        {"name": name, "title": words_of(name), "description": "", "effect": effect}
        for effect, names in row.reviewed_tools.items()
        for name in names
    ]


class ListingsQuery(serializers.Serializer[Any]):
    """How the directory is searched."""

    q = serializers.CharField(required=False, max_length=200, allow_blank=True)
    category = serializers.ChoiceField(Category.choices, required=False)
    effect = serializers.ChoiceField(["read", "write"], required=False)
    interactive = serializers.BooleanField(required=False)
    state = serializers.ChoiceField(STATES, required=False)


class ListingList(OrganizationView, PagedView):
    """What can be connected."""

    queries: ClassVar = {"GET": ListingsQuery}

    @extend_schema(operation_id="listings_list", parameters=[ListingsQuery], responses=list[ListingShape])
    def get(self, request: Request, org: str) -> Response:
        """The reviewed entries by name, each with its state and why it can't be used, if so."""
        found = directory_of(self.membership, **self.asked)
        return self.shaped_page(found, self._cards, ordering=("name", "slug"))

    def _cards(self, rows: list[Listing]) -> list[ListingShape]:
        enabled = {row.listing_id: row for row in connectors_visible_to(self.membership).filter(listing__in=rows)}
        asking = Asking.of(self.membership, mobile=self.is_mobile)
        asked_for = own_requests(self.membership, rows)
        return [listing_shape(row, asking, enabled.get(row.pk), asked_for.get(row.pk)) for row in rows]


class ListingDetail(OrganizationView):
    """One entry of the directory."""

    @extend_schema(operation_id="listings_retrieve", responses=ListingPageShape)
    def get(self, request: Request, org: str, slug: str) -> Response:
        """What it is for, reads and writes, who can use it, and what the member may do with it."""
        row = directory_of(self.membership).filter(slug=slug).first()
        if row is None:
            raise Missing
        enabled = connectors_visible_to(self.membership).filter(listing=row).first()
        page = listing_page_shape(
            row,
            Asking.of(self.membership, mobile=self.is_mobile),
            enabled,
            asked_for=own_requests(self.membership, [row]).get(row.pk),
            mine=connections_of(self.membership, connector=enabled) if enabled else [],
            known_tools=definitions_of(enabled) if enabled else [],
        )
        return Response(page)
