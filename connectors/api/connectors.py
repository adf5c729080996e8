"""What the organization has enabled or added."""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from typing import Annotated, Any, TypedDict
from urllib.parse import urlsplit

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from connectors.api.actions import Asking, ConnectorActionsShape, connector_actions_shape
from connectors.api.connections import ConnectionShape, connection_shape
from connectors.api.tools import ConnectorsOfMember, ToolShape, tool_shapes
from connectors.enabling import add_custom_connector, disable_connector, enable_connector, update_connector
from connectors.models import LONGEST_TOOL_SECONDS, SHORTEST_TOOL_SECONDS, Connection, Connector, Listing
from connectors.network import host_of
from connectors.outbound import entered_redirect_uri
from connectors.policy.consent import needs_consent
from connectors.policy.rules import may_change, may_see_listing, may_use
from connectors.selectors import connections_of, connectors_visible_to, tools_of, waiting_tools
from connectors.shapes import SCOPE_WORDS, ConnectorMarkShape, KeyFieldShape, connector_mark_shape, key_field_shapes
from connectors.tools.left_out import LeftOutToolShape, left_out_of
from organizations.api.authentication import token_of
from organizations.api.base import OneLineField, PagedView, valid
from organizations.models import Membership
from organizations.policy import may_approve
from organizations.refusals import DecisionShape, Missing
from organizations.tenancy import tenant


class EnteredClientShape(TypedDict):
    """The client id that an owner entered for a custom connector; null for all who are no owner."""

    redirect_uri: Annotated[str | None, "To register at the service with a client id of one's own; owners see it."]
    oauth_client_id: Annotated[str | None, "Of custom connectors; owners see it."]
    oauth_issuer: Annotated[str | None, "The sign-in server that the client id is for; null before its first use."]


class ConnectorShape(ConnectorMarkShape, EnteredClientShape):
    """What the organization has enabled."""

    enabled: bool
    url: Annotated[str | None, "Of custom connectors only; whole for owners, for all others its scheme and host."]
    pkce_undeclared: Annotated[bool, "Somebody decided to sign in although the server does not announce PKCE."]
    tool_seconds: Annotated[
        int | None, "The longest that an owner lets one of its tools run; null: as the product does."
    ]
    header_fields: Annotated[list[KeyFieldShape], "The keys that each member enters to connect."]
    wants_consent: Annotated[bool, "Health records: the member gives a consent before they connect."]
    scope_words: Annotated[dict[str, str], SCOPE_WORDS]
    connections: list[ConnectionShape]
    waiting_tools: Annotated[int, "New or changed tools that wait for an owner's review."]
    left_out: Annotated[list[LeftOutToolShape], "Its tools that cannot be used here, with the reasons."]
    availability: DecisionShape
    actions: ConnectorActionsShape


class AddedConnectorShape(ConnectorShape):
    """The connector with its tools: what a custom server showed when it was asked counts as seen."""

    tools: list[ToolShape]


def connector_shapes(rows: Sequence[Connector], asking: Asking) -> list[ConnectorShape]:
    """Connectors with one's own accounts and what waits for a review, in a few queries for all of them."""
    mine: dict[uuid.UUID, list[Connection]] = defaultdict(list)
    for account in connections_of(asking.member).filter(connector__in=rows):
        mine[account.connector_id].append(account)
    waiting, left_out = waiting_tools(rows), left_out_of(rows, mine)
    return [connector_shape(row, mine[row.pk], asking, waiting[row.pk], left_out[row.pk]) for row in rows]


def connector_shape(
    row: Connector, mine: Sequence[Connection], asking: Asking, waiting: int, left_out: Sequence[LeftOutToolShape]
) -> ConnectorShape:
    """What the organization has, with one's own accounts there; `waiting` tools were not reviewed yet."""
    return {
        **connector_mark_shape(row),
        **_entered_client_shape(row, asking.member),
        "enabled": row.is_enabled,
        "url": _address(row, asking.member),
        "pkce_undeclared": row.may_leave_pkce_undeclared,
        "tool_seconds": row.tool_seconds,
        "header_fields": key_field_shapes(row),
        "wants_consent": needs_consent(row),
        "scope_words": row.scope_words,
        "connections": [connection_shape(one) for one in mine],
        "waiting_tools": waiting,
        "left_out": list(left_out),
        "availability": may_use(row, asking.member.organization).as_json(),
        "actions": connector_actions_shape(row, asking, mine),
    }


def _address(row: Connector, member: Membership) -> str | None:
    """Of a custom connector, whole for who may change it: path and query can carry what only owners know."""
    if not row.is_custom:
        return None
    if may_change(row, member).allowed:
        return row.server_url
    return f"{urlsplit(row.server_url).scheme}://{host_of(row.server_url)}"


def _entered_client_shape(row: Connector, member: Membership) -> EnteredClientShape:
    """What an owner has to know who enters a client id, and nobody else."""
    if not (row.is_custom and member.is_owner):
        return {"redirect_uri": None, "oauth_client_id": None, "oauth_issuer": None}
    return {
        "redirect_uri": entered_redirect_uri(row.callback_key),
        "oauth_client_id": row.oauth_client_id,
        "oauth_issuer": row.oauth_issuer or None,
    }


class NewKeyField(serializers.Serializer[Any]):
    """A header in which each member's own key goes."""

    name = OneLineField(max_length=40)
    label: Any = OneLineField(required=False, max_length=60, allow_blank=True)
    help: Any = OneLineField(required=False, max_length=200, allow_blank=True)
    prefix = serializers.CharField(required=False, max_length=20, allow_blank=True, trim_whitespace=False)


class NewConnector(serializers.Serializer[Any]):
    """A listing to enable, or the name and address of a server of one's own."""

    listing = serializers.SlugField(required=False)
    name = OneLineField(required=False, max_length=80)
    url = serializers.CharField(required=False, max_length=500)
    oauth_client_id = serializers.CharField(required=False, max_length=300, allow_blank=True)
    oauth_client_secret = serializers.CharField(required=False, max_length=1000, allow_blank=True)
    pkce_undeclared = serializers.BooleanField(
        required=False, help_text="Sign in although the server does not announce PKCE."
    )
    header_fields = NewKeyField(many=True, required=False, help_text="The keys that each member enters to connect.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Either of both, not a mixture."""
        if "listing" in attrs:
            if len(attrs) > 1:
                raise serializers.ValidationError("Give a listing, or a name and url, not both.")
            return attrs
        for field in ("name", "url"):
            if field not in attrs:
                raise serializers.ValidationError({field: "Give a name and url, or a listing."})
        return attrs


class ConnectorChanges(serializers.Serializer[Any]):
    """What changes about a connector; the client id of custom ones only.

    `oauth_issuer` is the sign-in server that the client id is for; null: the one where it is used next.
    """

    name = OneLineField(required=False, max_length=80)
    oauth_client_id = serializers.CharField(required=False, max_length=300, allow_blank=True)
    oauth_client_secret = serializers.CharField(required=False, max_length=1000, allow_blank=True)
    oauth_issuer = serializers.CharField(required=False, max_length=500, allow_null=True)
    pkce_undeclared = serializers.BooleanField(
        required=False, help_text="Sign in although the server does not announce PKCE; of custom ones only."
    )
    header_fields = NewKeyField(
        many=True,
        required=False,
        help_text="The keys that each member enters, of custom ones only: whoever has others is asked anew.",
    )
    tool_seconds = serializers.IntegerField(
        required=False,
        allow_null=True,
        min_value=SHORTEST_TOOL_SECONDS,
        max_value=LONGEST_TOOL_SECONDS,
        help_text="The longest that a tool of it may run; null: a minute without a sign, ten with progress.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Null is a choice of its own: no server."""
        return {**attrs, "oauth_issuer": attrs["oauth_issuer"] or ""} if "oauth_issuer" in attrs else attrs


class ConnectorShapes(ConnectorsOfMember):
    """Connectors for the asking member, whose rights depend on the device too."""

    def shaped(self, rows: Sequence[Connector]) -> list[ConnectorShape]:
        """These connectors as the member sees them."""
        return connector_shapes(rows, Asking.of(self.membership, mobile=self.is_mobile))


class ConnectorList(ConnectorShapes, PagedView):
    """All connectors of the organization."""

    # Adding a custom one asks its server, so no transaction is open meanwhile.
    holds_transaction = False

    @extend_schema(operation_id="connectors_list", responses=list[ConnectorShape])
    def get(self, request: Request, org: str) -> Response:
        """What is enabled, by name, with one's own accounts."""
        with tenant(self.organization.id):
            rows = connectors_visible_to(self.membership)
            return self.shaped_page(rows, self.shaped, ordering=("name", "id"))

    @extend_schema(operation_id="connectors_create", request=NewConnector, responses={201: AddedConnectorShape})
    def post(self, request: Request, org: str) -> Response:
        """Enable a listing, or add a server by name and address."""
        wanted = valid(NewConnector, request.data)
        if "listing" in wanted:
            connector = self._enabled(wanted["listing"])
        else:
            may_accept = may_approve(token_of(request)).allowed
            connector = add_custom_connector(actor=self.actor, mobile=self.is_mobile, may_accept=may_accept, **wanted)
        with tenant(self.organization.id):
            tools = tool_shapes(connector, tools_of(connector), self.membership)
            shown: AddedConnectorShape = {**self.shaped([connector])[0], "tools": tools}
            return Response(shown, status=201)

    def _enabled(self, slug: str) -> Connector:
        listing = Listing.objects.filter(slug=slug).first()
        if listing is None or not may_see_listing(listing).allowed:
            raise Missing
        with tenant(self.organization.id):
            return enable_connector(actor=self.actor, listing=listing, mobile=self.is_mobile)


class ConnectorDetail(ConnectorShapes):
    """One connector of the organization."""

    @extend_schema(operation_id="connectors_retrieve", responses=ConnectorShape)
    def get(self, request: Request, org: str, connector_id: uuid.UUID) -> Response:
        """The connector with one's own accounts."""
        return Response(self.shaped([self.connector(connector_id)])[0])

    @extend_schema(operation_id="connectors_update", request=ConnectorChanges, responses=ConnectorShape)
    def patch(self, request: Request, org: str, connector_id: uuid.UUID) -> Response:
        """Rename it, or change the client id of a custom one and the sign-in server that it is for."""
        connector = self.connector(connector_id)
        changes = valid(ConnectorChanges, request.data)
        connector = update_connector(actor=self.actor, connector=connector, **changes)
        return Response(self.shaped([connector])[0])

    @extend_schema(operation_id="connectors_destroy", responses={204: None})
    def delete(self, request: Request, org: str, connector_id: uuid.UUID) -> Response:
        """Disable it for everyone: all accounts there are disconnected."""
        disable_connector(actor=self.actor, connector=self.connector(connector_id))
        return Response(status=204)
