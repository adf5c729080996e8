"""One's own conversations, and what the product did in them without their author."""

import uuid
from collections.abc import Iterable
from functools import partial
from typing import Annotated, Any, ClassVar, NotRequired, TypedDict

from django.http import HttpResponseBase
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from connectors.shapes import ConnectorMarkShape, connector_mark_shape
from conversations.api.messages import NewMessage, SendingView
from conversations.chats import (
    Wanted,
    begin_conversation,
    delete_conversation,
    move_conversation,
    rename_conversation,
    set_tool_access,
)
from conversations.events.types import EVENT_STREAM, TURN_EVENTS
from conversations.models import FINAL, ContentKind, Conversation, Notice, NoticeCode, Provenance, ToolAccess, Turn
from conversations.selectors import conversation_visible_to, conversations_visible_to, notices_in, projects_seen_by
from conversations.shapes import MessageShape, TurnShape
from organizations.api.base import OneLineField, OrganizationView, PagedView, found, valid
from organizations.models import Membership, Project, Visibility
from organizations.selectors import projects_visible_to
from organizations.shapes import Id, Time, time_text

NOTICES = {
    "account_disconnected": "{name} was switched off in this chat: its account was disconnected. Connect again, then"
    " switch it on with “+”.",
    "account_changed": "{name} was switched off in this chat: it is signed in with another account now. Switch it on"
    " with “+” to use that one.",
    "connector_disabled": "{name} was switched off in this chat: an owner has disabled it for everyone.",
    "project_opened": "{name} was switched off in this chat: connectors may not be used in its project now.",
    "project_left": "This chat left its project, because you can't see the project any more. It is your own now.",
    "link_ended": "A share link of this chat was ended, because the rules do not allow it any more.",
}


class ProjectMarkShape(TypedDict):
    """A conversation's project, as far as its author sees it."""

    id: Id
    name: str
    visibility: Annotated[str, Visibility]


class ProvenanceShape(TypedDict):
    """A connector whose content a conversation holds, and how it came in."""

    connector: ConnectorMarkShape
    kind: Annotated[str, ContentKind]


class NoticeShape(TypedDict):
    """What happened in a chat without its author."""

    id: Id
    code: Annotated[str, NoticeCode]
    text: Annotated[str, "What happened and what to do, in words."]
    created_at: Time


class ConversationShape(TypedDict):
    """A conversation with what it holds, what runs in it and what to know."""

    id: Id
    title: str
    project: ProjectMarkShape | None
    provenance: list[ProvenanceShape]
    tool_access: Annotated[str, ToolAccess]
    active_turn: Id | None
    notices: list[NoticeShape]
    created_at: Time
    updated_at: Time


def conversation_shapes(author: Membership, rows: list[Conversation]) -> list[ConversationShape]:
    """An author's conversations with their marks, notices and active turns, a few queries for all."""
    marks: dict[Any, list[Provenance]] = {}
    for mark in Provenance.objects.select_related("connector__listing").filter(conversation__in=rows):
        marks.setdefault(mark.conversation_id, []).append(mark)
    active = dict(
        Turn.objects.filter(conversation__in=rows).exclude(status__in=FINAL).values_list("conversation_id", "id")
    )
    seen, notices = projects_seen_by(author, rows), notices_in(rows)
    return [
        conversation_shape(
            row,
            marks.get(row.id, []),
            active.get(row.id),
            project=row.project if row.project_id in seen else None,
            notices=notices.get(row.id, []),
        )
        for row in rows
    ]


def conversation_shape(
    row: Conversation,
    marks: Iterable[Provenance],
    active_turn: uuid.UUID | None,
    *,
    project: Project | None,
    notices: Iterable[Notice],
) -> ConversationShape:
    """One conversation; `project` as far as its author sees it."""
    return {
        "id": str(row.id),
        "title": row.title,
        "project": {"id": str(project.id), "name": project.name, "visibility": project.visibility} if project else None,
        "provenance": _provenance_shapes(marks),
        "tool_access": row.tool_access,
        "active_turn": str(active_turn) if active_turn else None,
        "notices": [_notice_shape(each) for each in notices],
        "created_at": time_text(row.created_at),
        "updated_at": time_text(row.updated_at),
    }


def _provenance_shapes(marks: Iterable[Provenance]) -> list[ProvenanceShape]:
    """Each connector whose content is in there, once per kind."""
    once = {(mark.connector_id, mark.kind): mark for mark in marks}
    return [{"connector": connector_mark_shape(mark.connector), "kind": mark.kind} for mark in once.values()]


def _notice_shape(row: Notice) -> NoticeShape:
    """What happened in a chat without its author, in words."""
    words = NOTICES[row.code].format(name=row.name)
    return {"id": str(row.id), "code": row.code, "text": words, "created_at": time_text(row.created_at)}


class ConversationBegunShape(ConversationShape):
    """A new conversation, and what it began with."""

    message: NotRequired[Annotated[MessageShape, "Where the conversation begins with one."]]
    turn: NotRequired[Annotated[TurnShape, "What answers it."]]


class ConversationFields(serializers.Serializer[Any]):
    """What its author says of a conversation."""

    project = serializers.UUIDField(required=False, allow_null=True)
    title = OneLineField(required=False, allow_blank=True, max_length=200)


class NewToggle(serializers.Serializer[Any]):
    """A connector to switch on, with one of one's own accounts where there are several."""

    connector = serializers.UUIDField()
    connection = serializers.UUIDField(required=False, allow_null=True)


class NewConversation(ConversationFields):
    """A conversation to make, with what it begins with."""

    connectors = serializers.ListField(child=NewToggle(), required=False, max_length=100)
    message = NewMessage(required=False)


class ConversationChanges(ConversationFields):
    """What changes about a conversation."""

    tool_access = serializers.ChoiceField(ToolAccess.choices, required=False)


class ConversationsQuery(serializers.Serializer[Any]):
    """How the list of conversations is narrowed."""

    project = serializers.UUIDField(required=False)
    q = serializers.CharField(required=False, allow_blank=True, help_text="Part of the title.")


class ConversationList(SendingView, PagedView):
    """One's own conversations, newest first."""

    queries: ClassVar = {"GET": ConversationsQuery}

    @extend_schema(
        operation_id="conversations_list", parameters=[ConversationsQuery], responses=list[ConversationShape]
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
        operation_id="conversations_create",
        request=NewConversation,
        responses={(201, "application/json"): ConversationBegunShape, (201, EVENT_STREAM): TURN_EVENTS},
    )
    def post(self, request: Request, org: str) -> HttpResponseBase:
        """Make a conversation, with connectors switched on and a first message if they are given: all or nothing.

        With a message the answer has `message` and `turn` too, and can be had as events, as when one is sent later.
        """
        data = valid(NewConversation, request.data)
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
        shape = conversation_shape(begun.conversation, [], active, project=project, notices=[])
        if begun.message is None or begun.turn is None:
            return Response(shape, status=201)
        return self.started(begun.message, begun.turn, 201, shape)


class ConversationDetail(OrganizationView):
    """One conversation of one's own."""

    @extend_schema(operation_id="conversations_retrieve", responses=ConversationShape)
    def get(self, request: Request, org: str, conversation_id: uuid.UUID) -> Response:
        """Read it."""
        return Response(conversation_shapes(self.membership, [self._row(conversation_id)])[0])

    @extend_schema(operation_id="conversations_update", request=ConversationChanges, responses=ConversationShape)
    def patch(self, request: Request, org: str, conversation_id: uuid.UUID) -> Response:
        """Rename, move or change tool access."""
        row = self._row(conversation_id)
        data = valid(ConversationChanges, request.data)
        if "title" in data:
            rename_conversation(actor=self.actor, conversation=row, title=data["title"])
        if "project" in data:
            move_conversation(actor=self.actor, conversation=row, project=_project(self.membership, data["project"]))
        if "tool_access" in data:
            set_tool_access(actor=self.actor, conversation=row, tool_access=data["tool_access"])
        return Response(conversation_shapes(self.membership, [row])[0])

    @extend_schema(operation_id="conversations_destroy", responses={204: None})
    def delete(self, request: Request, org: str, conversation_id: uuid.UUID) -> Response:
        """Delete it; its links die, a running turn stops."""
        delete_conversation(actor=self.actor, conversation=self._row(conversation_id))
        return Response(status=204)

    def _row(self, conversation_id: uuid.UUID) -> Conversation:
        return conversation_visible_to(self.membership, conversation_id)


class NoticeDetail(OrganizationView):
    """One thing that was said in a conversation of one's own."""

    @extend_schema(operation_id="notices_destroy", responses={204: None})
    def delete(self, request: Request, org: str, conversation_id: uuid.UUID, notice_id: uuid.UUID) -> Response:
        """It has been seen; doing it twice changes nothing."""
        row = conversation_visible_to(self.membership, conversation_id)
        found(Notice.objects.filter(conversation=row), notice_id).see()
        return Response(status=204)


def _project(member: Membership, project_id: uuid.UUID | None) -> Project | None:
    return found(projects_visible_to(member), project_id) if project_id else None
