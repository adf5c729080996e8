"""Which conversations, turns and calls a member can reach: their own."""

import json
import uuid
from collections.abc import Iterable
from typing import Any, TypeVar

from django.conf import settings
from django.db.models import Model, QuerySet

from conversations.models import Conversation, Design, Message, Notice, Provenance, Share, Step, ToolCall, Turn
from conversations.policy.place import ContentOf, Place
from organizations import tenancy
from organizations.models import Membership, Organization, Project, ProjectMember
from organizations.refusals import Missing
from organizations.selectors import Prepared, projects_visible_to
from organizations.tenancy import call_function

M = TypeVar("M", bound=Model)


def conversations_visible_to(member: Membership) -> QuerySet[Conversation]:
    """A conversation belongs to its author (rules.md section 4)."""
    return _conversations(member.organization_id, member.id)


def conversation_visible_to(member: Membership, conversation_id: uuid.UUID) -> Conversation:
    """One of them; raises Missing."""
    return _must_exist(_conversation.get(member.organization_id, member.id, conversation_id))


def turn_visible_to(member: Membership, turn_id: uuid.UUID) -> Turn:
    """A turn of one's own conversations; raises Missing."""
    return _must_exist(_turn.get(member.organization_id, member.id, turn_id))


def _conversations(organization: Any, author: Any) -> QuerySet[Conversation]:
    rows = Conversation.objects.select_related("project", "organization")
    return rows.filter(organization=organization, author=author, deleted_at=None)


_conversation = Prepared(lambda organization, author, pk: _conversations(organization, author).filter(pk=pk), 3)
_turn = Prepared(
    lambda organization, member, pk: Turn.objects.filter(
        organization=organization, member=member, conversation__deleted_at=None, pk=pk
    ),
    3,
)


def _must_exist(row: M | None) -> M:
    if row is None:
        raise Missing
    return row


def tool_calls_visible_to(member: Membership) -> QuerySet[ToolCall]:
    """Calls of one's own turns, with what their cards show."""
    mine = ToolCall.objects.filter(turn__member=member, turn__conversation__deleted_at=None)
    # `turn_member` repeats the turn's member, for the index.
    return with_card(mine.filter(organization=member.organization_id, turn_member=member.id))


def with_card(calls: QuerySet[ToolCall]) -> QuerySet[ToolCall]:
    """The rows beside a call that its shape needs."""
    return calls.select_related("turn", "connector__listing", "connection", "approval", "retry_of__approval")


def designs_visible_to(member: Membership) -> QuerySet[Design]:
    """Designs of one's own conversations: what holds for these holds for them."""
    mine = Design.objects.filter(conversation__author=member, conversation__deleted_at=None)
    return mine.filter(organization=member.organization_id)


def shares_visible_to(member: Membership) -> QuerySet[Share]:
    """Links of one's own conversations."""
    return Share.objects.filter(organization=member.organization_id, conversation__author=member)


def place_of(conversation: Conversation) -> Place:
    """Where a conversation happens, read now."""
    return place_in(conversation.organization, conversation.project, conversation.author_id)


def place_in(organization: Organization, project: Project | None, author_id: uuid.UUID) -> Place:
    """Where a conversation of this author would happen, read now."""
    may_train = not settings.MODEL_DOES_NOT_TRAIN
    if project is None:
        return Place(organization, model_may_train=may_train)
    members = set(
        ProjectMember.objects.filter(project=project, member__removed_at=None).values_list("member_id", flat=True)
    )
    return Place(organization, project, len(members), author_id in members, may_train)


def projects_seen_by(author: Membership, conversations: Iterable[Conversation]) -> set[uuid.UUID]:
    """The ids of these conversations' projects that their author may still see."""
    wanted = {row.project_id for row in conversations if row.project_id}
    return set(projects_visible_to(author).filter(id__in=wanted).values_list("id", flat=True)) if wanted else set()


def notices_in(conversations: Iterable[Conversation]) -> dict[uuid.UUID, list[Notice]]:
    """The notices that their author has not seen, by conversation, oldest first."""
    found: dict[uuid.UUID, list[Notice]] = {}
    for notice in Notice.objects.filter(conversation__in=list(conversations), seen_at=None).order_by("created_at"):
        found.setdefault(notice.conversation_id, []).append(notice)
    return found


def branch_of(conversation: Conversation) -> list[Message]:
    """The visible messages with their turns, oldest first: from the head back along the parents."""
    rows = {row.id: row for row in Message.objects.select_related("turn").filter(conversation=conversation)}
    branch: list[Message] = []
    current = rows.get(conversation.head_id) if conversation.head_id else None
    while current is not None:
        branch.append(current)
        current = rows.get(current.parent_id) if current.parent_id else None
    return branch[::-1]


def calls_of(messages: Iterable[Message]) -> QuerySet[ToolCall]:
    """The calls that these messages refer to."""
    turns = [m.turn_id for m in messages if m.role == "assistant" and m.turn_id]
    return with_card(ToolCall.objects.filter(turn__in=turns) if turns else ToolCall.objects.none())


def steps_and_calls(turns: list[Any]) -> tuple[dict[Any, list[Step]], dict[Any, list[ToolCall]]]:
    """Steps and calls of turns, by turn, in order."""
    steps: dict[Any, list[Step]] = {}
    calls: dict[Any, list[ToolCall]] = {}
    for step in Step.objects.filter(turn__in=turns).order_by("number"):
        steps.setdefault(step.turn_id, []).append(step)
    rows = ToolCall.objects.select_related("approval").defer("structured").filter(turn__in=turns)
    for each in rows.order_by("step", "position", "created_at"):
        calls.setdefault(each.turn_id, []).append(each)
    return steps, calls


def contents_in(conversation_id: uuid.UUID) -> tuple[ContentOf, ...]:
    """The connectors whose content a conversation holds, by name."""
    return ContentOf.parse(json.loads(tenancy.call_function("contents_of", conversation_id)[0]))


def kinds_in(conversation: Conversation) -> set[str]:
    """Which kinds of connector content a conversation holds."""
    return set(Provenance.objects.filter(conversation=conversation).values_list("kind", flat=True))


# Locking a chat that is worked on: it may have been deleted since the request found it.


def lock_chat(conversation_id: uuid.UUID) -> Conversation:
    """The chat, locked with its place until the transaction ends. Raises Missing when it was deleted."""
    call_function("lock_place", conversation_id)
    return chat_now(conversation_id)


def chat_now(conversation_id: uuid.UUID) -> Conversation:
    """The same for a caller that has locked its turn, for which a deletion waits."""
    found = Conversation.objects.select_related("project", "organization").filter(pk=conversation_id, deleted_at=None)
    row = found.first()
    if row is None:
        raise Missing
    return row
