"""How rows of this app look to clients: one shape each, for the API's answers and for live events."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.conf import settings

from connectors.models import Connection, Connector
from connectors.shapes import origin
from connectors.tools.left_out import LeftOut
from conversations.llm.records import MAY_GO_ON, AnswerEnding
from conversations.models import (
    Approval,
    ConnectorToggle,
    Conversation,
    Message,
    Notice,
    Provenance,
    Share,
    ToolCall,
    Turn,
    TurnStatus,
)
from conversations.policy.resuming import RETRYABLE
from conversations.policy.rules import ContentOf, may_always_allow
from conversations.selectors import contents_in
from organizations.exact_json import exact_text
from organizations.models import Project
from organizations.refusals import Decision

PICTURE = "[a picture that went to the model]"
ENDINGS = {
    AnswerEnding.OUTPUT_LIMIT: "The answer reached the model's output limit and was cut here.",
    AnswerEnding.REFUSED: "The model declined to answer this. Say it in another way, or ask for something else.",
    AnswerEnding.CONTEXT_FULL: "This chat fills all that the model can read at once, so the answer was cut here."
    " Start a new chat to go on.",
    AnswerEnding.EMPTY: "The model gave no answer.",
}


def connector(row: Connector) -> dict[str, Any]:
    """A connector as a mark beside other things."""
    listing = row.listing
    return {
        "id": str(row.id),
        "name": row.name,
        "listing": listing.slug if listing else None,
        **origin(row),
        "color": listing.color if listing else "",
        "icon_url": (listing.icon_url or None) if listing else None,
    }


def tool_call(call: ToolCall, holds: Sequence[ContentOf] | None = None) -> dict[str, Any]:
    """A tool call with everything its card shows; the reader is its turn's member.

    `holds` is whose content the conversation holds; None: it is looked up where the card needs it.
    """
    return {
        "id": str(call.id),
        "status": call.status,
        "turn": str(call.turn_id),
        "conversation": str(call.turn.conversation_id),
        "connector": connector(call.connector) if call.connector else None,
        "account": (call.connection.label or call.connection.account) if call.connection else "",
        "tool": call.tool,
        "title": call.title or call.tool,
        "effect": call.effect,
        "arguments": call.arguments,
        "arguments_text": exact_text(call.arguments),
        "result": _result(call),
        "error": _error(call),
        "approval": _approval(call, holds),
        "started_at": _time(call.sent_at),
        "finished_at": _time(call.finished_at),
        "milliseconds": call.milliseconds,
    }


def by_id(calls: Iterable[ToolCall]) -> dict[str, dict[str, Any]]:
    """The shapes of calls by their ids, for `content`."""
    return {str(call.id): tool_call(call) for call in calls}


def _result(call: ToolCall) -> dict[str, Any] | None:
    if call.result is None:
        return None
    return {"text": in_words(call.result), "truncated": call.truncated, "bytes": call.result_bytes}


def in_words(result: Iterable[Mapping[str, Any]]) -> str:
    """A stored result for people; a picture that went to the model is named, or its result would seem empty."""
    return "\n\n".join(block["text"] if block["type"] == "text" else PICTURE for block in result)


def _error(call: ToolCall) -> dict[str, str] | None:
    if not call.error_code:
        return None
    return {"code": call.error_code, "message": call.error_message}


def _approval(call: ToolCall, holds: Sequence[ContentOf] | None) -> dict[str, Any] | None:
    try:
        approval: Approval = call.approval
    except Approval.DoesNotExist:
        return None
    if approval.decision:
        holds = ()  # only an open card offers anything
    elif holds is None:
        holds = contents_in(call.turn.conversation_id)
    return {
        "id": str(approval.id),
        "expires_at": _time(approval.expires_at),
        "decision": approval.decision or None,
        "reason": approval.reason,
        "why": {"code": approval.asks_code, "reason": approval.asks_reason},
        "may_always_allow": may_always_allow(approval, holds).as_json(),
    }


def turn(row: Turn, calls: Iterable[ToolCall]) -> dict[str, Any]:
    """A turn with its calls."""
    return {
        "id": str(row.id),
        "status": row.status,
        "conversation": str(row.conversation_id),
        "error": turn_error(row),
        "tool_calls": [tool_call(call) for call in calls],
        "created_at": _time(row.created_at),
        "finished_at": _time(row.finished_at),
    }


def turn_error(row: Turn) -> dict[str, Any] | None:
    """Why a turn failed, in words."""
    if not row.error_code:
        return None
    return {"code": row.error_code, "message": row.error_message, "retryable": row.error_code in RETRYABLE}


def answer_ending(ending: AnswerEnding | None) -> dict[str, Any] | None:
    """How an answer ended, in words; None for a normal end."""
    if ending is None:
        return None
    return {"code": ending.value, "message": ENDINGS[ending], "may_go_on": ending in MAY_GO_ON}


def ending_in(blocks: list[dict[str, Any]]) -> AnswerEnding | None:
    """What a stored answer says of its own end."""
    return next((AnswerEnding(block["code"]) for block in blocks if block["type"] == "ending"), None)


def turn_ending(row: Turn, answer: Message) -> dict[str, Any] | None:
    """How a turn's answer ended; of one that went on, and then failed or was stopped, that is said instead."""
    return answer_ending(ending_in(answer.content)) if row.status == TurnStatus.COMPLETED else None


def message(row: Message, calls: dict[str, dict[str, Any]], demo: bool) -> dict[str, Any]:
    """A message with its tool calls in place."""
    return {
        "id": str(row.id),
        "role": row.role,
        "content": content(row.content, calls),
        "turn": str(row.turn_id) if row.turn_id else None,
        "status": row.turn.status if row.turn else None,
        "error": turn_error(row.turn) if row.turn and row.role == "assistant" else None,
        "ending": turn_ending(row.turn, row) if row.turn else None,
        "model": {"name": row.model, "demo": demo} if row.model else None,
        "created_at": _time(row.created_at),
    }


def content(blocks: list[dict[str, Any]], calls: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """Stored blocks with references to calls replaced by the calls' shapes, by id."""
    shown: list[dict[str, Any]] = []
    for block in blocks:
        if block["type"] in ("text", "note"):
            shown.append({"type": block["type"], "text": block["text"]})
        elif block["type"] == "tool_call" and block["tool_call"] in calls:
            shown.append({"type": "tool_call", "tool_call": calls[block["tool_call"]]})
    return shown


def conversation(
    row: Conversation,
    marks: Iterable[Provenance],
    active_turn: Any,
    *,
    project: Project | None,
    notices: Iterable[Notice],
) -> dict[str, Any]:
    """A conversation with what it holds, what runs in it and what to know; `project` as far as its author sees it."""
    return {
        "id": str(row.id),
        "title": row.title,
        "project": {"id": str(project.id), "name": project.name, "visibility": project.visibility} if project else None,
        "provenance": provenance(marks),
        "tool_access": row.tool_access,
        "active_turn": str(active_turn) if active_turn else None,
        "notices": [notice(each) for each in notices],
        "created_at": _time(row.created_at),
        "updated_at": _time(row.updated_at),
    }


NOTICES = {
    "account_disconnected": "{name} was switched off in this chat: its account was disconnected. Connect again, then"
    " switch it on with “+”.",
    "account_changed": "{name} was switched off in this chat: it is signed in with another account now. Switch it on"
    " with “+” to use that one.",
    "connector_disabled": "{name} was switched off in this chat: an owner has disabled it for everyone.",
    "project_opened": "{name} was switched off in this chat: connectors may not be used in its project now.",
    "project_left": "This chat left its project, because you can't see the project any more. It is your own now.",
    "link_ended": "A share link of this chat was ended, because the rules do not allow it any more.",
}


def notice(row: Notice) -> dict[str, Any]:
    """What happened in a chat without its author, in words."""
    words = NOTICES[row.code].format(name=row.name)
    return {"id": str(row.id), "code": row.code, "text": words, "created_at": _time(row.created_at)}


def toggle(
    row: Connector,
    switched: ConnectorToggle | None,
    accounts: Iterable[Connection],
    allowed: Decision,
    connecting: Mapping[str, Decision],
    waiting: int,
    left_out: Iterable[LeftOut],
) -> dict[str, Any]:
    """A connector in the plus menu: on or off, the accounts to choose from, and why it can't be switched on."""
    return {
        "connector": connector(row),
        "enabled": switched is not None,
        "connection": str(switched.connection_id) if switched and switched.connection_id else None,
        "connections": [
            {"id": str(c.id), "status": c.status, "label": c.label, "account": c.account} for c in accounts
        ],
        "may_toggle": allowed.as_json(),
        "may_connect": connecting["connect"].as_json(),
        "may_reconnect": connecting["reconnect"].as_json(),
        "waiting_tools": waiting,
        "left_out": list(left_out),
    }


def share(row: Share) -> dict[str, Any]:
    """A link with its whole address."""
    return {
        "id": str(row.id),
        "audience": row.audience,
        "url": f"{settings.PUBLIC_URL}/shared/{row.token}",
        "redacted": row.redacted,
        "message_count": len(row.snapshot.get("messages", [])),
        "created_at": _time(row.created_at),
    }


def provenance(marks: Iterable[Provenance]) -> list[dict[str, Any]]:
    """Each connector whose content is in there, once per kind."""
    seen = {(mark.connector_id, mark.kind): mark for mark in marks}
    return [{"connector": connector(mark.connector), "kind": mark.kind} for mark in seen.values()]


def _time(value: Any) -> str | None:
    return value.isoformat().replace("+00:00", "Z") if value else None
