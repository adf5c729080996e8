"""A conversation with what it begins with, in one go: its connectors and its first message."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from conversations.chats import Wanted, new_conversation, switch_on_in_new
from conversations.models import Conversation, Message, Turn
from conversations.turns.start import start_turn
from organizations.audit import Actor
from organizations.models import Project


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
