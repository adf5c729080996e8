"""Rows to API messages: the visible branch, with every tool_use answered (no orphans)."""

import json
from collections.abc import Sequence
from typing import Any

from conversations.models import CallStatus, Message, Step, ToolCall

# How much of a long conversation goes to the model: the newest messages, up to this many characters.
LONGEST_HISTORY = 400_000

# Between an answer that was cut and the step that a person let go on from there.
GO_ON = (
    "[Your answer was cut off here, by a limit or a fault. Go on from exactly there: begin with the very next"
    " characters, repeat nothing, and say nothing about this.]"
)
WORDS = {
    CallStatus.DENIED: "The person denied this call.",
    CallStatus.EXPIRED: "Nobody approved this call in time.",
    CallStatus.CANCELLED: "The person stopped the turn before this call finished.",
    CallStatus.BLOCKED: "This call is not allowed.",
    CallStatus.SKIPPED: "It is not known whether this call happened. The person chose to go on without it.",
    CallStatus.HAPPENED: "The connection broke during this call, but the person says that it did happen.",
}


def api_messages(
    branch: Sequence[Message], steps: dict[Any, list[Step]], calls: dict[Any, list[ToolCall]]
) -> list[dict[str, Any]]:
    """The newest part of the branch as the Messages API wants it, starting with a person's message."""
    groups = [_of_message(message, steps, calls) for message in branch]
    kept: list[list[dict[str, Any]]] = []
    size = 0
    for group in reversed(groups):
        size += sum(len(json.dumps(entry)) for entry in group)
        if kept and size > LONGEST_HISTORY:
            break
        kept.append(group)
    messages = [entry for group in reversed(kept) for entry in group]
    while messages and messages[0]["role"] != "user":
        messages.pop(0)
    return messages


def _of_message(
    message: Message, steps: dict[Any, list[Step]], calls: dict[Any, list[ToolCall]]
) -> list[dict[str, Any]]:
    if message.role == "user":
        return [{"role": "user", "content": message.text}]
    entries: list[dict[str, Any]] = []
    for step in steps.get(message.turn_id, []):
        if not step.blocks:
            continue
        if entries and entries[-1]["role"] == "assistant":
            entries.append({"role": "user", "content": GO_ON})
        entries.append({"role": "assistant", "content": step.blocks})
        of_step = [call for call in calls.get(message.turn_id, []) if call.step == step.number]
        if of_step:
            entries.append({"role": "user", "content": tool_results(of_step)})
    return entries


def tool_results(calls: Sequence[ToolCall]) -> list[dict[str, Any]]:
    """One tool_result per tool_use of a step; a retried call answers for the one it replaces."""
    latest = {call.tool_use_id: call for call in sorted(calls, key=lambda c: c.created_at)}
    order = {call.tool_use_id: call.position for call in calls}
    return [_result(latest[use_id]) for use_id in sorted(latest, key=lambda u: order[u])]


def _result(call: ToolCall) -> dict[str, Any]:
    content = [*(call.result or []), *_edited(call)]
    if call.status in WORDS:
        content = [{"type": "text", "text": _explained(call)}, *content]
    result: dict[str, Any] = {"type": "tool_result", "tool_use_id": call.tool_use_id, "content": content}
    if call.status not in (CallStatus.SUCCEEDED, CallStatus.HAPPENED):
        result["is_error"] = True
    if not content:
        result["content"] = [{"type": "text", "text": call.error_message or "(no content)"}]
    return result


def _edited(call: ToolCall) -> list[dict[str, Any]]:
    """The model must know what ran, not only what it had proposed."""
    approval = getattr(call, "approval", None)
    if approval is None or not approval.edited:
        return []
    ran = json.dumps(call.arguments, ensure_ascii=False)
    return [{"type": "text", "text": f"The person changed the arguments before allowing this call. It ran with: {ran}"}]


def _explained(call: ToolCall) -> str:
    words = WORDS[CallStatus(call.status)]
    return f"{words} {call.error_message}".strip()
