"""Starting a turn: a person's message and the row that a worker will move on."""

import uuid
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from connectors.tools.policies import StandingApproval, allow_always
from conversations.engine.journal.statements import close_calls
from conversations.events.stream import announce_cancellation, announce_end, announce_resumption
from conversations.models import (
    FINAL,
    Author,
    CallStatus,
    ContentKind,
    Conversation,
    Message,
    ToolCall,
    Turn,
    arguments_hash,
)
from conversations.policy.calls import may_always_allow
from conversations.policy.place import may_start_turn
from conversations.policy.resuming import may_resume
from conversations.selectors import chat_now, contents_in, kinds_in, lock_chat, place_of
from conversations.shapes import ending_in
from conversations.tasks import run_turn
from organizations.audit import Actor, event_of, record
from organizations.enqueueing import after_commit, enqueue, enqueue_ahead
from organizations.exact_json import as_json, exact_text, row
from organizations.refusals import AuditNote, Conflict, Decision, Invalid, Missing, insist
from organizations.tenancy import prepared_cursor
from organizations.text import says_nothing

# Locked first, so that a chat which is deleted at this moment is not there, with nothing written, and the question
# follows the message that is the last one now: whoever asks may have read the chat before another turn ended.
START = """
WITH chat AS MATERIALIZED (
    SELECT head_id FROM conversations_conversation WHERE id = %s AND deleted_at IS NULL FOR NO KEY UPDATE)
SELECT start_turn(%s, jsonb_set(%s, '{0,parent_id}', coalesce(to_jsonb(head_id), 'null')), %s, %s), head_id FROM chat
"""
LONGEST_MESSAGE = 100_000
LONGEST_TITLE = 60


def start_turn(*, actor: Actor, conversation: Conversation, text: str) -> tuple[Message, Turn]:
    """Keep the message durably, then let a worker answer it.

    The same text again while its turn runs is that turn: a client that heard no answer to its message asks once more.
    Raises Invalid for empty or over-long text, Conflict `turn_active` while another turn runs (with that turn's id),
    Refused where the conversation's history may not be used (private projects-P10), Missing when it was deleted a
    moment ago.
    """
    if says_nothing(text):
        raise Invalid("text", "Write a message first.")
    if len(text) > LONGEST_MESSAGE:
        raise Invalid("text", f"A message has at most {LONGEST_MESSAGE:,} characters.", "too_long")
    must_be_allowed(conversation)
    turn = Turn(
        organization_id=actor.organization_id,
        conversation=conversation,
        member=actor.member,
        model=settings.MODEL[:120],
    )
    question, answer = _messages(turn, conversation.head_id, text)
    if not _write(turn, question, answer, actor):
        return _running(conversation, text)
    # The claim waits for the commit (sql/claim_turn.sql).
    enqueue_ahead(run_turn, actor.organization_id, turn.id)
    return question, turn


def _running(conversation: Conversation, text: str) -> tuple[Message, Turn]:
    """The turn that is in the way, if it answers this very text."""
    question = Message.objects.select_related("turn").filter(
        conversation=conversation, role=Author.USER, turn__in=Turn.objects.exclude(status__in=FINAL)
    )
    found = question.first()
    if found is not None and found.turn is not None and found.text == text:
        return found, found.turn
    words = "Switchboard is still answering in this chat. Wait for it, or stop it first."
    raise Conflict("turn_active", words, extra={"turn": str(found.turn_id) if found else None})


def must_be_allowed(conversation: Conversation) -> None:
    """Raises Refused where a turn may not start (P10). Asks what the conversation holds only where that decides."""
    place = place_of(conversation)
    if may_start_turn(place, has_provenance=True, has_health=True).allowed:
        return
    kinds = kinds_in(conversation)
    insist(may_start_turn(place, bool(kinds), ContentKind.HEALTH in kinds), AuditNote("turn.denied", conversation))


def _messages(turn: Turn, head_id: uuid.UUID | None, text: str) -> tuple[Message, Message]:
    """The question, and the answer that is still empty."""
    common = {"organization_id": turn.organization_id, "conversation": turn.conversation, "turn": turn}
    content = [{"type": "text", "text": text}]
    question = Message(**common, parent_id=head_id, role=Author.USER, content=content)
    later = question.created_at + timedelta(microseconds=1)
    answer = Message(**common, parent=question, role=Author.ASSISTANT, model=turn.model, created_at=later)
    return question, answer


def _write(turn: Turn, question: Message, answer: Message, actor: Actor) -> bool:
    """One statement (sql/start_turn.sql); False while another turn is active."""
    conversation = turn.conversation
    conversation.head, conversation.updated_at = answer, answer.created_at
    conversation.title = conversation.title or _title_of(question.text)
    event = event_of(actor=actor, action="turn.started", subject=turn, model=turn.model)
    # Not `row`, which is for new rows: it would set the day of creation anew.
    head = {name: getattr(conversation, name) for name in ("id", "head_id", "title", "updated_at")}
    messages = as_json([row(question), row(answer)])
    values = (conversation.pk, as_json(row(turn)), messages, as_json(head), as_json(row(event)))
    with prepared_cursor() as cursor:
        cursor.execute(START, values)
        written = cursor.fetchone()
    if written is None:
        raise Missing
    is_written, question.parent_id = written
    return bool(is_written)


def _title_of(text: str) -> str:
    first = next(line.strip() for line in text.splitlines() if not says_nothing(line))
    if len(first) <= LONGEST_TITLE:
        return first
    return first[:LONGEST_TITLE].rsplit(" ", 1)[0] + "…"


# Try again, and Continue: a turn that is over goes on from its last kept step, so that nothing is done twice.


@transaction.atomic
def resume_turn(*, actor: Actor, turn: Turn) -> None:
    """Queue it again, with limits of its own.

    Raises Conflict with `may_resume`'s code, Refused where the conversation's history may not be used now, Missing
    when it was deleted a moment ago.
    """
    conversation = lock_chat(turn.conversation_id)
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


# Stop: works at any point, from any tab, and leaves a valid history.


@transaction.atomic
def cancel_turn(*, actor: Actor, turn: Turn) -> None:
    """Ask the worker that runs it to stop at once, or end the turn here when nobody runs it. May run twice."""
    if turn.cancel_unheld():
        close_calls(turn)
        record(actor=actor, action="turn.finished", subject=turn, status="cancelled")
        turn.refresh_from_db()
        after_commit(announce_end, turn.id, turn.fence)
    elif turn.request_cancellation():
        after_commit(announce_cancellation, turn.id)


# A person's decision on a waiting tool call.

# What is decided together; a call that waits for its account keeps no other one waiting.
WAITING = (CallStatus.AWAITING_APPROVAL, CallStatus.UNKNOWN)
# What a repeated call has in common with the one whose outcome is unknown.
COPIED = (
    "organization_id",
    "turn_id",
    "step",
    "position",
    "tool_use_id",
    "connector_id",
    "connection_id",
    "tool",
    "title",
    "tool_digest",
    "effect",
    "arguments",
    "arguments_hash",
)


@transaction.atomic
def decide_tool_call(
    *,
    actor: Actor,
    call: ToolCall,
    decision: str,
    arguments: dict[str, Any] | None = None,
    reason: str = "",
) -> ToolCall:
    """Allow once, always allow, or deny. Edited arguments are approved as they are now, with their own hash.

    Raises Conflict `not_waiting` when it was decided or expired before, Refused `owner_always_asks`, Missing when the
    chat was deleted a moment ago.
    """
    turn = lock_turn_of(call)
    call.refresh_from_db()
    if call.status != CallStatus.AWAITING_APPROVAL:
        raise Conflict("not_waiting", "This was decided already.")
    approval = call.approval
    if approval.expires_at <= timezone.now():
        raise Conflict("approval_expired", "The time to decide is over. Ask again.")
    if decision == "always_allow":
        _always_allow(actor, call)
    changes = _edited(call, arguments) if decision != "deny" else {}
    approval.decide(
        decision,
        decided_by=actor.member,
        reason=reason[:500],
        edited=bool(changes),
        also_answers="" if changes else approval.also_answers,
        arguments_hash=changes.get("arguments_hash", call.arguments_hash),
    )
    status = CallStatus.DENIED if decision == "deny" else CallStatus.APPROVED
    words = {"error_message": reason[:500]} if decision == "deny" and reason else {}
    call.move(status, start=(CallStatus.AWAITING_APPROVAL,), **changes, **words)
    record(actor=actor, action="approval.decided", subject=call, decision=decision, edited=bool(changes))
    go_on(turn)
    return call


@transaction.atomic
def settle_outcome(*, actor: Actor, call: ToolCall, outcome: str) -> ToolCall:
    """A person says what became of a write that broke off: `happened`, `skip`, or `retry` as a new call."""
    turn = lock_turn_of(call)
    call.refresh_from_db()
    if call.status != CallStatus.UNKNOWN:
        raise Conflict("not_waiting", "This was settled already.")
    status = CallStatus.HAPPENED if outcome == "happened" else CallStatus.SKIPPED
    call.move(status, start=(CallStatus.UNKNOWN,))
    record(actor=actor, action="tool_call.settled", subject=call, outcome=outcome)
    if outcome == "retry":
        _repeat(call)
    go_on(turn)
    return call


def go_on(turn: Turn) -> None:
    """Queue the turn again when nothing in it waits for a person any more."""
    if ToolCall.objects.filter(turn=turn, status__in=WAITING).exists():
        return
    if turn.requeue():
        enqueue(run_turn, turn.organization_id, turn.id)


def lock_turn_of(call: ToolCall) -> Turn:
    """The turn's row, locked: the worker and other tabs take the same lock before they look at its calls."""
    turn = Turn.objects.select_for_update(no_key=True).get(pk=call.turn_id)
    chat_now(turn.conversation_id)
    return turn


def _always_allow(actor: Actor, call: ToolCall) -> None:
    insist(may_always_allow(call.approval, contents_in(call.turn.conversation_id)))
    if call.connector is None or call.connection_id is None:
        raise Conflict("not_waiting", "This connector is gone.")
    approval = StandingApproval(call.id, call.tool_digest, call.connection_id)
    allow_always(actor=actor, connector=call.connector, tool=call.tool, approval=approval)


def _edited(call: ToolCall, arguments: dict[str, Any] | None) -> dict[str, Any]:
    # By their text: for Python, 1, 1.0 and true are equal.
    if arguments is None or exact_text(arguments) == exact_text(call.arguments):
        return {}
    if not isinstance(arguments, dict):
        raise Invalid("arguments", "The arguments must be a JSON object.")
    return {"arguments": arguments, "arguments_hash": arguments_hash(arguments)}


def _repeat(call: ToolCall) -> None:
    again = ToolCall(**{name: getattr(call, name) for name in COPIED}, retry_of=call, status=CallStatus.APPROVED)
    again.save(force_insert=True)
