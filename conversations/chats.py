"""Making, changing and deleting conversations."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from connectors.models import Connection, Connector
from connectors.selectors import accounts_at, connections_of, connectors_visible_to
from conversations.models import (
    FINAL,
    ConnectorToggle,
    Conversation,
    Message,
    Notice,
    NoticeCode,
    ToolAccess,
    ToolCall,
    Turn,
)
from conversations.policy.calls import may_toggle
from conversations.policy.place import Place, may_move, may_use_connectors_in
from conversations.selectors import chat_now, conversations_visible_to, kinds_in, lock_chat, place_in, place_of
from conversations.turns import cancel_turn, start_turn
from conversations.waits import calls_waiting_for_accounts, look_again
from organizations.audit import Actor
from organizations.models import Membership, Project, forget_answers
from organizations.refusals import AuditNote, Conflict, Invalid, Missing, insist
from organizations.text import says_nothing


def new_conversation(*, actor: Actor, project: Project | None, title: str) -> tuple[Conversation, Place]:
    """A new conversation of the actor, outside any project or in one that they see, in the caller's transaction.

    With its place, which nobody changes until that ends. Raises Missing, Invalid.
    """
    if title:
        _must_say_something(title)
    place = _locked_for(actor, project)
    row = Conversation(
        organization=actor.member.organization,
        author=actor.member,
        project=project,
        title=title.strip()[:200],
    )
    row.save(force_insert=True)
    return row, place


@transaction.atomic
def rename_conversation(*, actor: Actor, conversation: Conversation, title: str) -> None:
    """Give another title; raises Invalid when it is empty."""
    _must_say_something(title)
    conversation.title = title.strip()[:200]
    lock_chat(conversation.pk)
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
    lock_chat(conversation.pk)
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
def delete_chats_with(*, actor: Actor, connector: Connector) -> None:
    """Delete all of one's own chats that hold content of this connector, such as health records (health-H2)."""
    for chat in conversations_visible_to(actor.member).filter(provenance__connector=connector).distinct():
        delete_conversation(actor=actor, conversation=chat)


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


# Switching a connector on or off in a conversation.


class Wanted(NamedTuple):
    """A connector to switch on, with the account that was chosen for it, if any was."""

    connector_id: uuid.UUID
    connection_id: uuid.UUID | None = None


@transaction.atomic
def toggle_on(
    *, actor: Actor, conversation: Conversation, connector: Connector, connection_id: str | None = None
) -> ConnectorToggle:
    """Use this connector here, with the named connection or the only usable one.

    Raises Refused (tools-T1 to T4) with an audit event, Missing for another person's connection, Conflict
    `connection_ambiguous` when there are several accounts and none was chosen.
    """
    # Nobody comes into the project, and the chat does not move, between the question and the answer.
    conversation = lock_chat(conversation.id)
    # Locked, so that an account which is disconnected at this moment is not there, or takes the toggle with it.
    connections = list(connections_of(actor.member, connector=connector).select_for_update(no_key=True))
    chosen = _allowed(place_of(conversation), conversation, connector, connections, connection_id)
    toggle, _ = ConnectorToggle.objects.update_or_create(
        organization_id=actor.organization_id,
        conversation=conversation,
        connector=connector,
        defaults={"connection": chosen},
    )
    # What was said of its going off is over.
    Notice.see_all(conversation, connector.name)
    look_again(_waiting_in(conversation, connector))
    return toggle


def switch_on_in_new(
    *, actor: Actor, conversation: Conversation, place: Place, switches: Sequence[Wanted]
) -> list[ConnectorToggle]:
    """The same for several connectors of a conversation that was made in this transaction, at a place it holds.

    Raises as `toggle_on`, and Missing for a connector that is not enabled, Invalid for one that is named twice.
    """
    wanted = {switch.connector_id: switch.connection_id for switch in switches}
    if len(wanted) < len(switches):
        raise Invalid("connectors", "Name each connector once.")
    connectors, accounts = _offered_for(actor.member, wanted)
    if len(connectors) < len(wanted):
        raise Missing
    return ConnectorToggle.objects.bulk_create(
        [
            ConnectorToggle(
                organization_id=actor.organization_id,
                conversation=conversation,
                connector=connector,
                connection=_allowed(
                    place, conversation, connector, accounts.get(connector.id, []), wanted[connector.id]
                ),
            )
            for connector in connectors
        ]
    )


def _offered_for(
    member: Membership, wanted: Collection[uuid.UUID]
) -> tuple[list[Connector], dict[uuid.UUID, list[Connection]]]:
    """Those of these connectors that are enabled, with the member's accounts at each, locked."""
    accounts: dict[uuid.UUID, list[Connection]] = {}
    for account in accounts_at(member, wanted):
        accounts.setdefault(account.connector_id, []).append(account)
    connectors = [own[0].connector for own in accounts.values()]
    if without := set(wanted) - accounts.keys():
        connectors += connectors_visible_to(member).filter(pk__in=without)
    return connectors, accounts


def _allowed(
    place: Place,
    conversation: Conversation,
    connector: Connector,
    accounts: Sequence[Connection],
    wanted: uuid.UUID | str | None,
) -> Connection:
    note = AuditNote("connector.toggle_denied", connector, conversation=str(conversation.id))
    insist(may_toggle(place, connector, accounts), note)
    return _chosen(accounts, wanted, connector)


def _chosen(connections: Sequence[Connection], wanted: uuid.UUID | str | None, connector: Connector) -> Connection:
    usable = [c for c in connections if c.is_usable]
    if wanted is not None:
        chosen = [c for c in usable if str(c.id) == str(wanted)]
        if not chosen:
            raise Missing
        return chosen[0]
    if len(usable) > 1:
        words = f"You have several {connector.name} accounts: choose which one this chat uses."
        raise Conflict("connection_ambiguous", words)
    return usable[0]


def switch_off(organization_id: uuid.UUID, toggles: QuerySet[ConnectorToggle], because: NoticeCode) -> None:
    """Switch connectors off that may not stay on, and say so in their chats; in the transaction of what happened."""
    rows = list(toggles.values_list("pk", "conversation_id", "connector__name"))
    Notice.tell(organization_id, because, [(conversation_id, name) for _, conversation_id, name in rows])
    ConnectorToggle.objects.filter(pk__in=[pk for pk, _, _ in rows]).delete()


@transaction.atomic
def toggle_off(*, actor: Actor, conversation: Conversation, connector: Connector) -> None:
    """Stop using the connector here; what it already brought in stays marked. Raises Missing for a deleted chat."""
    lock_chat(conversation.id)
    ConnectorToggle.objects.filter(conversation=conversation, connector=connector).delete()
    look_again(_waiting_in(conversation, connector))


def _waiting_in(conversation: Conversation, connector: Connector) -> QuerySet[ToolCall]:
    return calls_waiting_for_accounts().filter(turn__conversation=conversation, connector=connector)


# A conversation with what it begins with, in one go: its connectors and its first message.


@dataclass(frozen=True, slots=True)
class Begun:
    """What was made; `message` and `turn` only where it begins with a message."""

    conversation: Conversation
    message: Message | None = None
    turn: Turn | None = None


@transaction.atomic
def begin_conversation(
    *,
    actor: Actor,
    project: Project | None = None,
    title: str = "",
    switches: Sequence[Wanted] = (),
    text: str | None = None,
) -> Begun:
    """All of it or nothing.

    Raises what making a conversation, switching on a connector and starting a turn raise, each for its own reasons.
    """
    conversation, place = new_conversation(actor=actor, project=project, title=title)
    if switches:
        switch_on_in_new(actor=actor, conversation=conversation, place=place, switches=switches)
    if text is None:
        return Begun(conversation)
    message, turn = start_turn(actor=actor, conversation=conversation, text=text)
    return Begun(conversation, message, turn)
