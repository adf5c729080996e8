"""A chat that is worked on: it may have been deleted since the request found it."""

import uuid

from conversations.models import Conversation
from organizations.exceptions import Missing
from organizations.tenancy import call


def hold_chat(conversation_id: uuid.UUID) -> Conversation:
    """The chat as it is now; it stays so, and where it is, until the transaction ends. Raises Missing once deleted."""
    call("lock_place", conversation_id)
    return chat_now(conversation_id)


def chat_now(conversation_id: uuid.UUID) -> Conversation:
    """The same for who holds its turn, which deleting it waits for."""
    found = Conversation.objects.select_related("project", "organization").filter(pk=conversation_id, deleted_at=None)
    row = found.first()
    if row is None:
        raise Missing
    return row
