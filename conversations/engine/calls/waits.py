"""Calls that wait for their account: when a call begins to wait, and what becomes of it afterwards."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from connectors.models import Connection, Level
from conversations.engine.changes import Changes
from conversations.engine.toolset.toolset import Access, ToolEntry
from conversations.models import CallStatus, ToolCall
from conversations.models.tool_call import approval_expiry
from conversations.policy.calls import said_at
from conversations.policy.waiting import (
    REASONS,
    STILL_WAITS,
    ConnectionWanted,
    after_wait,
    must_be_asked_again,
    wait_for,
)
from organizations.refusals import ALLOWED, Decision

# The columns of a call that waits no longer.
NO_WAIT: dict[str, Any] = {"waits_until": None, "error_code": "", "error_message": ""}


def waiting_values(
    call: ToolCall, code: str, message: str, connection: Connection | None, scopes: Sequence[str] = ()
) -> dict[str, Any] | None:
    """The columns of a call that waits for its account, after this refusal; None where it does not wait."""
    wanted = wait_for(call, REASONS.get(code), connection, scopes)
    if wanted is None:
        return None
    return {
        "error_code": code,
        "error_message": message[:500],
        "connection_wanted": wanted.as_json(),
        "waits_until": approval_expiry(),
    }


def waits_instead(call: ToolCall, why: Decision, access: Access, changes: Changes) -> bool:
    """Whether a call that the rules refuse waits for its account: it has none that works."""
    entry = access.find(call.connector_id, call.tool)
    connection = entry.facts.connection if entry else call.connection
    values = waiting_values(call, why.code, why.reason, connection)
    if values is None:
        return False
    changes.wants_connection(call, **values)
    return True


def look_after_wait(call: ToolCall, access: Access, changes: Changes) -> None:
    """A call that waits goes on to be decided anew, ends, or stays as it is."""
    entry = access.find(call.connector_id, call.tool)
    connection = entry.facts.connection if entry else None
    is_on = call.connector_id in {source.connector.id for source in access.sources}
    found = after_wait(call, _why_not(call, entry, access), connection, is_on=is_on, now=timezone.now())
    if found.code == STILL_WAITS:
        return
    if not found.allowed:
        values = {"error_code": found.code, "error_message": found.reason[:500], "waits_until": None}
        changes.move(call, CallStatus.FAILED, **values)
        changes.tell("tool_call.blocked", call, code=found.code)
        return
    if connection is not None:
        _use(call, connection, changes)
    approval = call.known_approval
    allowed = approval is not None and approval.allows
    changes.move(call, CallStatus.APPROVED if allowed else CallStatus.PROPOSED, **NO_WAIT)


def _why_not(call: ToolCall, entry: ToolEntry | None, access: Access) -> Decision:
    if entry is None:
        return access.why_gone(call)
    return entry.decision.why if entry.decision.level == Level.BLOCK else ALLOWED


def _use(call: ToolCall, connection: Connection, changes: Changes) -> None:
    """Go on with the account that is signed in now; what was said for another one, or long ago, is asked anew."""
    approval = call.known_approval
    if must_be_asked_again(call, connection, said_at(call, approval), timezone.now()):
        wanted = ConnectionWanted.of(call)
        call.connection_wanted = {**(wanted.as_json() if wanted else {}), "approval_is_over": True}
        # What a server has asked, and was told, was about the earlier account.
        call.input_wanted = None
        if approval is not None and approval.decision:
            call.known_approval = approval.asked_anew()
            changes.asked.append(call.known_approval)
    call.connection = connection
