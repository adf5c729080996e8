"""The shapes of turns, messages and tool calls, used in answers and live events."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, NotRequired, TypedDict

from django.conf import settings

from connectors.models import Effect
from connectors.shapes import ConnectorMarkShape, connector_mark_shape
from conversations.llm.records import MAY_GO_ON, AnswerEnding
from conversations.models import Approval, Author, CallStatus, Message, ToolCall, Turn, TurnStatus
from conversations.policy.resuming import RETRYABLE
from conversations.policy.rules import ContentOf, may_always_allow
from conversations.selectors import contents_in
from organizations.exact_json import exact_text
from organizations.refusals import DecisionShape
from organizations.shapes import Id, Time, time_text

PICTURE = "[a picture that went to the model]"
ENDINGS = {
    AnswerEnding.OUTPUT_LIMIT: "The answer reached the model's output limit and was cut here.",
    AnswerEnding.REFUSED: "The model declined to answer this. Say it in another way, or ask for something else.",
    AnswerEnding.CONTEXT_FULL: "This chat fills all that the model can read at once, so the answer was cut here."
    " Start a new chat to go on.",
    AnswerEnding.EMPTY: "The model gave no answer.",
}


# Tool calls.


class ResultShape(TypedDict):
    """What a tool answered, for people."""

    text: str
    truncated: bool
    bytes: int


class CallErrorShape(TypedDict):
    """Why a call failed."""

    code: str
    message: str


class AskShape(TypedDict):
    """Why a person is asked."""

    code: Annotated[str, "default_asks, member_asks, ceiling_asks or flow_asks."]
    reason: Annotated[str, "Why it is asked, in words."]


class ApprovalShape(TypedDict):
    """What a person is asked about a call, and what they said."""

    id: Id
    expires_at: Time
    decision: Annotated[str, ("allow_once", "always_allow", "deny", "expired")] | None
    reason: Annotated[str, "What the person said."]
    why: AskShape
    may_always_allow: DecisionShape


class ToolCallShape(TypedDict):
    """A tool call with everything that its card shows."""

    id: Id
    status: Annotated[str, CallStatus]
    turn: Id
    conversation: Id
    connector: ConnectorMarkShape | None
    account: str
    tool: str
    title: str
    effect: Annotated[str, Effect]
    arguments: dict[str, Any]
    arguments_text: Annotated[str, "The same as JSON text, for clients whose numbers are doubles."]
    result: ResultShape | None
    error: CallErrorShape | None
    approval: ApprovalShape | None
    started_at: Time | None
    finished_at: Time | None
    milliseconds: int | None


def tool_call_shape(call: ToolCall, contents: Sequence[ContentOf] | None = None) -> ToolCallShape:
    """A tool call with everything its card shows; the reader is its turn's member.

    `contents` is whose content the conversation holds; None: it is looked up where the card needs it.
    """
    return {
        "id": str(call.id),
        "status": call.status,
        "turn": str(call.turn_id),
        "conversation": str(call.turn.conversation_id),
        "connector": connector_mark_shape(call.connector) if call.connector else None,
        "account": (call.connection.label or call.connection.account) if call.connection else "",
        "tool": call.tool,
        "title": call.title or call.tool,
        "effect": call.effect,
        "arguments": call.arguments,
        "arguments_text": exact_text(call.arguments),
        "result": _result_shape(call),
        "error": {"code": call.error_code, "message": call.error_message} if call.error_code else None,
        "approval": _approval_shape(call, contents),
        "started_at": time_text(call.sent_at),
        "finished_at": time_text(call.finished_at),
        "milliseconds": call.milliseconds,
    }


def tool_calls_by_id(calls: Iterable[ToolCall]) -> dict[str, ToolCallShape]:
    """The shapes of calls by their ids, for `content_shapes`."""
    return {str(call.id): tool_call_shape(call) for call in calls}


def _result_shape(call: ToolCall) -> ResultShape | None:
    if call.result is None:
        return None
    return {"text": in_words(call.result), "truncated": call.truncated, "bytes": call.result_bytes}


def in_words(result: Iterable[Mapping[str, Any]]) -> str:
    """A stored result for people. Names a picture that went to the model: otherwise the result would seem empty."""
    return "\n\n".join(block["text"] if block["type"] == "text" else PICTURE for block in result)


def _approval_shape(call: ToolCall, contents: Sequence[ContentOf] | None) -> ApprovalShape | None:
    try:
        approval: Approval = call.approval
    except Approval.DoesNotExist:
        return None
    if approval.decision:
        contents = ()  # only an open card offers "Always allow"
    elif contents is None:
        contents = contents_in(call.turn.conversation_id)
    return {
        "id": str(approval.id),
        "expires_at": time_text(approval.expires_at),
        "decision": approval.decision or None,
        "reason": approval.reason,
        "why": {"code": approval.asks_code, "reason": approval.asks_reason},
        "may_always_allow": may_always_allow(approval, contents).as_json(),
    }


# Turns.


class TurnErrorShape(TypedDict):
    """Why a turn failed, in words."""

    code: str
    message: str
    retryable: bool


class EndingShape(TypedDict):
    """How an answer ended that did not end normally."""

    code: Annotated[str, AnswerEnding]
    message: str
    may_go_on: bool


class TurnShape(TypedDict):
    """A turn with its calls."""

    id: Id
    status: Annotated[str, TurnStatus]
    conversation: Id
    error: TurnErrorShape | None
    tool_calls: list[ToolCallShape]
    created_at: Time
    finished_at: Time | None


def turn_shape(row: Turn, calls: Iterable[ToolCall]) -> TurnShape:
    """A turn with its calls."""
    return {
        "id": str(row.id),
        "status": row.status,
        "conversation": str(row.conversation_id),
        "error": turn_error_shape(row),
        "tool_calls": [tool_call_shape(call) for call in calls],
        "created_at": time_text(row.created_at),
        "finished_at": time_text(row.finished_at),
    }


def turn_error_shape(row: Turn) -> TurnErrorShape | None:
    """Why a turn failed, in words."""
    if not row.error_code:
        return None
    return {"code": row.error_code, "message": row.error_message, "retryable": row.error_code in RETRYABLE}


def ending_shape(ending: AnswerEnding | None) -> EndingShape | None:
    """How an answer ended, in words; None for a normal end."""
    if ending is None:
        return None
    return {"code": ending.value, "message": ENDINGS[ending], "may_go_on": ending in MAY_GO_ON}


def ending_in(blocks: list[dict[str, Any]]) -> AnswerEnding | None:
    """The ending that a stored answer notes."""
    return next((AnswerEnding(block["code"]) for block in blocks if block["type"] == "ending"), None)


def turn_ending_shape(row: Turn, answer: Message) -> EndingShape | None:
    """How a turn's answer ended; of one that went on, and then failed or was stopped, that is said instead."""
    return ending_shape(ending_in(answer.content)) if row.status == TurnStatus.COMPLETED else None


# Messages.


class ContentBlockShape(TypedDict):
    """A piece of a message: words, a note on how the answer came about, or a tool call."""

    type: Annotated[
        str,
        ("text", "note", "tool_call"),
        "A note says how the answer came about, such as what was too long for the model.",
    ]
    text: NotRequired[str]
    tool_call: NotRequired[ToolCallShape]


class ModelMarkShape(TypedDict):
    """The model that wrote an answer."""

    name: str
    demo: bool


class MessageShape(TypedDict):
    """A message with its tool calls in place."""

    id: Id
    role: Annotated[str, Author]
    content: list[ContentBlockShape]
    turn: Id | None
    status: Annotated[str, TurnStatus] | None
    error: TurnErrorShape | None
    ending: EndingShape | None
    model: ModelMarkShape | None
    created_at: Time


def message_shape(row: Message, calls: Mapping[str, ToolCallShape]) -> MessageShape:
    """A message with its tool calls in place."""
    return {
        "id": str(row.id),
        "role": row.role,
        "content": content_shapes(row.content, calls),
        "turn": str(row.turn_id) if row.turn_id else None,
        "status": row.turn.status if row.turn else None,
        "error": turn_error_shape(row.turn) if row.turn and row.role == "assistant" else None,
        "ending": turn_ending_shape(row.turn, row) if row.turn else None,
        "model": {"name": row.model, "demo": settings.MODEL_IS_DEMO} if row.model else None,
        "created_at": time_text(row.created_at),
    }


def content_shapes(blocks: list[dict[str, Any]], calls: Mapping[str, ToolCallShape]) -> list[ContentBlockShape]:
    """Stored blocks with references to calls replaced by the calls' shapes, by id."""
    shown: list[ContentBlockShape] = []
    for block in blocks:
        if block["type"] in ("text", "note"):
            shown.append({"type": block["type"], "text": block["text"]})
        elif block["type"] == "tool_call" and block["tool_call"] in calls:
            shown.append({"type": "tool_call", "tool_call": calls[block["tool_call"]]})
    return shown
