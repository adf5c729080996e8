"""Which connectors are on in a conversation."""

import uuid
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from connectors.actions import Asking, connector_actions
from connectors.left_out import left_out_of
from connectors.models import Connection, Connector
from connectors.selectors import connections_of, connectors_visible_to, waiting_tools
from conversations import shapes
from conversations.api.inputs import ToggleInput
from conversations.api.shapes import ToggleShape
from conversations.models import ConnectorToggle, Conversation
from conversations.policy import may_toggle
from conversations.selectors import conversation_visible_to, place_of
from conversations.services.toggles import toggle_off, toggle_on
from organizations.api.closed import valid
from organizations.api.finding import found
from organizations.api.listing import PagedView
from organizations.api.scoping import OrganizationView


def toggle_shapes(asking: Asking, row: Conversation) -> list[dict[str, Any]]:
    """Every enabled connector with its state in this conversation."""
    member = asking.member
    place = place_of(row)
    toggles = {t.connector_id: t for t in ConnectorToggle.objects.filter(conversation=row)}
    connectors = connectors_visible_to(member)
    waiting = waiting_tools(connectors)
    accounts: dict[uuid.UUID, list[Connection]] = {}
    for connection in connections_of(member):
        accounts.setdefault(connection.connector_id, []).append(connection)
    used = {toggle.connection_id for toggle in toggles.values()}
    chosen = {id_: [one for one in mine if one.id in used] or mine for id_, mine in accounts.items()}
    left_out = left_out_of(connectors, chosen)
    return [
        shapes.toggle(
            connector,
            toggles.get(connector.id),
            accounts.get(connector.id, []),
            may_toggle(place, connector, accounts.get(connector.id, [])),
            connector_actions(connector, asking, accounts.get(connector.id, [])),
            waiting[connector.id],
            left_out[connector.id],
        )
        for connector in connectors
    ]


class ConnectorsOfConversation(OrganizationView):
    """What may be done depends on the person and on their device."""

    def _asking(self) -> Asking:
        return Asking.of(self.membership, mobile=self.is_mobile)


class Toggles(PagedView, ConnectorsOfConversation):
    """The connectors of the organization, and which are on in this conversation."""

    @extend_schema(operation_id="list_conversation_connectors", responses=ToggleShape(many=True))
    def get(self, request: Request, org: str, conversation: uuid.UUID) -> Response:
        """Every enabled connector with its state here and, where it can't be switched on, the reason."""
        row = conversation_visible_to(self.membership, conversation)
        return self.whole(toggle_shapes(self._asking(), row))


class OneToggle(ConnectorsOfConversation):
    """One connector in one conversation."""

    @extend_schema(operation_id="toggle_connector", request=ToggleInput, responses=ToggleShape)
    def put(self, request: Request, org: str, conversation: uuid.UUID, connector: uuid.UUID) -> Response:
        """Switch the connector on (with one's own connection) or off."""
        row = conversation_visible_to(self.membership, conversation)
        one: Connector = found(connectors_visible_to(self.membership), connector)
        data = valid(ToggleInput, request.data)
        if data["enabled"]:
            wanted = str(data["connection"]) if data.get("connection") else None
            toggle_on(actor=self.actor, conversation=row, connector=one, connection_id=wanted)
        else:
            toggle_off(actor=self.actor, conversation=row, connector=one)
        return Response(next(t for t in toggle_shapes(self._asking(), row) if t["connector"]["id"] == str(one.id)))
