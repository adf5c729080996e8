"""Making, changing and deleting conversations."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from conversations.models import FINAL, ConnectorToggle, Conversation, Notice, NoticeCode, ToolAccess, Turn
from conversations.policy import Place, may_move, may_use_connectors_in
from conversations.selectors import kinds_in, place_in
from conversations.services.cancellation import cancel_turn
from conversations.services.chats import chat_now, hold_chat
from organizations.actors import Actor
from organizations.exceptions import AuditNote, Invalid, Missing, insist
from organizations.models import Project
from organizations.services.answers import forget_answers
from organizations.text import says_nothing


@transaction.atomic
def create_conversation(*, actor: Actor, project: Project | None = None, title: str = "") -> Conversation:
    """A new, empty conversation of the actor, outside any project or in one that they see; raises Missing, Invalid."""
    if title:
        _must_say_something(title)
    _locked_for(actor, project)
    return Conversation.objects.create(
        organization=actor.member.organization,
        author=actor.member,
        project=project,
        title=title.strip()[:200],
    )


@transaction.atomic
def rename_conversation(*, actor: Actor, conversation: Conversation, title: str) -> None:
    """Give another title; raises Invalid when it is empty."""
    _must_say_something(title)
    conversation.title = title.strip()[:200]
    hold_chat(conversation.pk)
    conversation.save(update_fields=["title"])


def _must_say_something(title: str) -> None:
    if says_nothing(title):
        raise Invalid("title", "Give the chat a title that one can see.")


@transaction.atomic
def set_tool_access(*, actor: Actor, conversation: Conversation, tool_access: str) -> None:
    """Auto or always available; raises Invalid for On demand, which a later version brings."""
    if tool_access == ToolAccess.ON_DEMAND:
        raise Invalid("tool_access", "On demand is not there yet: choose auto or always.")
    conversation.tool_access = tool_access
    hold_chat(conversation.pk)
    conversation.save(update_fields=["tool_access"])


@transaction.atomic
def move_conversation(*, actor: Actor, conversation: Conversation, project: Project | None) -> None:
    """Into a project or out of all; toggles go off and a turn stops where connectors may not be used (P1, P7).

    Raises Refused, Missing.
    """
    place = _locked_for(actor, project)
    # After the project's lock, as everywhere: what it holds must not change between the question and the answer.
    Conversation.objects.select_for_update(no_key=True).get(pk=conversation.pk)
    chat_now(conversation.pk)
    insist(may_move(place, bool(kinds_in(conversation))), AuditNote("conversation.move_denied", conversation))
    conversation.project = project
    conversation.updated_at = timezone.now()
    conversation.save(update_fields=["project", "updated_at"])
    if not may_use_connectors_in(place).allowed:
        toggles = ConnectorToggle.objects.filter(conversation=conversation)
        stop_turns_in(actor=actor, conversations=Conversation.objects.filter(toggles__in=toggles))
        toggles.delete()


def _locked_for(actor: Actor, project: Project | None) -> Place:
    """The place in this project, which nobody changes or leaves until the transaction ends. Raises Missing."""
    if project is not None:
        project = Project.objects.select_for_update(no_key=True).get(pk=project.pk)
    place = place_in(actor.member.organization, project, actor.member.id)
    if project is not None and place.project_seen is None:
        raise Missing
    return place


@transaction.atomic
def delete_conversation(*, actor: Actor, conversation: Conversation) -> None:
    """Hide it for good; its links die, a running turn stops."""
    if conversation.delete_softly():
        forget_answers(organization_id=conversation.organization_id, subject_id=conversation.pk)
        stop_turns_in(actor=actor, conversations=Conversation.objects.filter(pk=conversation.pk))


@transaction.atomic
def leave_project(*, actor: Actor, project: Project, conversations: QuerySet[Conversation]) -> None:
    """Who can no longer see a project has no chat in it: their chats become their own, and turns in them stop (A6)."""
    chats = list(conversations.filter(project=project).values_list("pk", flat=True))
    leaving = Conversation.objects.filter(pk__in=chats)
    Notice.tell(project.organization_id, NoticeCode.PROJECT_LEFT, [(chat, "") for chat in chats])
    leaving.update(project=None)
    stop_turns_in(actor=actor, conversations=leaving)


def stop_turns_in(*, actor: Actor, conversations: QuerySet[Conversation]) -> None:
    """Cancel what is not over in these conversations."""
    for turn in Turn.objects.filter(conversation__in=conversations).exclude(status__in=FINAL):
        cancel_turn(actor=actor, turn=turn)
