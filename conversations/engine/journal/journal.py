"""Writes each step of a turn, for the worker that has its lease.

The order matters: a call is `sent` before it leaves, its result and its provenance are committed before the model
sees them, and a worker that lost the lease cannot write (the fence is checked first, which also locks the turn's row
against decisions that people make at the same moment).

What the turn does next is decided in memory, on the rules and calls that this worker knows. One statement writes all
rows of the decision, if rules and calls are still the same. Otherwise it writes nothing and returns the present
ones, and the journal decides anew, at most MOST_TRIES times.
"""

import asyncio
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.db import transaction

from connectors.models import Level
from conversations.call_shapes import ToolCallShape, tool_call_shape
from conversations.engine.calls.decide import Next, calls_of_step, decide, may_leave, propose
from conversations.engine.calls.result_blocks import Ending
from conversations.engine.database import Database
from conversations.engine.journal.statements import (
    Known,
    Statement,
    StepRows,
    Written,
    accept,
    extended,
    lock_place,
    look_statement,
    now_written,
    result_statement,
    step_of,
    step_statement,
    stop,
    write,
)
from conversations.engine.limits import RulesChanged
from conversations.engine.toolset.rules_cache import RulesNow
from conversations.engine.toolset.toolset import Access, load_access
from conversations.events.picture import with_notes
from conversations.llm.records import ModelResponse
from conversations.models import CallStatus, ContentKind, Message, Provenance, ToolCall, Turn, TurnStatus
from conversations.policy.place import ContentOf, may_use_connectors_in
from conversations.sharing import mark_of, mark_provenance
from organizations.refusals import ALLOWED, Decision
from organizations.tenancy import tenant

MOST_TRIES = 3


class Journal:
    """The journal of one claimed turn."""

    def __init__(self, turn: Turn, answer: Message, database: Database) -> None:
        self.turn, self.answer = turn, answer
        self._database = database
        self._access: Access | None = None
        # The calls of the last step by id, as they were last written.
        self._calls: dict[uuid.UUID, ToolCall] = {}
        # Decisions are made one after the other: each knows what the one before wrote.
        self._deciding = asyncio.Lock()
        # The marks (connector, kind of content) that this turn has committed.
        self._marked: set[tuple[uuid.UUID, str]] = set()

    def note(self, words: Sequence[str], step: int) -> bool:
        """Add notes on how the answer came about, each once, to be written with this step. True when one is new."""
        said = [block["text"] for block in self.answer.content if block["type"] == "note"]
        fresh = [{"type": "note", "text": text} for text in words if text not in said]
        if fresh:
            kept = [block for block in self.answer.content if block["type"] != "ending"]
            self.answer.content = with_notes(kept, fresh, step, self.turn.resumed_after)
        return bool(fresh)

    async def record_step(
        self, number: int, response: ModelResponse, shown: Access
    ) -> tuple[list[ToolCallShape], Next]:
        """Keep a model response. With calls: journal them and say which may leave; without: the turn is complete.

        `shown` is what the model could choose from; whether a call may leave is asked of the rules as they are now.
        Raises LeaseLost, RulesChanged.
        """
        if not response.tool_uses:
            rows = self._rows(number, response, shown)
            await self._write(step_statement(self.turn, self.answer, rows, Next(), completes=True))
            now_written(self.answer, rows)
            return [], Next()
        async with self._deciding:
            access = shown
            for _ in range(MOST_TRIES):
                rows = self._rows(number, response, shown)
                proposed = [tool_call_shape(call) for call in rows.calls]
                upcoming = decide(rows.calls, access)
                known = Known(access.now, {})
                written = await self._write(step_statement(self.turn, self.answer, rows, upcoming, known=known))
                if written.is_kept:
                    now_written(self.answer, rows)
                    self._access = access
                    self._knows(rows.calls)
                    return proposed, upcoming
                access = await self._as_of(written)
        raise RulesChanged

    def _rows(self, number: int, response: ModelResponse, shown: Access) -> StepRows:
        calls = [
            propose(self.turn, number, position, use, shown.named(use["name"]), response.problems.get(use["id"]))
            for position, use in enumerate(response.tool_uses)
        ]
        step = step_of(self.turn, number, response)
        return StepRows(step, calls, extended(self.turn, self.answer, step, response, calls))

    async def record_result(self, call: ToolCall, ending: Ending) -> tuple[ToolCallShape, Next]:
        """Keep a call's end with its provenance (sharing-S1: an error result counts), and say what is next.

        Raises LeaseLost, and RulesChanged when the end was kept and what is next could not be decided.
        """
        async with self._deciding:
            if call.id not in self._calls:
                await self._look_again(await self._write(look_statement(self.turn)), call.step)
            before = call.connection, call.known_approval
            for _ in range(MOST_TRIES):
                # A try that was not written may have gone on with another account.
                call.connection, call.known_approval = before
                calls = {**self._calls, call.id: call}
                known = Known(self._rules.now, {**_states(calls.values()), call.id: CallStatus.SENT})
                mark = self._end(call, ending)
                upcoming = decide(list(calls.values()), self._with_content_of(mark))
                _tell_end(upcoming, call, ending)
                written = await self._write_result(call.step, upcoming, mark, known)
                if written.is_kept:
                    self._knows(calls.values())
                    self._has_marked(mark, written)
                    if upcoming.access is not None:
                        upcoming.access = self._access
                    return tool_call_shape(call), upcoming
                await self._look_again(written, call.step)
            return await self._keep_undecided(call, ending)

    async def _keep_undecided(self, call: ToolCall, ending: Ending) -> tuple[ToolCallShape, Next]:
        """Keep the call's end without a decision: another running call makes it. Raises RulesChanged when none runs."""
        await self._database.in_thread(lambda: self._keep_at_locked_place(call, ending))
        self._knows([*self._calls.values(), call])
        if not any(each.status == CallStatus.SENT for each in self._calls.values()):
            raise RulesChanged
        return tool_call_shape(call), Next()

    def _keep_at_locked_place(self, call: ToolCall, ending: Ending) -> None:
        """Keep a call's end with the place locked, so that its content is decided on where the conversation is now."""
        with tenant(self.turn.organization_id):
            lock_place(self.turn)
            self._see(write(look_statement(self.turn)))
            if mark := self._end(call, ending):
                mark_provenance(turn=self.turn, connector=mark.connector)
            upcoming = Next()
            _tell_end(upcoming, call, ending)
            write(result_statement(self.turn, call.step, upcoming))

    def _end(self, call: ToolCall, ending: Ending) -> Provenance | None:
        """End the call, with its content only where the conversation may hold it. Returns the mark to set, if any."""
        call.become(ending.status, **{"error_code": "", "error_message": "", **ending.values})
        if not ending.has_content:
            return None
        if not may_use_connectors_in(self._rules.place).allowed:
            call.drop_content()
            return None
        if call.connector is None:
            return None
        mark = mark_of(self.turn, call.connector)
        return None if (mark.connector_id, mark.kind) in self._marked else mark

    def _with_content_of(self, mark: Provenance | None) -> Access:
        """The rules as they are once the mark is set, on which the next decision is made."""
        now = self._rules.now
        if mark is None or any(content.connector_id == mark.connector_id for content in now.contents):
            return self._rules
        is_health = mark.kind == ContentKind.HEALTH
        contents = (*now.contents, ContentOf(mark.connector_id, mark.connector.name, is_health))
        return load_access(self.turn, replace(now, contents=contents), self._access)

    def _has_marked(self, mark: Provenance | None, written: Written) -> None:
        """Remember the mark, only after its commit: another call's result may be under way."""
        if mark is not None and written.now is not None:
            self._marked.add((mark.connector_id, mark.kind))
            self.rules_as_of(written.now)

    async def _write_result(self, step: int, upcoming: Next, mark: Provenance | None, known: Known) -> Written:
        written = await self._write(result_statement(self.turn, step, upcoming, mark=mark, known=known))
        if written.outcome == "linked" and mark is not None:
            return await self._database.in_thread(lambda: self._write_and_end_links(step, upcoming, mark, known))
        return written

    def _write_and_end_links(self, step: int, upcoming: Next, mark: Provenance, known: Known) -> Written:
        """Set the mark, end the links that it forbids and write the result, in one transaction."""
        with tenant(self.turn.organization_id):
            lock_place(self.turn)
            contents = mark_provenance(turn=self.turn, connector=mark.connector)
            marked = Known(replace(known.now, contents=contents), known.calls)
            written = write(result_statement(self.turn, step, upcoming, known=marked))
            if not written.is_kept:
                transaction.set_rollback(True)
                return written._replace(now=None)
        return written

    def decide_on_claim(self, step: int) -> Next:
        """What a turn that was just claimed does after this step, in the open transaction. Raises RulesChanged."""
        for _ in range(MOST_TRIES):
            calls = calls_of_step(self.turn, step) if step else []
            known = Known(self._rules.now, _states(calls))
            upcoming = decide(calls, self._rules, resumed=True)
            if upcoming.writes_nothing:
                self._knows(calls)
                return upcoming
            written = write(result_statement(self.turn, step, upcoming, known=known))
            if written.is_kept:
                self._knows(calls)
                return upcoming
            self._see(written)
        raise RulesChanged

    async def still_may(self, call: ToolCall) -> Decision:
        """Whether a call that is under way may be made once more, by the rules as they are now. Raises LeaseLost."""
        async with self._deciding:
            access = await self._as_of(await self._write(look_statement(self.turn)))
        found = may_leave(call, access)
        return ALLOWED if found.level == Level.ALLOW else found.why

    async def stop(
        self, number: int, partial: str, status: TurnStatus, code: str = "", message: str = ""
    ) -> list[ToolCallShape]:
        """End the turn before its time: keep the text so far, close open calls; returns those that it closed."""
        return await self._database.run(
            self.turn.organization_id, lambda: stop(self.turn, self.answer, number, partial, status, code, message)
        )

    async def _write(self, statement: Statement) -> Written:
        """Run a statement from the loop, as a transaction of its own. Raises LeaseLost."""
        function, values = statement
        return accept(await self._database.statements.call_function(self.turn.organization_id, function, *values))

    async def _as_of(self, written: Written) -> Access:
        return await self._database.in_thread(lambda: self._see(written))

    async def _look_again(self, written: Written, step: int) -> None:
        def look() -> None:
            self._see(written)
            with tenant(self.turn.organization_id):
                self._knows(calls_of_step(self.turn, step))

        await self._database.in_thread(look)

    def _see(self, written: Written) -> Access:
        """The rules as the statement returned them, else read now. Runs in a database thread."""
        if written.now is None:
            with tenant(self.turn.organization_id):
                written = write(look_statement(self.turn))
        return self.rules_as_of(written.now or self._rules.now)

    def _knows(self, calls: Iterable[ToolCall]) -> None:
        self._calls = {call.id: call for call in calls}

    @property
    def _rules(self) -> Access:
        if self._access is None:
            raise ValueError("a turn is decided on after it was claimed")
        return self._access

    def rules_as_of(self, now: RulesNow) -> Access:
        """What the turn may use by these rules; they become the journal's."""
        self._access = load_access(self.turn, now, self._access)
        return self._access


def _tell_end(upcoming: Next, call: ToolCall, ending: Ending) -> None:
    """Say what came of the call; one that waits for its account was not made."""
    if ending.status == CallStatus.AWAITING_INPUT:
        upcoming.changes.asked_input(call)
    elif ending.status == CallStatus.AWAITING_CONNECTION:
        upcoming.changes.wanted(call)
    else:
        upcoming.changes.executed(call)


def _states(calls: Iterable[ToolCall]) -> dict[uuid.UUID, str]:
    return {call.id: call.status for call in calls}
