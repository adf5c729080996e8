"""One's own conversations."""

import uuid
from functools import partial
from typing import Any, ClassVar

from django.http import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from connectors.actions import Asking, connector_actions
from connectors.models import Connection, Connector
from connectors.selectors import connections_of, connectors_visible_to, waiting_tools
from connectors.tools.left_out import left_out_of
from conversations import shapes
from conversations.api.events import EVENT_STREAM, SendingView
from conversations.api.inputs import ConversationChange, ConversationsQuery, NewConversationInput, ToggleInput
from conversations.api.shapes import BegunShape, ConversationShape, ToggleShape
from conversations.chats import (
    Wanted,
    delete_conversation,
    move_conversation,
    rename_conversation,
    set_tool_access,
    toggle_off,
    toggle_on,
)
from conversations.models import FINAL, ConnectorToggle, Conversation, Notice, Provenance, Turn
from conversations.policy.rules import may_toggle
from conversations.selectors import (
    conversation_visible_to,
    conversations_visible_to,
    notices_in,
    place_of,
    projects_seen_by,
)
from conversations.services.beginning import begin_conversation
from organizations.api.base import OrganizationView, PagedView, found
from organizations.api.closed import valid
from organizations.models import Membership, Project
from organizations.selectors import projects_visible_to


def conversation_shapes(author: Membership, rows: list[Conversation]) -> list[dict[str, Any]]:
    """An author's conversations with their marks, notices and active turns, a few queries for all."""
    marks: dict[Any, list[Provenance]] = {}
    for mark in Provenance.objects.select_related("connector__listing").filter(conversation__in=rows):
        marks.setdefault(mark.conversation_id, []).append(mark)
    active = dict(
        Turn.objects.filter(conversation__in=rows).exclude(status__in=FINAL).values_list("conversation_id", "id")
    )
    seen, notices = projects_seen_by(author, rows), notices_in(rows)
    return [
        shapes.conversation(
            row,
            marks.get(row.id, []),
            active.get(row.id),
            project=row.project if row.project_id in seen else None,
            notices=notices.get(row.id, []),
        )
        for row in rows
    ]


class Conversations(PagedView, SendingView):
    """One's own conversations, newest first."""

    queries: ClassVar = {"GET": ConversationsQuery}

    @extend_schema(
        operation_id="list_conversations",
        parameters=[ConversationsQuery],
        responses=ConversationShape(many=True),
    )
    def get(self, request: Request, org: str) -> Response:
        """List one's own conversations."""
        rows = conversations_visible_to(self.membership)
        if "project" in self.asked:
            rows = rows.filter(project=self.asked["project"])
        if q := self.asked.get("q"):
            rows = rows.filter(title__icontains=q[:100])
        return self.shaped_page(rows, partial(conversation_shapes, self.membership), ordering=("-updated_at", "-id"))

    @extend_schema(
        operation_id="create_conversation",
        request=NewConversationInput,
        responses={(201, "application/json"): BegunShape, (201, EVENT_STREAM): OpenApiTypes.STR},
    )
    def post(self, request: Request, org: str) -> HttpResponseBase:
        """Make a conversation, with connectors switched on and a first message if they are given: all or nothing.

        With a message the answer has `message` and `turn` too, and can be had as events, as when one is sent later.
        """
        data = valid(NewConversationInput, request.data)
        said = data.get("message")
        if said is not None:
            self.insist_on_reading()
        project = _project(self.membership, data.get("project"))
        begun = begin_conversation(
            actor=self.actor,
            project=project,
            title=data.get("title", ""),
            switches=[Wanted(one["connector"], one.get("connection")) for one in data.get("connectors", [])],
            text=said["text"] if said is not None else None,
        )
        active = begun.turn.id if begun.turn else None
        shape = shapes.conversation(begun.conversation, [], active, project=project, notices=[])
        if begun.message is None or begun.turn is None:
            return Response(shape, status=201)
        return self.started(begun.message, begun.turn, 201, **shape)


class OneConversation(OrganizationView):
    """One conversation of one's own."""

    @extend_schema(operation_id="get_conversation", parameters=[], responses=ConversationShape)
    def get(self, request: Request, org: str, conversation: uuid.UUID) -> Response:
        """Read it."""
        return Response(conversation_shapes(self.membership, [self._row(conversation)])[0])

    @extend_schema(operation_id="change_conversation", request=ConversationChange, responses=ConversationShape)
    def patch(self, request: Request, org: str, conversation: uuid.UUID) -> Response:
        """Rename, move or change tool access."""
        row = self._row(conversation)
        data = valid(ConversationChange, request.data)
        if "title" in data:
            rename_conversation(actor=self.actor, conversation=row, title=data["title"])
        if "project" in data:
            move_conversation(actor=self.actor, conversation=row, project=_project(self.membership, data["project"]))
        if "tool_access" in data:
            set_tool_access(actor=self.actor, conversation=row, tool_access=data["tool_access"])
        return Response(conversation_shapes(self.membership, [row])[0])

    @extend_schema(operation_id="delete_conversation", responses={204: None})
    def delete(self, request: Request, org: str, conversation: uuid.UUID) -> Response:
        """Delete it; its links die, a running turn stops."""
        delete_conversation(actor=self.actor, conversation=self._row(conversation))
        return Response(status=204)

    def _row(self, conversation_id: uuid.UUID) -> Conversation:
        return conversation_visible_to(self.membership, conversation_id)


class OneNotice(OrganizationView):
    """One thing that was said in a conversation of one's own."""

    @extend_schema(operation_id="dismiss_notice", responses={204: None})
    def delete(self, request: Request, org: str, conversation: uuid.UUID, notice: uuid.UUID) -> Response:
        """It has been seen; doing it twice changes nothing."""
        row = conversation_visible_to(self.membership, conversation)
        found(Notice.objects.filter(conversation=row), notice).see()
        return Response(status=204)


def _project(member: Membership, project_id: uuid.UUID | None) -> Project | None:
    return found(projects_visible_to(member), project_id) if project_id else None


# Which connectors are on in a conversation.


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
