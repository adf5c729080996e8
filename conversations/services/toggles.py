"""Switching a connector on or off in a conversation."""

import uuid
from collections.abc import Sequence

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from connectors.models import Connection, Connector
from connectors.selectors import connections_of
from conversations.models import ConnectorToggle, Conversation, Notice, NoticeCode
from conversations.policy import may_toggle
from conversations.selectors import place_of
from conversations.services.chats import hold_chat
from organizations.actors import Actor
from organizations.exceptions import AuditNote, Conflict, Missing, insist


@transaction.atomic
def toggle_on(
    *, actor: Actor, conversation: Conversation, connector: Connector, connection_id: str | None = None
) -> ConnectorToggle:
    """Use this connector here, with the named connection or the only usable one.

    Raises Refused (tools-T1 to T4) with an audit event, Missing for another person's connection, Conflict
    `connection_ambiguous` when there are several accounts and none was chosen.
    """
    # Nobody comes into the project, and the chat does not move, between the question and the answer.
    conversation = hold_chat(conversation.id)
    # Locked, so that an account which is disconnected at this moment is not there, or takes the toggle with it.
    connections = list(connections_of(actor.member, connector=connector).select_for_update(no_key=True))
    note = AuditNote("connector.toggle_denied", connector, conversation=str(conversation.id))
    insist(may_toggle(place_of(conversation), connector, connections), note)
    toggle, _ = ConnectorToggle.objects.update_or_create(
        organization_id=actor.organization_id,
        conversation=conversation,
        connector=connector,
        defaults={"connection": _chosen(connections, connection_id, connector)},
    )
    # What was said of its going off is over.
    Notice.objects.filter(conversation=conversation, name=connector.name, seen_at=None).update(seen_at=timezone.now())
    return toggle


def _chosen(connections: Sequence[Connection], wanted: str | None, connector: Connector) -> Connection:
    usable = [c for c in connections if c.is_usable]
    if wanted is not None:
        chosen = [c for c in usable if str(c.id) == wanted]
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
    hold_chat(conversation.id)
    ConnectorToggle.objects.filter(conversation=conversation, connector=connector).delete()
