"""Rows to API messages: the whole visible branch, each step's calls answered right behind it."""

import json
from collections.abc import Sequence
from typing import Any

from conversations.answer_endings import AnswerEnding, ending_of
from conversations.engine.sendable import GO_ON
from conversations.models import CallStatus, Message, Step, ToolCall

WORDS = {
    CallStatus.DENIED: "The person denied this call.",
    CallStatus.EXPIRED: "Nobody approved this call in time.",
    CallStatus.CANCELLED: "This call did not come to its end: the person stopped the turn, or it reached a limit.",
    CallStatus.BLOCKED: "This call is not allowed.",
    CallStatus.SKIPPED: "It is not known whether this call happened. The person chose to go on without it.",
    CallStatus.HAPPENED: "The connection broke during this call, but the person says that it did happen.",
    # Left open by a turn that ended in some other way than it should.
    CallStatus.PROPOSED: "This call was never made.",
    CallStatus.AWAITING_APPROVAL: "This call was never made: nobody approved it.",
    CallStatus.APPROVED: "This call was never made.",
    CallStatus.SENT: "It is not known whether this call happened.",
    CallStatus.UNKNOWN: "It is not known whether this call happened.",
}


def api_messages(
    branch: Sequence[Message], steps: dict[Any, list[Step]], calls: dict[Any, list[ToolCall]]
) -> list[dict[str, Any]]:
    """The branch as the Messages API wants it; what of it goes out is `sendable`'s and `fitted`'s to say.

    What a model refused, question and answer, would make it refuse again ("Handling stop reasons",
    platform.claude.com): it is left out.
    """
    past = [message for message in branch if not _was_refused(steps.get(message.turn_id, []))]
    return [entry for message in past for entry in _of_message(message, steps, calls)]


def _was_refused(steps: Sequence[Step]) -> bool:
    return bool(steps) and all(ending_of(step.stop_reason) == AnswerEnding.REFUSED for step in steps)


def _of_message(
    message: Message, steps: dict[Any, list[Step]], calls: dict[Any, list[ToolCall]]
) -> list[dict[str, Any]]:
    if message.role == "user":
        return [{"role": "user", "content": message.text}]
    own = steps.get(message.turn_id, [])
    if not own and message.text:
        # A copy of somebody's chat has words without steps.
        return [{"role": "assistant", "content": [{"type": "text", "text": message.text}]}]
    entries: list[dict[str, Any]] = []
    for step in own:
        if not step.blocks or ending_of(step.stop_reason) == AnswerEnding.REFUSED:
            continue
        if entries and entries[-1]["role"] == "assistant":
            entries.append({"role": "user", "content": GO_ON})
        entries.append({"role": "assistant", "content": step.blocks})
        of_step = [call for call in calls.get(message.turn_id, []) if call.step == step.number]
        if of_step:
            entries.append({"role": "user", "content": tool_results(of_step)})
    return entries


def tool_results(calls: Sequence[ToolCall]) -> list[dict[str, Any]]:
    """One tool_result per tool_use of a step, in its order; a retried call answers for the one it replaces."""
    latest = {(call.position, call.tool_use_id): call for call in sorted(calls, key=lambda call: call.created_at)}
    return [_result(latest[place]) for place in sorted(latest)]


def _result(call: ToolCall) -> dict[str, Any]:
    kept = call.result if isinstance(call.result, list) else []
    content = [*kept, *_edited(call)]
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
