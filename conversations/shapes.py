"""The shapes of turns and messages, used in answers and live events."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, NotRequired, TypedDict

from django.conf import settings

from conversations.call_shapes import ToolCallShape, tool_call_shape
from conversations.llm.records import MAY_GO_ON, AnswerEnding
from conversations.models import Author, Message, ToolCall, Turn, TurnStatus
from conversations.policy.resuming import RETRYABLE
from organizations.shapes import Id, Time, time_text

ENDINGS = {
    AnswerEnding.OUTPUT_LIMIT: "The answer reached the model's output limit and was cut here.",
    AnswerEnding.REFUSED: "The model declined to answer this. Say it in another way, or ask for something else.",
    AnswerEnding.CONTEXT_FULL: "This chat fills all that the model can read at once, so the answer was cut here."
    " Start a new chat to go on.",
    AnswerEnding.EMPTY: "The model gave no answer.",
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
