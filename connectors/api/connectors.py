"""What the organization has enabled or added."""

import uuid

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from connectors.actions import Asking, custom_action
from connectors.api.answers import AddedConnectorSerializer, ConnectorSerializer, CustomConnectorActionsSerializer
from connectors.api.base import ConnectorsOfMember
from connectors.api.requests import ConnectorChanges, NewConnector
from connectors.enabling.custom import add_custom_connector
from connectors.enabling.listings import disable_connector, enable_connector, enabled_customs, update_connector
from connectors.models import Connector, Listing
from connectors.policy.rules import may_see_listing
from connectors.selectors import connectors_visible_to, tools_of
from organizations.api.authentication import token_of
from organizations.api.base import OrganizationView, PagedView
from organizations.api.closed import valid
from organizations.policy import may_approve
from organizations.refusals import Missing
from organizations.tenancy import tenant


class ConnectorsView(ConnectorsOfMember, PagedView):
    """All connectors of the organization."""

    # Adding a custom one asks its server, so no transaction is open meanwhile.
    holds_transaction = False

    @extend_schema(operation_id="connectors_list", responses=ConnectorSerializer(many=True))
    def get(self, request: Request, org: str) -> Response:
        """What is enabled, by name, with one's own accounts."""
        with tenant(self.organization.id):
            rows = connectors_visible_to(self.membership)
            return self.shaped_page(rows, self.shaped, ordering=("name", "id"))

    @extend_schema(operation_id="connectors_create", request=NewConnector, responses={201: AddedConnectorSerializer})
    def post(self, request: Request, org: str) -> Response:
        """Enable a listing, or add a server by name and address."""
        wanted = valid(NewConnector, request.data)
        if "listing" in wanted:
            connector = self._enabled(wanted["listing"])
        else:
            may_accept = may_approve(token_of(request)).allowed
            connector = add_custom_connector(actor=self.actor, mobile=self.is_mobile, may_accept=may_accept, **wanted)
        with tenant(self.organization.id):
            tools = self.shaped_tools(connector, tools_of(connector))
            return Response({**self.shaped([connector])[0], "tools": tools}, status=201)

    def _enabled(self, slug: str) -> Connector:
        listing = Listing.objects.filter(slug=slug).first()
        if listing is None or not may_see_listing(listing).allowed:
            raise Missing
        with tenant(self.organization.id):
            return enable_connector(actor=self.actor, listing=listing, mobile=self.is_mobile)


class ConnectorActionsView(OrganizationView):
    """What may be done beyond the connectors that are there."""

    @extend_schema(operation_id="connector_actions_retrieve", responses=CustomConnectorActionsSerializer)
    def get(self, request: Request, org: str) -> Response:
        """Whether the member may add a custom connector from here, and why not."""
        asking = Asking.of(self.membership, mobile=self.is_mobile)
        add = custom_action(asking, custom_count=enabled_customs(self.organization.id).count())
        return Response(CustomConnectorActionsSerializer({"add_custom": add.as_json()}).data)


class ConnectorView(ConnectorsOfMember):
    """One connector of the organization."""

    @extend_schema(operation_id="connectors_retrieve", responses=ConnectorSerializer)
    def get(self, request: Request, org: str, connector_id: uuid.UUID) -> Response:
        """The connector with one's own accounts."""
        return Response(self.shaped([self.connector(connector_id)])[0])

    @extend_schema(operation_id="connectors_update", request=ConnectorChanges, responses=ConnectorSerializer)
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
