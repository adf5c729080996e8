"""What is written down around each step of a turn; every function is one transaction of the lease's holder.

The order is the promise: a call is `sent` before it leaves, its result and its provenance are committed before
the model sees them, and whoever lost the lease can write nothing (the fence is checked first, which also locks
the turn's row against decisions that people make at the same moment).
"""

import uuid
from dataclasses import dataclass
from typing import Any, Self

from django.db import transaction

from connectors.models import Connector
from conversations import shapes
from conversations.engine.access import Access, load_access
from conversations.engine.advancing import Next, advance, decide, let_go
from conversations.engine.calls import open_calls, propose, save_approvals
from conversations.engine.deciding_rows import RulesNow
from conversations.engine.endings import Ending
from conversations.engine.history import api_messages
from conversations.engine.holding import extend_answer, hold
from conversations.engine.stopping import finish, step_of, stop
from conversations.engine.writing import write_result, write_step
from conversations.llm.records import ModelResponse
from conversations.marks import kind_of, mark_provenance
from conversations.models import Message, ToolCall, Turn, TurnStatus
from conversations.models.tool_call import OPEN
from conversations.selectors import branch_to, calls_of, steps_and_calls


@dataclass(slots=True)
class Standing:
    """Where a claimed turn stands: its history for the model, how many steps it took, and what it does next."""

    messages: list[dict[str, Any]]
    steps: int
    next: Next
    # The calls of its earlier steps as people see them, by id.
    told: dict[str, dict[str, Any]]


class Journal:
    """One claimed turn in this worker's hands."""

    def __init__(self, turn: Turn, answer: Message) -> None:
        self.turn, self.answer = turn, answer
        self._access: Access | None = None
        # The only call of the last step needs no look for others.
        self._is_alone = False
        # (connector, kind) that this turn has marked for good.
        self._marked: set[tuple[uuid.UUID, str]] = set()

    @classmethod
    def claim(cls, turn_id: uuid.UUID, worker: str) -> tuple[Self, Standing] | None:
        """Take the turn if it is free, and see where it stands; None when somebody else has it or it is over."""
        claim = Turn.claim(turn_id, worker)
        if claim is None:
            return None
        branch = branch_to(claim.turn.conversation_id, claim.head_id)
        answer = next(message for message in reversed(branch) if message.turn_id == turn_id)
        journal = cls(claim.turn, answer)
        return journal, journal._standing(branch, RulesNow.parse(claim.rules))

    def _standing(self, branch: list[Message], now: RulesNow) -> Standing:
        turn = self.turn
        # A first turn has no history to read.
        answered = [message.turn_id for message in branch if message.turn_id and message.role == "assistant"]
        fresh = answered == [turn.id] and turn.fence == 1
        steps, calls = ({}, {}) if fresh else steps_and_calls(answered)
        own_steps = steps.get(turn.id, [])
        last = own_steps[-1].number if own_steps else 0
        # The last step's results are appended when all its calls are settled.
        calls[turn.id] = [call for call in calls.get(turn.id, []) if call.step != last]
        messages = api_messages(branch, steps, calls)
        told = shapes.by_id(calls_of([self.answer])) if last else {}
        if turn.cancel_requested_at:
            return Standing(messages, last, Next(cancelled=True), told)
        still_open = open_calls(turn, last) if last else []
        return Standing(messages, last, advance(turn, last, still_open, self._rules(now), resumed=True), told)

    def record_step(self, number: int, response: ModelResponse, shown: Access) -> tuple[list[dict[str, Any]], Next]:
        """Keep a model response. With calls: journal them and say which may leave; without: the turn is complete.

        `shown` is what the model could choose from; whether a call may leave is asked of the rules as they are now.
        """
        turn, held = self.turn, hold(self.turn, response)
        self._access, self._is_alone = shown, len(response.tool_uses) == 1
        calls = [
            propose(turn, number, position, use, shown.named(use["name"]))
            for position, use in enumerate(response.tool_uses)
        ]
        extend_answer(self.answer, response, calls)
        step = step_of(turn, number, response)
        if not calls:
            write_step(step, [], self.answer)
            finish(turn, TurnStatus.COMPLETED)
            return [], Next()
        proposed = [shapes.tool_call(call) for call in calls]
        now = RulesNow.parse(held.rules)
        upcoming = Next(cancelled=True) if held.is_cancelled else decide(turn, number, calls, self._rules(now))
        write_step(step, calls, self.answer)
        save_approvals(calls)
        let_go(turn, upcoming)
        return proposed, upcoming

    def record_result(self, call: ToolCall, ending: Ending) -> tuple[dict[str, Any], Next]:
        """Keep a call's end with its provenance (sharing-S1: an error result counts), and say what is next."""
        turn, held = self.turn, hold(self.turn)
        if ending.holds_content and call.connector is not None:
            self._mark(call.connector)
        call.end(ending.status, **ending.values)
        write_result(call)
        shape = shapes.tool_call(call)
        if held.is_cancelled:
            return shape, Next(cancelled=True)
        # After the mark: the first content of a conversation may change what it may do.
        now = RulesNow.parse(held.rules).with_content(ending.holds_content)
        settled = call if self._is_alone and call.status not in OPEN else None
        still_open = [] if settled else open_calls(turn, call.step)
        return shape, advance(turn, call.step, still_open, self._rules(now), settled=settled)

    def stop(
        self, number: int, partial: str, status: TurnStatus, code: str = "", message: str = ""
    ) -> list[dict[str, Any]]:
        """End the turn before its time: keep the text so far, close open calls; returns those that it closed."""
        return stop(self.turn, self.answer, number, partial, status, code, message)

    def _mark(self, connector: Connector) -> None:
        mark = connector.id, kind_of(connector)
        if mark not in self._marked:
            mark_provenance(turn=self.turn, connector=connector)
            # Not before it is committed: another call's result may be on its way in.
            transaction.on_commit(lambda: self._marked.add(mark))

    def _rules(self, now: RulesNow) -> Access:
        self._access = load_access(self.turn, now, self._access)
        return self._access
