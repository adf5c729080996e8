"""From what the model asks for to what may leave: proposing calls and deciding on them."""

import hashlib
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from connectors.credentials import Token, fresh_token
from connectors.models import Effect, Level
from conversations.engine.access import Access, ToolEntry
from conversations.models import Approval, CallStatus, ToolCall, Turn
from conversations.models.tool_call import OPEN
from conversations.selectors import with_card
from organizations.actors import Actor
from organizations.services.audit import record


@dataclass(frozen=True, slots=True)
class CallPlan:
    """A call that is journalled as sent and has to leave now, with all that it needs: no row is read later."""

    call: ToolCall
    connection_id: uuid.UUID
    url: str
    negotiated: dict[str, Any] | None
    input_schema: dict[str, Any]
    output_schema: dict[str, Any] | None
    token: Token | None


def arguments_hash(arguments: dict[str, Any]) -> str:
    """What an approval is bound to: SHA-256 of the canonical JSON."""
    return hashlib.sha256(json.dumps(arguments, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def propose(turn: Turn, step: int, position: int, use: dict[str, Any], entry: ToolEntry | None) -> ToolCall:
    """The journal row of one tool_use, not written yet; a tool that is not on the list fails at once."""
    arguments = use.get("input") or {}
    call = ToolCall(
        organization_id=turn.organization_id,
        turn=turn,
        step=step,
        position=position,
        tool_use_id=use["id"][:128],
        tool=entry.facts.tool.name if entry else use["name"][:128],
        title=str(entry.facts.tool) if entry else use["name"][:128],
        effect=entry.facts.tool.effect if entry else Effect.READ,
        connector=entry.facts.connector if entry else None,
        connection=entry.facts.connection if entry else None,
        arguments=arguments,
        arguments_hash=arguments_hash(arguments),
    )
    if entry is None:
        call.status = CallStatus.FAILED
        call.error_code, call.error_message = "no_such_tool", "There is no such tool in this chat."
    # Known to be there not yet, so that its shape asks no query.
    ToolCall._meta.get_field("approval").set_cached_value(call, None)
    return call


def may_leave_at_once(calls: Sequence[ToolCall], access: Access) -> bool:
    """Whether deciding on them asks nobody and writes nothing but themselves."""
    return all(_is_plain(access.find(call.connector_id, call.tool), call) for call in calls)


def _is_plain(entry: ToolEntry | None, call: ToolCall) -> bool:
    if entry is None or call.status != CallStatus.PROPOSED or entry.decision.level != Level.ALLOW:
        return False
    connection = entry.facts.connection
    return connection is not None and connection.id == call.connection_id


def save_approvals(calls: Sequence[ToolCall]) -> None:
    """Write what the step's calls wait for."""
    if approvals := [call.approval for call in calls if call.status == CallStatus.AWAITING_APPROVAL]:
        Approval.objects.bulk_create(approvals)


def open_calls(turn: Turn, step: int) -> list[ToolCall]:
    """The calls of a step that are not settled."""
    return list(with_card(ToolCall.objects.filter(turn=turn, step=step, status__in=OPEN)))


def plan_calls(
    turn: Turn, calls: Sequence[ToolCall], access: Access, *, resumed: bool
) -> tuple[list[CallPlan], list[ToolCall]]:
    """(calls that leave now, calls whose state changed). Policy is asked again for each (tools, last paragraph)."""
    plans: list[CallPlan] = []
    changed: list[ToolCall] = []
    for call in calls:
        before = call.status
        if call.status == CallStatus.SENT and resumed:
            _after_a_crash(call)
        if call.status == CallStatus.AWAITING_APPROVAL:
            _expire(call)
        if call.status in (CallStatus.PROPOSED, CallStatus.APPROVED):
            entry = access.find(call.connector_id, call.tool)
            if _decide(turn, call, entry, access) and entry is not None:
                plans.append(_plan(call, entry))
        if call.status != before:
            changed.append(call)
    return plans, changed


def _after_a_crash(call: ToolCall) -> None:
    """A read that was under way is called again; a write is never silently repeated."""
    if call.effect == Effect.READ:
        call.move(CallStatus.APPROVED, start=(CallStatus.SENT,))
    else:
        words = "Switchboard stopped while this was running. Did it happen?"
        call.move(CallStatus.UNKNOWN, start=(CallStatus.SENT,), error_code="interrupted", error_message=words)


def _expire(call: ToolCall) -> None:
    if call.approval.expires_at <= timezone.now() and call.approval.decide("expired"):
        call.move(CallStatus.EXPIRED, start=(CallStatus.AWAITING_APPROVAL,))
        record(actor=Actor.system(call.organization_id), action="approval.expired", subject=call)


def _decide(turn: Turn, call: ToolCall, entry: ToolEntry | None, access: Access) -> bool:
    """Move a proposed or approved call to sent, awaiting or blocked; True when it may leave."""
    undecided = (CallStatus.PROPOSED, CallStatus.APPROVED)
    level = entry.decision.level if entry else Level.BLOCK
    if entry is None or level == Level.BLOCK:
        refusal = entry.decision.decision if entry else access.may_go_on
        code, words = (
            refusal.code or "tool_not_available",
            refusal.reason or "This tool is not available any more.",
        )
        call.move(CallStatus.BLOCKED, start=undecided, error_code=code, error_message=words[:500])
        record(actor=Actor.system(turn.organization_id), action="tool_call.blocked", subject=call, code=code)
        return False
    if entry.facts.connection is None or entry.facts.connection.id != call.connection_id:
        words = "The account of this connector was changed. Ask again."
        call.move(CallStatus.BLOCKED, start=undecided, error_code="connection_changed", error_message=words)
        return False
    if level == Level.ASK and call.status == CallStatus.PROPOSED:
        _ask(call, entry)
        return False
    return call.move(CallStatus.SENT, start=undecided)


def _ask(call: ToolCall, entry: ToolEntry) -> None:
    call.approval = Approval(
        organization_id=call.organization_id,
        tool_call=call,
        arguments_hash=call.arguments_hash,
        base_asks=entry.decision.base_asks,
    )
    call.move(CallStatus.AWAITING_APPROVAL, start=(CallStatus.PROPOSED,))
    record(actor=Actor.system(call.organization_id), action="approval.requested", subject=call)


def _plan(call: ToolCall, entry: ToolEntry) -> CallPlan:
    connection, connector = entry.facts.connection, entry.facts.connector
    if connection is None:
        raise ValueError("a call without a connection was allowed")
    return CallPlan(
        call=call,
        connection_id=connection.id,
        url=connector.url,
        negotiated=connector.negotiated,
        input_schema=entry.facts.tool.input_schema,
        output_schema=entry.facts.tool.output_schema,
        token=fresh_token(connection),
    )
