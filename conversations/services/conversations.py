"""Making, changing and deleting conversations."""

from django.db import transaction
from django.utils import timezone

from conversations.models import ConnectorToggle, Conversation, ToolAccess, Turn
from conversations.policy import Place, may_move, may_use_connectors_in
from conversations.selectors import kinds_in
from conversations.services.cancellation import cancel_turn
from organizations.actors import Actor
from organizations.exceptions import AuditNote, Invalid, insist
from organizations.models import Project, ProjectMember


@transaction.atomic
def create_conversation(*, actor: Actor, project: Project | None = None, title: str = "") -> Conversation:
    """A new, empty conversation of the actor, outside any project or in one that they can see."""
    return Conversation.objects.create(
        organization=actor.member.organization,
        author=actor.member,
        project=project,
        title=title.strip()[:200],
    )


@transaction.atomic
def rename_conversation(*, actor: Actor, conversation: Conversation, title: str) -> None:
    """Give another title; raises Invalid when it is empty."""
    if not title.strip():
        raise Invalid("title", "Give the chat a title.")
    conversation.title = title.strip()[:200]
    conversation.save(update_fields=["title"])


@transaction.atomic
def set_tool_access(*, actor: Actor, conversation: Conversation, tool_access: str) -> None:
    """Auto or always available; raises Invalid for On demand, which a later version brings."""
    if tool_access == ToolAccess.ON_DEMAND:
        raise Invalid("tool_access", "On demand is not there yet: choose auto or always.")
    conversation.tool_access = tool_access
    conversation.save(update_fields=["tool_access"])


@transaction.atomic
def move_conversation(*, actor: Actor, conversation: Conversation, project: Project | None) -> None:
    """Into a project or out of all; toggles go off where connectors may not be used (private projects-P1, P7)."""
    members = ProjectMember.objects.filter(project=project, member__removed_at=None).count() if project else 0
    place = Place(actor.member.organization, project, members)
    insist(may_move(place, bool(kinds_in(conversation))), AuditNote("conversation.move_denied", conversation))
    conversation.project = project
    conversation.updated_at = timezone.now()
    conversation.save(update_fields=["project", "updated_at"])
    if not may_use_connectors_in(place).allowed:
        ConnectorToggle.objects.filter(conversation=conversation).delete()


@transaction.atomic
def delete_conversation(*, actor: Actor, conversation: Conversation) -> None:
    """Hide it for good; its links die, a running turn stops."""
    if conversation.delete_softly():
        for turn in Turn.objects.filter(conversation=conversation, finished_at=None):
            cancel_turn(actor=actor, turn=turn)
