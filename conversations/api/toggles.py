"""Which connectors are on in a conversation."""

import uuid
from collections.abc import Sequence
from typing import Annotated, Any, TypedDict

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from connectors.api.actions import Asking, connector_actions
from connectors.models import Connection, Connector
from connectors.policy.consent import needs_consent
from connectors.selectors import connections_of, connectors_visible_to, waiting_tools
from connectors.shapes import ConnectorMarkShape, connector_mark_shape
from connectors.tools.left_out import LeftOutToolShape, left_out_of
from conversations.chats import delete_chats_with, toggle_off, toggle_on
from conversations.models import ConnectorToggle, Conversation
from conversations.policy.calls import may_toggle
from conversations.policy.place import Place
from conversations.selectors import conversation_visible_to, place_of
from organizations.api.base import OrganizationView, PagedView, found, valid
from organizations.refusals import DecisionShape
from organizations.shapes import Id


class AccountShape(TypedDict):
    """One's own account, to choose from."""

    id: Id
    status: str
    label: str
    account: str


class ToggleShape(TypedDict):
    """A connector in the plus menu: on or off, the accounts to choose from, and why it can't be switched on."""

    connector: ConnectorMarkShape
    enabled: bool
    connection: Id | None
    wants_consent: Annotated[bool, "Health records: never suggested, only offered to whoever looks for them."]
    connections: list[AccountShape]
    may_toggle: DecisionShape
    may_connect: Annotated[DecisionShape, "Another account of one's own."]
    may_reconnect: Annotated[DecisionShape, "Sign in again with an account that is there."]
    waiting_tools: Annotated[int, "New or changed tools that wait for an owner's review."]
    left_out: Annotated[list[LeftOutToolShape], "Its tools that cannot be used here, with the reasons."]


def toggle_shapes(asking: Asking, row: Conversation) -> list[ToggleShape]:
    """Every enabled connector with its state in this conversation."""
    place, toggles = place_of(row), {t.connector_id: t for t in ConnectorToggle.objects.filter(conversation=row)}
    connectors = connectors_visible_to(asking.member)
    waiting = waiting_tools(connectors)
    accounts: dict[uuid.UUID, list[Connection]] = {}
    for connection in connections_of(asking.member):
        accounts.setdefault(connection.connector_id, []).append(connection)
    used = {toggle.connection_id for toggle in toggles.values()}
    chosen = {id_: [one for one in mine if one.id in used] or mine for id_, mine in accounts.items()}
    left_out = left_out_of(connectors, chosen)
    return [
        toggle_shape(
            connector,
            toggles.get(connector.id),
            accounts.get(connector.id, []),
            asking=asking,
            place=place,
            waiting=waiting[connector.id],
            left_out=left_out[connector.id],
        )
        for connector in connectors
    ]


def toggle_shape(
    row: Connector,
    switched: ConnectorToggle | None,
    mine: Sequence[Connection],
    *,
    asking: Asking,
    place: Place,
    waiting: int,
    left_out: list[LeftOutToolShape],
) -> ToggleShape:
    """One connector, for whoever asks with accounts of their own there."""
    may = connector_actions(row, asking, mine)
    return {
        "connector": connector_mark_shape(row),
        "enabled": switched is not None,
        "connection": str(switched.connection_id) if switched and switched.connection_id else None,
        "wants_consent": needs_consent(row),
        "connections": [
            {"id": str(one.id), "status": one.status, "label": one.label, "account": one.account} for one in mine
        ],
        "may_toggle": may_toggle(place, row, mine).as_json(),
        "may_connect": may["connect"].as_json(),
        "may_reconnect": may["reconnect"].as_json(),
        "waiting_tools": waiting,
        "left_out": left_out,
    }


class ToggleChanges(serializers.Serializer[Any]):
    """On, with one of one's own accounts where there are several, or off."""

    enabled = serializers.BooleanField()
    connection = serializers.UUIDField(required=False, allow_null=True)


class TogglesOfMember(OrganizationView):
    """What may be done depends on the person and on their device."""

    def shaped(self, row: Conversation) -> list[ToggleShape]:
        """All connectors, for the asking member."""
        return toggle_shapes(Asking.of(self.membership, mobile=self.is_mobile), row)


class ToggleList(TogglesOfMember, PagedView):
    """The connectors of the organization, and which are on in this conversation."""

    @extend_schema(operation_id="toggles_list", responses=list[ToggleShape])
    def get(self, request: Request, org: str, conversation_id: uuid.UUID) -> Response:
        """Every enabled connector with its state here and, where it can't be switched on, the reason."""
        return self.whole(self.shaped(conversation_visible_to(self.membership, conversation_id)))


class ToggleDetail(TogglesOfMember):
    """One connector in one conversation."""

    @extend_schema(operation_id="toggles_update", request=ToggleChanges, responses=ToggleShape)
    def put(self, request: Request, org: str, conversation_id: uuid.UUID, connector_id: uuid.UUID) -> Response:
        """Switch the connector on (with one's own connection) or off."""
        row = conversation_visible_to(self.membership, conversation_id)
        one: Connector = found(connectors_visible_to(self.membership), connector_id)
        data = valid(ToggleChanges, request.data)
        if data["enabled"]:
            wanted = str(data["connection"]) if data.get("connection") else None
            toggle_on(actor=self.actor, conversation=row, connector=one, connection_id=wanted)
        else:
            toggle_off(actor=self.actor, conversation=row, connector=one)
        return Response(next(t for t in self.shaped(row) if t["connector"]["id"] == str(one.id)))


class ConnectorChatList(OrganizationView):
    """One's own chats that hold content of a connector."""

    @extend_schema(operation_id="connector_chats_destroy_all", responses={204: None})
    def delete(self, request: Request, org: str, connector_id: uuid.UUID) -> Response:
        """Delete them all, as after a consent that was withdrawn; their links die, running turns stop."""
        connector: Connector = found(connectors_visible_to(self.membership), connector_id)
        delete_chats_with(actor=self.actor, connector=connector)
        return Response(status=204)
