"""One's own conversations."""

import uuid
from functools import partial
from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from conversations import shapes
from conversations.api.inputs import ConversationChange, ConversationInput, ConversationsQuery
from conversations.api.shapes import ConversationShape
from conversations.models import FINAL, Conversation, Notice, Provenance, Turn
from conversations.selectors import (
    conversation_visible_to,
    conversations_visible_to,
    notices_in,
    projects_seen_by,
)
from conversations.services.conversations import (
    create_conversation,
    delete_conversation,
    move_conversation,
    rename_conversation,
    set_tool_access,
)
from organizations.api.closed import valid
from organizations.api.finding import found
from organizations.api.listing import PagedView
from organizations.api.scoping import OrganizationView
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


class Conversations(PagedView, OrganizationView):
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

    @extend_schema(operation_id="create_conversation", request=ConversationInput, responses={201: ConversationShape})
    def post(self, request: Request, org: str) -> Response:
        """Make an empty conversation."""
        data = valid(ConversationInput, request.data)
        project = _project(self.membership, data.get("project"))
        row = create_conversation(actor=self.actor, project=project, title=data.get("title", ""))
        return Response(conversation_shapes(self.membership, [row])[0], status=201)


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
