"""Proposes the calls that the model asks for, and decides which may leave."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from connectors.accounts.refresh import Token, fresh_token
from connectors.mcp import ServerAddress
from connectors.models import Effect, Level
from connectors.outbound import address_of
from conversations.call_shapes import ToolCallShape, tool_call_shape
from conversations.engine.calls.asking import end_if_overdue
from conversations.engine.calls.waits import look_after_wait, waits_instead
from conversations.engine.changes import Changes
from conversations.engine.context.history import tool_results
from conversations.engine.limits import MAX_CALLS
from conversations.engine.toolset.own_tools import OWN_TOOLS, own_tool_of
from conversations.engine.toolset.toolset import Access, ToolEntry
from conversations.llm.records import CallProblem
from conversations.models import Approval, CallStatus, ToolCall, Turn, TurnStatus, arguments_hash
from conversations.policy.asking import InputWanted, words_with
from conversations.policy.calls import OWN_ASKS, CallDecision, is_asked_anew, may_send
from conversations.selectors import with_card
from organizations.refusals import ALLOWED, Decision

UNDECIDED = (CallStatus.PROPOSED, CallStatus.APPROVED)


@dataclass(frozen=True, slots=True)
class CallPlan:
    """A call that is journalled as sent and has to leave now, with everything that it needs: no row is read later."""

    call: ToolCall
    connection_id: uuid.UUID
    server: ServerAddress
    negotiated: dict[str, Any] | None
    input_schema: dict[str, Any]
    output_schema: dict[str, Any] | None
    token: Token | None
    # What an owner set for the connector.
    tool_seconds: int | None
    # What was decided on, compared again when the request is made.
    arguments_hash: str
    # What the server has asked before, with the answers.
    asked: InputWanted | None


@dataclass(frozen=True, slots=True)
class OwnPlan:
    """A call of a tool of our own, journalled as sent: nothing leaves for it."""

    call: ToolCall


def propose(
    turn: Turn,
    step: int,
    position: int,
    use: dict[str, Any],
    entry: ToolEntry | None,
    problem: CallProblem | None = None,
) -> ToolCall:
    """The unsaved row of one tool_use. A call that is incomplete or of an unknown tool fails at once."""
    given = use.get("input") or {}
    arguments = entry.own_arguments(given) if entry else given
    own = OWN_TOOLS.get(use["name"])
    call = ToolCall(
        organization_id=turn.organization_id,
        turn=turn,
        step=step,
        position=position,
        tool_use_id=use["id"][:128],
        tool=entry.facts.tool.name if entry else use["name"][:128],
        title=str(entry.facts.tool) if entry else own.title if own else use["name"][:128],
        tool_digest=entry.facts.tool.digest if entry else "",
        effect=entry.facts.tool.effect if entry else Effect.READ,
        connector=entry.facts.connector if entry else None,
        connection=entry.facts.connection if entry else None,
        arguments=arguments,
        arguments_hash=arguments_hash(arguments),
        # Several calls that fail at once are put in order before any of them is a row.
        created_at=timezone.now(),
    )
    if problem := problem or _not_callable(position, is_known=bool(entry or own)):
        call.status = CallStatus.FAILED
        call.error_code, call.error_message = problem.code, problem.message
    # Known to have no approval, so that its shape makes no query.
    call.known_approval = None
    return call


def _not_callable(position: int, *, is_known: bool) -> CallProblem | None:
    if position >= MAX_CALLS:
        words = f"At most {MAX_CALLS} tools are called in one step. Call this one in the next."
        return CallProblem("too_many_calls", words)
    return None if is_known else CallProblem("no_such_tool", "There is no such tool in this chat.")


def calls_of_step(turn: Turn, step: int) -> list[ToolCall]:
    """The step's calls, with the rows that deciding on them reads."""
    return list(with_card(ToolCall.objects.filter(turn=turn, step=step)))


def plan_calls(
    calls: Sequence[ToolCall], access: Access, changes: Changes, *, resumed: bool
) -> tuple[list[CallPlan | OwnPlan], list[ToolCall]]:
    """(calls that leave now, calls whose state changed), each decided by the rules as they are now."""
    plans: list[CallPlan | OwnPlan] = []
    changed: list[ToolCall] = []
    for call in calls:
        before, entry = call.status, access.find(call.connector_id, call.tool)
        if call.status == CallStatus.SENT and resumed:
            _after_a_crash(call, entry, changes)
        if call.status == CallStatus.AWAITING_APPROVAL:
            _expire(call, changes)
        if call.status == CallStatus.AWAITING_CONNECTION:
            look_after_wait(call, access, changes)
        if call.status == CallStatus.AWAITING_INPUT:
            end_if_overdue(call, changes)
        if call.status in UNDECIDED and _decide(call, access, changes):
            plans.append(_plan(call, entry) if entry else OwnPlan(call))
        if call.status != before:
            changed.append(call)
    return plans, changed


def _after_a_crash(call: ToolCall, entry: ToolEntry | None, changes: Changes) -> None:
    """A read that was under way is called again. A write, or a read that is a write by now, has an unknown outcome."""
    effects = {call.effect, entry.facts.tool.effect if entry else call.effect}
    if effects == {Effect.READ}:
        changes.move(call, CallStatus.APPROVED)
    else:
        words = "Switchboard stopped while this was running. Did it happen?"
        changes.move(call, CallStatus.UNKNOWN, error_code="interrupted", error_message=words)


def _expire(call: ToolCall, changes: Changes) -> None:
    now = timezone.now()
    if call.approval.expires_at <= now:
        call.approval.decision, call.approval.decided_at = "expired", now
        changes.expired.append(call.approval)
        changes.move(call, CallStatus.EXPIRED)
        changes.tell("approval.expired", call)


def may_leave(call: ToolCall, access: Access) -> CallDecision:
    """The rules for a recorded call as they are now, with what people said to it."""
    if own_tool_of(call):
        return CallDecision(Level.ALLOW, ALLOWED)
    entry = access.find(call.connector_id, call.tool)
    if entry is None:
        return CallDecision(Level.BLOCK, access.why_gone(call))
    if entry.decision.level == Level.BLOCK:
        return entry.decision
    approval = call.known_approval
    sendable = may_send(call, entry.facts, approval, timezone.now())
    if not sendable.allowed:
        return CallDecision(Level.BLOCK, sendable)
    if (approval is not None and approval.allows) or _is_retried(call, entry.decision.why):
        return CallDecision(Level.ALLOW, ALLOWED)
    return entry.decision


def _decide(call: ToolCall, access: Access, changes: Changes) -> bool:
    """Move a proposed or approved call to sent, awaiting or blocked; True when it may leave."""
    found = may_leave(call, access)
    if found.level == Level.BLOCK and waits_instead(call, found.why, access, changes):
        return False
    if found.level == Level.BLOCK:
        changes.move(call, CallStatus.BLOCKED, error_code=found.why.code, error_message=found.why.reason[:500])
        changes.tell("tool_call.blocked", call, code=found.why.code)
    elif found.level == Level.ASK:
        _ask(call, found.why, changes, access)
    else:
        changes.move(call, CallStatus.SENT)
    return found.level == Level.ALLOW


def _is_retried(call: ToolCall, why: Decision) -> bool:
    """A retry is a person's approval too (`settle_outcome`), but not for a reason to ask that they have not seen."""
    if call.retry_of is None or is_asked_anew(call):
        return False
    seen = call.retry_of.known_approval
    return why.code in OWN_ASKS or (seen is not None and (seen.asks_code, seen.asks_reason) == (why.code, why.reason))


def _ask(call: ToolCall, why: Decision, changes: Changes, access: Access) -> None:
    """Wait for a person; a call that already has an undecided approval waits for that one."""
    approval = call.known_approval
    if approval is not None and approval in changes.asked:
        approval.asks_code, approval.asks_reason = why.code, why.reason
        approval.also_answers = _confirmation(call, access)
    elif approval is None:
        asked = call.known_approval = Approval(
            organization_id=call.organization_id,
            tool_call=call,
            arguments_hash=call.arguments_hash,
            asks_code=why.code,
            asks_reason=why.reason,
            also_answers=_confirmation(call, access),
        )
        changes.asked.append(asked)
    changes.move(call, CallStatus.AWAITING_APPROVAL)
    changes.tell("approval.requested", call)


def _confirmation(call: ToolCall, access: Access) -> str:
    """What the service itself asked before this tool last ran with this account, in the words for these arguments."""
    entry = access.find(call.connector_id, call.tool)
    account = entry.facts.connection if entry else None
    parts = account.confirmations.get(call.tool) if account else None
    return words_with(parts, call.arguments) if parts else ""


def _plan(call: ToolCall, entry: ToolEntry) -> CallPlan:
    connection, connector = entry.facts.connection, entry.facts.connector
    if connection is None:
        raise ValueError("a call without a connection was allowed")
    # As the rules know it: what the service refuses is held against this very sign-in.
    call.connection = connection
    return CallPlan(
        call=call,
        connection_id=connection.id,
        server=address_of(connector),
        negotiated=connector.negotiated,
        input_schema=entry.facts.tool.input_schema,
        output_schema=entry.facts.tool.output_schema,
        token=fresh_token(connection),
        tool_seconds=connector.tool_seconds,
        arguments_hash=call.arguments_hash,
        asked=InputWanted.of(call),
    )


# What a turn does next, decided in memory; the journal writes it if the rules and calls are still the same.


@dataclass(slots=True)
class Next:
    """What the turn does now: run `plans`, ask the model (`access`), wait (`waiting`), or nothing (others run)."""

    plans: list[CallPlan | OwnPlan] = field(default_factory=list)
    # The changed calls, as people see them.
    changed: list[ToolCallShape] = field(default_factory=list)
    access: Access | None = None
    results: list[dict[str, Any]] = field(default_factory=list)
    waiting: TurnStatus | None = None
    cancelled: bool = False
    is_out_of_time: bool = False
    # The rows to write.
    changes: Changes = field(default_factory=Changes)

    @property
    def writes_nothing(self) -> bool:
        """Whether it changes no row."""
        return self.changes == Changes() and self.waiting is None

    def as_rows(self) -> dict[str, Any]:
        """The rows for the journal's statement."""
        return {**self.changes.as_rows(), "waiting": self.waiting}


def decide(calls: Sequence[ToolCall], access: Access, *, resumed: bool = False) -> Next:
    """Decide what the turn does now; `calls` are all of the step's, and change in memory only."""
    if access.now.is_cancelled:
        return Next(cancelled=True)
    changes = Changes()
    plans, moved = plan_calls(calls, access, changes, resumed=resumed)
    upcoming = Next(changes=changes, changed=[tool_call_shape(call, access.now.contents) for call in moved])
    waiting = _what_it_waits_for(calls)
    if plans:
        upcoming.plans = plans
    elif waiting is None:
        upcoming.access, upcoming.results = access, tool_results(calls)
    elif waiting != TurnStatus.RUNNING:
        upcoming.waiting = waiting
    return upcoming


def _what_it_waits_for(calls: Sequence[ToolCall]) -> TurnStatus | None:
    statuses = {call.status for call in calls}
    if CallStatus.SENT in statuses:
        return TurnStatus.RUNNING
    if CallStatus.AWAITING_APPROVAL in statuses:
        return TurnStatus.WAITING_APPROVAL
    if CallStatus.AWAITING_CONNECTION in statuses:
        return TurnStatus.WAITING_CONNECTION
    if CallStatus.AWAITING_INPUT in statuses:
        return TurnStatus.WAITING_INPUT
    if CallStatus.UNKNOWN in statuses:
        return TurnStatus.WAITING_OUTCOME
    return None
