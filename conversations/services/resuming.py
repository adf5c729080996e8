"""Try again, and Continue: a turn that is over goes on from its last kept step, so that nothing is done twice."""

from django.db import IntegrityError, transaction
from django.db.models import Max

from conversations.events.announcing import announce_resumption
from conversations.models import Author, Conversation, Message, Turn
from conversations.resuming import may_resume
from conversations.services.chats import hold_chat
from conversations.services.turns import must_be_allowed
from conversations.shapes import ending_in
from conversations.tasks import run_turn
from organizations.actors import Actor
from organizations.decisions import Decision
from organizations.enqueueing import after_commit, enqueue
from organizations.exceptions import Conflict
from organizations.services.audit import record


@transaction.atomic
def resume_turn(*, actor: Actor, turn: Turn) -> None:
    """Queue it again, with limits of its own.

    Raises Conflict with `may_resume`'s code, Refused where the conversation's history may not be used now, Missing
    when it was deleted a moment ago.
    """
    conversation = hold_chat(turn.conversation_id)
    turn.refresh_from_db()
    decision = _decide(turn, conversation)
    if not decision.allowed:
        raise Conflict(decision.code, decision.reason)
    must_be_allowed(conversation)
    _requeue(turn)
    record(actor=actor, action="turn.resumed", subject=turn)
    after_commit(announce_resumption, turn.id)
    enqueue(run_turn, actor.organization_id, turn.id)


def _decide(turn: Turn, conversation: Conversation) -> Decision:
    answer = Message.objects.get(turn=turn, role=Author.ASSISTANT)
    return may_resume(turn, ending_in(answer.content), is_newest=conversation.head_id == answer.pk)


def _requeue(turn: Turn) -> None:
    kept: int = turn.steps.aggregate(last=Max("number"))["last"] or 0
    try:
        with transaction.atomic():
            won = turn.resume(kept)
    except IntegrityError:
        # One active turn in a conversation: the database says so.
        won = False
    if not won:
        raise Conflict("turn_active", "Switchboard is still answering in this chat. Wait for it, or stop it first.")
    turn.refresh_from_db()
