"""The live events of a turn: every name and what its data holds, once.

The schema's `TurnEvent` and the table in docs/api.md are this list, and so are the names that the workspace knows
(frontend/src/features/chat/stream/events.ts); tests hold them to it.
"""

from typing import Annotated, Literal, NotRequired, TypedDict

from conversations.call_shapes import ToolCallShape
from conversations.models import TurnStatus
from conversations.shapes import ContentBlockShape, EndingShape, MessageShape, TurnErrorShape, TurnShape
from organizations.shapes import Id, Stream

EVENT_STREAM = "text/event-stream"
WaitReason = Literal["busy", "again", "silent"]


class EventPositionShape(TypedDict):
    """What every event of a turn carries, beside its own data."""

    fence: Annotated[int, "Grows with each claim of the turn, below 2^53: drop what has a lower one."]
    step: Annotated[int, "The model's response that it belongs to."]


class MessageSentShape(TypedDict):
    """The message and its turn, as the JSON answer says them; first on the stream that answers a message."""

    message: MessageShape
    turn: TurnShape


class TurnStartedShape(TypedDict):
    """A worker has the turn. Where nothing was kept, nothing that was said before stands."""

    turn: Id
    kept: Annotated[int, "The steps that are stored."]


class TextDeltaShape(TypedDict):
    """A piece of the step's text."""

    offset: Annotated[int, "Of its first character (code point) in the step's text: drop overlaps."]
    text: str


class ToolCallEventShape(TypedDict):
    """A call as it is now."""

    tool_call: ToolCallShape


class StartedCallShape(TypedDict):
    """A call that is on its way."""

    id: Id
    status: Literal["sent"]


class ToolCallStartedShape(TypedDict):
    """A call leaves."""

    tool_call: StartedCallShape


class ToolCallProgressShape(TypedDict):
    """How far a running call is; live only."""

    call: Id
    progress: float
    total: Annotated[float | None, "Null: nobody knows how much is left."]
    message: str | None


class TurnWaitingShape(TypedDict):
    """The turn waits for a person."""

    status: Annotated[str, TurnStatus]


class ModelWaitingShape(TypedDict):
    """Nothing comes for a while."""

    reason: Annotated[WaitReason, "busy, again: a pause before the next try; silent: the model says nothing."]
    seconds: int


class TurnFinishedShape(TypedDict):
    """The last event of a turn."""

    status: Annotated[str, TurnStatus]
    error: TurnErrorShape | None
    ending: EndingShape | None
    message: Id | None


class SnapshotShape(TypedDict):
    """All that was said; comes at any time, and replaces what came before."""

    turn: Id
    content: list[ContentBlockShape]
    kept: Annotated[int, "Drop what comes later of steps up to this one."]
    resumed_after: Annotated[int, "The words of the next step go on in the block before them, if that is text."]
    offset: Annotated[int, "So many characters at the end are of the step that is under way."]
    status: NotRequired[Annotated[str, TurnStatus]]


MESSAGE_SENT = "message.sent"
TURN_STARTED = "turn.started"
TEXT_DELTA = "text.delta"
TOOL_CALL_PROPOSED = "tool_call.proposed"
TOOL_CALL_AWAITING_APPROVAL = "tool_call.awaiting_approval"
TOOL_CALL_AWAITING_CONNECTION = "tool_call.awaiting_connection"
TOOL_CALL_AWAITING_INPUT = "tool_call.awaiting_input"
TOOL_CALL_STARTED = "tool_call.started"
TOOL_CALL_PROGRESS = "tool_call.progress"
TOOL_CALL_FINISHED = "tool_call.finished"
TURN_WAITING = "turn.waiting"
MODEL_WAITING = "model.waiting"
TURN_FINISHED = "turn.finished"
SNAPSHOT = "snapshot"

TURN_EVENTS = Stream(
    name="TurnEvent",
    position=EventPositionShape,
    opening={MESSAGE_SENT: MessageSentShape},
    events={
        TURN_STARTED: TurnStartedShape,
        TEXT_DELTA: TextDeltaShape,
        TOOL_CALL_PROPOSED: ToolCallEventShape,
        TOOL_CALL_AWAITING_APPROVAL: ToolCallEventShape,
        TOOL_CALL_AWAITING_CONNECTION: ToolCallEventShape,
        TOOL_CALL_AWAITING_INPUT: ToolCallEventShape,
        TOOL_CALL_STARTED: ToolCallStartedShape,
        TOOL_CALL_PROGRESS: ToolCallProgressShape,
        TOOL_CALL_FINISHED: ToolCallEventShape,
        TURN_WAITING: TurnWaitingShape,
        MODEL_WAITING: ModelWaitingShape,
        TURN_FINISHED: TurnFinishedShape,
        SNAPSHOT: SnapshotShape,
    },
)
