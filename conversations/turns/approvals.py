"""A person's decision on a waiting tool call."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from connectors.tools.policies import Standing, allow_always
from conversations.models import CallStatus, ToolCall, Turn, arguments_hash
from conversations.policy.rules import may_always_allow
from conversations.selectors import chat_now, contents_in
from conversations.tasks import run_turn
from organizations.audit import Actor, record
from organizations.enqueueing import enqueue
from organizations.exact_json import exact_text
from organizations.refusals import Conflict, Invalid, insist

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
    turn = _locked(call)
    call.refresh_from_db()
    if call.status != CallStatus.AWAITING_APPROVAL:
        raise Conflict("not_waiting", "This was decided already.")
    approval = call.approval
    if approval.expires_at <= timezone.now():
        raise Conflict("approval_expired", "The time to decide is over. Ask again.")
    if decision == "always_allow":
        _stand(actor, call)
    changes = _edited(call, arguments) if decision != "deny" else {}
    approval.decide(
        decision,
        decided_by=actor.member,
        reason=reason[:500],
        edited=bool(changes),
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
    turn = _locked(call)
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


def _locked(call: ToolCall) -> Turn:
    """The turn's row, locked: the worker and other tabs take the same lock before they look at its calls."""
    turn = Turn.objects.select_for_update(no_key=True).get(pk=call.turn_id)
    chat_now(turn.conversation_id)
    return turn


def _stand(actor: Actor, call: ToolCall) -> None:
    insist(may_always_allow(call.approval, contents_in(call.turn.conversation_id)))
    if call.connector is None or call.connection_id is None:
        raise Conflict("not_waiting", "This connector is gone.")
    standing = Standing(call.id, call.tool_digest, call.connection_id)
    allow_always(actor=actor, connector=call.connector, tool=call.tool, standing=standing)


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
