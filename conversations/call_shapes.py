"""The shapes of tool calls: what their cards show, in answers and live events."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, TypedDict

from connectors.models import Effect
from connectors.shapes import SCOPE_WORDS, ConnectorMarkShape, connector_mark_shape
from conversations.chart_shapes import ChartShape, chart_shape
from conversations.models import Approval, CallStatus, ToolCall
from conversations.policy.asking import InputWanted
from conversations.policy.calls import may_always_allow
from conversations.policy.place import ContentOf
from conversations.policy.waiting import ConnectionWanted, WantedReason
from conversations.selectors import contents_in
from organizations.exact_json import exact_text
from organizations.refusals import DecisionShape
from organizations.shapes import Id, Time, time_text

PICTURE = "[a picture that went to the model]"


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
    service_asks: Annotated[str, "What the service will ask itself; allowing the call answers it, too."]
    may_always_allow: DecisionShape


class ConnectionWantedShape(TypedDict):
    """What a call waits for at its member's account."""

    reason: Annotated[str, WantedReason]
    scopes: Annotated[list[str], "The access that is missing, as the service calls it."]
    scope_words: Annotated[dict[str, str], SCOPE_WORDS]
    label: Annotated[str, "Sign in with this label: the account that the call was for."]
    why: str
    expires_at: Time | None


class FieldOptionShape(TypedDict):
    """One of the choices of a field."""

    value: str
    title: str


class FormFieldShape(TypedDict):
    """A field of a form: a text, a number, a yes or no, one choice, or several."""

    name: str
    title: str
    description: str
    kind: Annotated[str, ("string", "number", "integer", "boolean", "choice", "choices")]
    required: bool
    default: Annotated[Any, "What the service suggests; null: nothing."]
    options: list[FieldOptionShape]
    format: Annotated[str, "email, uri, date, date-time, or empty."]
    least: Annotated[float | None, "The smallest number, the shortest text, or the fewest choices."]
    most: float | None


class QuestionShape(TypedDict):
    """What the service asks: a form, or to open an address of its own."""

    key: str
    kind: Annotated[str, ("form", "url")]
    message: str
    fields: list[FormFieldShape]
    url: Annotated[str, "Empty for a form."]
    host: str


class InputWantedShape(TypedDict):
    """What a service asks in the middle of a call, and until when it can be answered."""

    round: int
    questions: list[QuestionShape]
    expires_at: Time | None


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
    chart: ChartShape | None
    error: CallErrorShape | None
    approval: ApprovalShape | None
    connection_wanted: ConnectionWantedShape | None
    input_wanted: InputWantedShape | None
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
        "chart": chart_shape(call),
        "error": {"code": call.error_code, "message": call.error_message} if call.error_code else None,
        "approval": _approval_shape(call, contents),
        "connection_wanted": _connection_wanted_shape(call),
        "input_wanted": _input_wanted_shape(call),
        "started_at": time_text(call.sent_at),
        "finished_at": time_text(call.finished_at),
        "milliseconds": call.milliseconds,
    }


def _connection_wanted_shape(call: ToolCall) -> ConnectionWantedShape | None:
    wanted = ConnectionWanted.of(call)
    if call.status != CallStatus.AWAITING_CONNECTION or wanted is None:
        return None
    words = call.connector.scope_words if call.connector else {}
    return {
        "reason": wanted.reason,
        "scopes": list(wanted.scopes),
        "scope_words": {name: words[name] for name in wanted.scopes if name in words},
        "label": call.connection.label if call.connection else "",
        "why": call.error_message,
        "expires_at": time_text(call.waits_until),
    }


def _input_wanted_shape(call: ToolCall) -> InputWantedShape | None:
    wanted = InputWanted.of(call)
    if call.status != CallStatus.AWAITING_INPUT or wanted is None:
        return None
    questions = [_question_shape(question) for question in wanted.questions]
    return {"round": wanted.round, "questions": questions, "expires_at": time_text(call.waits_until)}


def _question_shape(question: Mapping[str, Any]) -> QuestionShape:
    return {
        "key": question["key"],
        "kind": question["kind"],
        "message": question["message"],
        "fields": [_field_shape(asked) for asked in question.get("fields", [])],
        "url": question.get("url", ""),
        "host": question.get("host", ""),
    }


def _field_shape(asked: Mapping[str, Any]) -> FormFieldShape:
    return {
        "name": asked["name"],
        "title": asked["title"],
        "description": asked["description"],
        "kind": asked["kind"],
        "required": asked["required"],
        "default": asked.get("default"),
        "options": asked.get("options", []),
        "format": asked.get("format", ""),
        "least": asked.get("least"),
        "most": asked.get("most"),
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
        "service_asks": "" if approval.decision else approval.also_answers,
        "may_always_allow": may_always_allow(approval, contents).as_json(),
    }
