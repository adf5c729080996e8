"""What is written down around each step of a turn; every method is one transaction of the lease's holder.

The order is the promise: a call is `sent` before it leaves, its result and its provenance are committed before
the model sees them, and whoever lost the lease can write nothing (the fence is checked first, which also locks
the turn's row against decisions that people make at the same moment).

There are two ways. What needs no more than the rules that the worker knows is decided on the loop and written in one
statement, if those rules still hold. All else is decided in a thread, in a transaction that holds the turn's row and
looks first.
"""

import uuid
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from connectors.models import Level
from conversations import shapes
from conversations.engine.calls.decide import (
    Next,
    decide,
    let_go,
    may_leave,
    may_leave_at_once,
    open_calls,
    propose,
    save_approvals,
)
from conversations.engine.calls.result_blocks import Ending
from conversations.engine.database import Database
from conversations.engine.errors import RulesChanged
from conversations.engine.journal.lease import extended, hold, lock_place
from conversations.engine.journal.statements import (
    Statement,
    StepRows,
    accept,
    now_written,
    result_statement,
    step_statement,
    write,
)
from conversations.engine.journal.stop import step_of, stop
from conversations.engine.toolset.rules_cache import RulesNow
from conversations.engine.toolset.toolset import Access, load_access
from conversations.events.picture import with_notes
from conversations.llm.records import ModelResponse
from conversations.models import Message, Provenance, ToolCall, Turn, TurnStatus
from conversations.models.tool_call import OPEN
from conversations.policy.rules import ContentOf, may_use_connectors_in
from conversations.sharing.provenance import mark_of, mark_provenance
from organizations.refusals import ALLOWED, Decision
from organizations.tenancy import tenant

Shape = dict[str, Any]


class Journal:
    """One claimed turn in this worker's hands."""

    def __init__(self, turn: Turn, answer: Message, database: Database) -> None:
        self.turn, self.answer = turn, answer
        self._database = database
        self._access: Access | None = None
        # The only call of the last step needs no look for others.
        self._is_alone = False
        # Connectors and kinds of content that this turn has marked for good.
        self._marked: set[tuple[uuid.UUID, str]] = set()

    def note(self, words: Sequence[str], step: int) -> bool:
        """Say something about how the answer came about, once; it is written with this step. True when new."""
        said = [block["text"] for block in self.answer.content if block["type"] == "note"]
        fresh = [{"type": "note", "text": text} for text in words if text not in said]
        if fresh:
            stands = [block for block in self.answer.content if block["type"] != "ending"]
            self.answer.content = with_notes(stands, fresh, step, self.turn.resumed_after)
        return bool(fresh)

    async def record_step(self, number: int, response: ModelResponse, shown: Access) -> tuple[list[Shape], Next]:
        """Keep a model response. With calls: journal them and say which may leave; without: the turn is complete.

        `shown` is what the model could choose from; whether a call may leave is asked of the rules as they are now.
        """
        self._access, self._is_alone = shown, len(response.tool_uses) == 1
        rows = self._rows(number, response, shown)
        if not rows.calls:
            await self._write(step_statement(self.turn, self.answer, rows, completes=True))
            now_written(self.answer, rows)
            return [], Next()
        if may_leave_at_once(rows.calls, shown):
            proposed = [shapes.tool_call(call) for call in rows.calls]
            upcoming = decide(self.turn, number, rows.calls, shown)
            with suppress(RulesChanged):
                await self._write(step_statement(self.turn, self.answer, rows, decided_on=shown.now))
                now_written(self.answer, rows)
                return proposed, upcoming
        return await self._database.call(lambda: self._record_step_held(number, response, shown))

    def _record_step_held(self, number: int, response: ModelResponse, shown: Access) -> tuple[list[Shape], Next]:
        turn = self.turn
        with tenant(turn.organization_id):
            held = hold(turn)
            rows = self._rows(number, response, shown)
            proposed = [shapes.tool_call(call) for call in rows.calls]
            access = self.rules_as_of(RulesNow.parse(held.rules))
            upcoming = Next(cancelled=True) if held.is_cancelled else decide(turn, number, rows.calls, access)
            write(step_statement(turn, self.answer, rows))
            now_written(self.answer, rows)
            save_approvals(rows.calls)
            let_go(turn, upcoming)
        return proposed, upcoming

    def _rows(self, number: int, response: ModelResponse, shown: Access) -> StepRows:
        calls = [
            propose(self.turn, number, position, use, shown.named(use["name"]), response.problems.get(use["id"]))
            for position, use in enumerate(response.tool_uses)
        ]
        step = step_of(self.turn, number, response)
        return StepRows(step, calls, extended(self.turn, self.answer, step, response, calls))

    async def record_result(self, call: ToolCall, ending: Ending) -> tuple[Shape, Next]:
        """Keep a call's end with its provenance (sharing-S1: an error result counts), and say what is next."""
        call.end(ending.status, **ending.values)
        mark = self._mark(call, ending)
        if self._is_alone and self._access and call.status not in OPEN:
            known = self._access.now
            with suppress(RulesChanged):
                written = await self._write(result_statement(self.turn, call, mark=mark, decided_on=known))
                self._has_marked(mark)
                return shapes.tool_call(call), self._advance(call, replace(known, holds=ContentOf.parse(written[1])))
        return await self._database.call(lambda: self._record_result_held(call, ending, mark))

    def _record_result_held(self, call: ToolCall, ending: Ending, mark: Provenance | None) -> tuple[Shape, Next]:
        with tenant(self.turn.organization_id):
            if mark is not None:
                lock_place(self.turn)
            held = hold(self.turn)
            now = RulesNow.parse(held.rules)
            if ending.holds_content and not may_use_connectors_in(self.rules_as_of(now).place).allowed:
                call.drop_content()
                mark = None
            if mark is not None:
                now = replace(now, holds=mark_provenance(turn=self.turn, connector=mark.connector))
            write(result_statement(self.turn, call))
            shape = shapes.tool_call(call)
            upcoming = Next(cancelled=True) if held.is_cancelled else self._advance(call, now)
        self._has_marked(mark)
        return shape, upcoming

    async def still_may(self, call: ToolCall) -> Decision:
        """Whether a call that is under way may be made once more, by the rules as they are now. Raises LeaseLost."""
        return await self._database.call(lambda: self._still_may_held(call))

    def _still_may_held(self, call: ToolCall) -> Decision:
        with tenant(self.turn.organization_id):
            held = hold(self.turn)
            found = may_leave(call, self.rules_as_of(RulesNow.parse(held.rules)))
        return ALLOWED if found.level == Level.ALLOW else found.why

    def _advance(self, call: ToolCall, now: RulesNow) -> Next:
        settled = call if self._is_alone and call.status not in OPEN else None
        still_open = [] if settled else open_calls(self.turn, call.step)
        upcoming = decide(self.turn, call.step, still_open, self.rules_as_of(now), settled=settled)
        return let_go(self.turn, upcoming)

    async def stop(
        self, number: int, partial: str, status: TurnStatus, code: str = "", message: str = ""
    ) -> list[Shape]:
        """End the turn before its time: keep the text so far, close open calls; returns those that it closed."""
        return await self._database.run(
            self.turn.organization_id, lambda: stop(self.turn, self.answer, number, partial, status, code, message)
        )

    async def _write(self, statement: Statement) -> Sequence[Any]:
        """As a transaction of its own, from the loop. Raises LeaseLost, RulesChanged."""
        return accept(
            await self._database.statements.call(self.turn.organization_id, statement.function, *statement.values)
        )

    def _mark(self, call: ToolCall, ending: Ending) -> Provenance | None:
        if not ending.holds_content or call.connector is None:
            return None
        mark = mark_of(self.turn, call.connector)
        return None if (mark.connector_id, mark.kind) in self._marked else mark

    def _has_marked(self, mark: Provenance | None) -> None:
        """Not before it is committed: another call's result may be on its way in."""
        if mark is not None:
            self._marked.add((mark.connector_id, mark.kind))

    def rules_as_of(self, now: RulesNow) -> Access:
        """What the turn may use, by what the database just said."""
        self._access = load_access(self.turn, now, self._access)
        return self._access
