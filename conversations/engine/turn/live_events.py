"""What readers of one turn hear, and the answer so far for those who come late."""

import time
import uuid
from collections.abc import Iterable

from connectors.mcp import Progress
from conversations.call_shapes import ToolCallShape
from conversations.engine.calls.decide import Next
from conversations.events import types
from conversations.events.picture import fingerprint, with_live_words
from conversations.events.publisher import Publisher
from conversations.events.wire import Line
from conversations.llm.records import AnswerEnding
from conversations.models import CallStatus, Message, Turn, TurnStatus
from conversations.shapes import content_shapes, ending_shape, turn_error_shape

# So often a card moves at most, for each call; and so often in all, of the stream's 20,000 events.
PROGRESS_SECONDS = 0.5
MOST_PROGRESS = 5000
# What is said of a call that waits for a person.
WAITS: dict[str, str] = {
    CallStatus.AWAITING_APPROVAL: types.TOOL_CALL_AWAITING_APPROVAL,
    CallStatus.AWAITING_CONNECTION: types.TOOL_CALL_AWAITING_CONNECTION,
    CallStatus.AWAITING_INPUT: types.TOOL_CALL_AWAITING_INPUT,
}


class LiveEvents:
    """Says what was committed, after it was committed; text is said as it comes.

    Each claim begins with all that the database holds, because nobody knows what the worker before it still said.
    """

    def __init__(self, valkey: Line, turn: Turn, answer: Message, told: dict[str, ToolCallShape], kept: int) -> None:
        self._turn, self._answer = turn, answer
        self._calls = told
        # What is committed. The answer itself changes a moment before, in the journal's hands.
        self._kept, self._content, self._step = kept, answer.content, kept
        self._partial: list[str] = []
        self._progressed: dict[uuid.UUID, float] = {}
        self._progress_left = MOST_PROGRESS
        self._publisher = Publisher(valkey, turn.id, turn.fence, self._snapshot)
        if kept:
            self._publisher.add(types.SNAPSHOT, self._snapshot())
        self._publisher.add(types.TURN_STARTED, types.TurnStartedShape(turn=str(turn.id), kept=kept))

    @property
    def partial(self) -> str:
        """The text of the step that is under way."""
        return "".join(self._partial)

    def step_begins(self, number: int) -> None:
        """The model is asked."""
        self._step = number
        self._publisher.begin_step(number)

    def text(self, piece: str) -> None:
        """A piece of the step's text."""
        self._partial.append(piece)
        self._publisher.text(piece)

    def model_waits(self, reason: types.WaitReason, seconds: float) -> None:
        """Nothing comes for a while: `busy` and `again` are pauses before the next try, `silent` is the model's."""
        self._publisher.add(types.MODEL_WAITING, types.ModelWaitingShape(reason=reason, seconds=round(seconds)))

    def step_broke_off(self) -> None:
        """Its text does not count; the step begins anew."""
        self._partial.clear()
        self._publisher.add(types.SNAPSHOT, self._snapshot())

    def answer_was_noted(self) -> None:
        """There is a note on how it came about, in front of what comes now; it is committed with the step."""
        self._content = self._answer.content
        self._publisher.add(types.SNAPSHOT, self._snapshot())

    def step_was_kept(self, calls: Iterable[ToolCallShape]) -> None:
        """The step is committed, with the calls that it asks for."""
        self._partial.clear()
        self._kept, self._content = self._step, self._answer.content
        for call in calls:
            self._call(types.TOOL_CALL_PROPOSED, call)

    def call_leaves(self, call_id: uuid.UUID) -> None:
        """A call is journalled and on its way."""
        self._publisher.add(
            types.TOOL_CALL_STARTED, types.ToolCallStartedShape(tool_call={"id": str(call_id), "status": "sent"})
        )

    async def call_goes_on(self, call_id: uuid.UUID, progress: Progress) -> None:
        """How far a running call is: live only, and not for ever, because the stream has an end."""
        now = time.monotonic()
        if now - self._progressed.get(call_id, float("-inf")) < PROGRESS_SECONDS or self._progress_left == 0:
            return
        self._progressed[call_id] = now
        self._progress_left -= 1
        told = types.ToolCallProgressShape(
            call=str(call_id), progress=progress.progress, total=progress.total, message=progress.message
        )
        self._publisher.add(types.TOOL_CALL_PROGRESS, told)

    def call_ended(self, call: ToolCallShape) -> None:
        """What became of a call is committed: its end, or that it waits for a person."""
        if call["status"] == CallStatus.SENT:
            # It leaves once more at once, which is said then.
            self._calls[call["id"]] = call
        else:
            self._call(WAITS.get(call["status"], types.TOOL_CALL_FINISHED), call)

    def comes_next(self, upcoming: Next) -> None:
        """What was decided: calls that changed, and what the turn waits for."""
        for call in upcoming.changed:
            self.call_ended(call)
        if upcoming.waiting is not None:
            self._publisher.add(types.TURN_WAITING, types.TurnWaitingShape(status=upcoming.waiting))

    async def turn_ended(
        self, status: TurnStatus, code: str = "", message: str = "", ending: AnswerEnding | None = None
    ) -> None:
        """The last event; returns when it was sent."""
        self._turn.error_code, self._turn.error_message = code, message
        said = types.TurnFinishedShape(
            status=status,
            error=turn_error_shape(self._turn),
            ending=ending_shape(ending),
            message=str(self._answer.id),
        )
        # What was cut off is stored by another hand; readers look for it there.
        answer = fingerprint(self._snapshot()["content"]) if status == TurnStatus.COMPLETED else None
        await self._publisher.finish({**said, "answer": answer})

    async def all_said(self) -> None:
        """Wait for what is still on its way."""
        await self._publisher.sent()

    def _call(self, event: str, call: ToolCallShape) -> None:
        self._calls[call["id"]] = call
        self._publisher.add(event, types.ToolCallEventShape(tool_call=call))

    def _snapshot(self) -> types.SnapshotShape:
        """The answer so far, which ends with the text of the step that is under way."""
        partial, resumed_after = self.partial, self._turn.resumed_after
        shown = content_shapes(self._content, self._calls)
        content = with_live_words(shown, partial, self._step, resumed_after)
        return {
            "turn": str(self._turn.id),
            "content": content,
            "kept": self._kept,
            "resumed_after": resumed_after,
            "offset": len(partial),
        }
