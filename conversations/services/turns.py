"""Starting a turn: a person's message and the row that a worker will move on."""

from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from conversations.models import Author, Conversation, Message, Turn
from conversations.policy import may_start_turn
from conversations.selectors import kinds_in, place_of
from conversations.tasks import run_turn
from organizations.actors import Actor
from organizations.enqueueing import enqueue
from organizations.exceptions import AuditNote, Conflict, Invalid, Refused
from organizations.services.audit import record

LONGEST_MESSAGE = 100_000
LONGEST_TITLE = 60


def start_turn(*, actor: Actor, conversation: Conversation, text: str) -> tuple[Message, Turn]:
    """Keep the message durably, then let a worker answer it.

    Raises Invalid for empty or over-long text, Conflict `turn_active` while another turn runs, Refused where the
    conversation's history may not be used (private projects-P10).
    """
    if not text.strip():
        raise Invalid("text", "Write a message first.")
    if len(text) > LONGEST_MESSAGE:
        raise Invalid("text", f"A message has at most {LONGEST_MESSAGE:,} characters.", "too_long")
    decision = may_start_turn(place_of(conversation), bool(kinds_in(conversation)))
    if not decision:
        raise Refused.by(decision, AuditNote("turn.denied", conversation))
    try:
        with transaction.atomic():
            return _write(actor, conversation, text)
    except IntegrityError as error:
        if "one_active_turn" not in str(error):
            raise
        words = "Switchboard is still answering in this chat. Wait for it, or stop it first."
        raise Conflict("turn_active", words) from error


def _write(actor: Actor, conversation: Conversation, text: str) -> tuple[Message, Turn]:
    now = timezone.now()
    turn = Turn.objects.create(
        organization_id=actor.organization_id,
        conversation=conversation,
        member=actor.member,
        model=settings.MODEL[:120],
    )
    common = {"organization_id": actor.organization_id, "conversation": conversation, "turn": turn}
    question = Message.objects.create(
        **common,
        parent_id=conversation.head_id,
        role=Author.USER,
        content=[{"type": "text", "text": text}],
        created_at=now,
    )
    answer = Message.objects.create(
        **common,
        parent=question,
        role=Author.ASSISTANT,
        model=turn.model,
        created_at=now + timedelta(microseconds=1),
    )
    conversation.head, conversation.updated_at = answer, now
    conversation.title = conversation.title or _title_of(text)
    conversation.save(update_fields=["head", "updated_at", "title"])
    record(actor=actor, action="turn.started", subject=turn, model=turn.model)
    enqueue(run_turn, actor.organization_id, turn.id)
    return question, turn


def _title_of(text: str) -> str:
    first = text.strip().splitlines()[0].strip()
    if len(first) <= LONGEST_TITLE:
        return first
    return first[:LONGEST_TITLE].rsplit(" ", 1)[0] + "…"
