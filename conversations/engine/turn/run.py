"""One turn in one worker: model step, tool batch, model step, until it is done, waits, or is stopped."""

import asyncio
import logging
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

from django.db import InterfaceError, OperationalError

from conversations.call_shapes import ToolCallShape
from conversations.engine.calls.decide import CallPlan, Next, OwnPlan
from conversations.engine.calls.own import run_own
from conversations.engine.calls.result_blocks import Ending
from conversations.engine.context.fitting import Outgoing
from conversations.engine.context.history import system_prompt
from conversations.engine.context.leaner import MOST_TRIES, Omission, leaner, lightened
from conversations.engine.context.past import Past
from conversations.engine.journal.journal import Journal
from conversations.engine.limits import OUT_OF_TIME, Budget, Draining, LeaseLost, RulesChanged, Stopped
from conversations.engine.toolset.toolset import Access
from conversations.engine.turn.claim import ClaimedTurn
from conversations.engine.turn.live_events import LiveEvents
from conversations.engine.turn.model_step import Asking
from conversations.engine.turn.resources import Resources
from conversations.llm.errors import ModelFailed, RequestRefused
from conversations.llm.records import ModelRequest, ModelResponse
from conversations.models import LEASE, LeaseState, TurnStatus

log = logging.getLogger(__name__)
T = TypeVar("T")
HEARTBEAT_SECONDS = 5.0
END_AGAIN_SECONDS = 1.0


class TurnRun:
    """Holds the lease of one turn while it runs."""

    def __init__(
        self, resources: Resources, organization_id: uuid.UUID, journal: Journal, claimed: ClaimedTurn
    ) -> None:
        self._resources, self._organization_id = resources, organization_id
        self._journal = journal
        self._step, self._next = claimed.steps, claimed.next
        # What was said so far, once it was read, and what came since; `_before` is the last message before the turn.
        self._said: Past | None = None
        self._before, self._new = claimed.past, claimed.messages
        self._budget = Budget(claimed.spent_steps, claimed.tokens, journal.turn.worked_ms / 1000)
        self._live_events = LiveEvents(resources.valkey, journal.turn, journal.answer, claimed.told, claimed.steps)
        self._asking = Asking(resources.model, self._live_events, self._budget)
        self._main: asyncio.Task[None] | None = None
        self._why_stopped: type[Exception] | None = None
        self._in_tools = False
        # What the model refused in this turn is not sent again.
        self._omission = Omission()
        self._began = datetime.now(UTC)

    async def run(self) -> None:
        """Move the turn on as far as possible. Raises nothing that the turn's row does not tell."""
        turn_id = self._journal.turn.id
        self._main = asyncio.create_task(self._drive(), name=f"turn-{turn_id}")
        heartbeat = asyncio.create_task(self._heartbeat())
        try:
            await self._main
        except asyncio.CancelledError:
            await self._after_cancellation()
        except LeaseLost:
            log.info("turn %s: the lease was lost", turn_id)
        except RulesChanged:
            log.info("turn %s: given back, what it is decided on changes too fast", turn_id)
            await self._give_back()
        except ModelFailed as error:
            await self._end(TurnStatus.FAILED, error.code, error.message)
        except (OperationalError, InterfaceError) as error:
            log.warning("turn %s: PostgreSQL went away (%s)", turn_id, type(error).__name__)
            await self._leave()
        except Exception:
            log.exception("turn %s failed", turn_id)
            words = "Something broke on our side. What was done so far is kept."
            await self._end(TurnStatus.FAILED, "server_error", words)
        finally:
            heartbeat.cancel()
            await self._live_events.all_said()

    def cancel(self) -> None:
        """A person pressed Stop."""
        self._stop(Stopped)

    def drain(self) -> None:
        """The process shuts down: stop a model step now, let running tools end first."""
        self._why_stopped = self._why_stopped or Draining
        if not self._in_tools:
            self._stop(Draining)

    def _stop(self, why: type[Exception]) -> None:
        self._why_stopped = why if self._why_stopped is None else self._why_stopped
        if self._main is not None:
            self._main.cancel()

    async def _drive(self) -> None:
        running: set[asyncio.Task[Next]] = set()
        try:
            while True:
                running |= await self._take(self._next)
                self._in_tools = bool(running)
                if running:
                    done, running = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
                    self._next = _merged([task.result() for task in done])
                elif self._why_stopped is Draining:
                    raise asyncio.CancelledError
                elif self._next.access is not None:
                    self._next = await self._ask_model(self._next.access, self._next.results)
                else:
                    return
        finally:
            for task in running:
                task.cancel()
            if running:
                await asyncio.wait(running)

    async def _take(self, upcoming: Next) -> set[asyncio.Task[Next]]:
        """Tell readers what changed and start the calls that may leave."""
        if upcoming.cancelled:
            self.cancel()
            await asyncio.sleep(0)
        if upcoming.is_out_of_time:
            raise ModelFailed(*OUT_OF_TIME, transient=True)
        self._live_events.comes_next(upcoming)
        return {asyncio.create_task(self._call(plan)) for plan in upcoming.plans}

    async def _call(self, plan: CallPlan | OwnPlan) -> Next:
        self._live_events.call_leaves(plan.call.id)
        if isinstance(plan, OwnPlan):
            ending = await run_own(self._resources.database, self._organization_id, plan.call)
        else:
            ending = await self._execute(plan)
        call, upcoming = await self._journal.record_result(plan.call, ending)
        self._live_events.call_ended(call)
        return upcoming

    async def _execute(self, plan: CallPlan) -> Ending:
        ending = await self._resources.executor.execute(
            self._organization_id,
            plan,
            seconds=self._budget.seconds_left,
            still_may=lambda: self._journal.still_may(plan.call),
            on_progress=lambda progress: self._live_events.call_goes_on(plan.call.id, progress),
        )
        if ending.needs_sign_in:
            await self._resources.require_sign_in(self._organization_id, plan.connection_id)
        return ending

    async def _ask_model(self, access: Access, results: list[dict[str, Any]]) -> Next:
        if results:
            self._new.append({"role": "user", "content": results})
        if not access.may_go_on.allowed:
            raise ModelFailed(access.may_go_on.code, access.may_go_on.reason, transient=False)
        if limit := self._budget.exceeded():
            raise ModelFailed(*limit, transient=True)
        self._budget.steps += 1
        self._step += 1
        response = await self._answer(access)
        self._budget.tokens += sum(response.usage.values())
        self._new.append({"role": "assistant", "content": response.blocks})
        calls, upcoming = await self._journal.record_step(self._step, response, access)
        self._live_events.step_was_kept(calls)
        if not calls:
            await self._live_events.turn_ended(TurnStatus.COMPLETED, ending=response.ending)
        return upcoming

    async def _answer(self, access: Access) -> ModelResponse:
        """One step's response. What the model refuses is asked again with less: no chat dies of what is in it."""
        prompt = system_prompt(access.member, access.connectors, access.place.project_seen, self._began)
        whole = ModelRequest(prompt, await self._all_messages(), access.shown())
        for _ in range(MOST_TRIES):
            try:
                return await self._ask(self._lightened(whole, access))
            except RequestRefused as refused:
                lean = leaner(whole, f"{refused.code} {refused.said}", self._omission)
                if lean is None:
                    raise
                if self._live_events.partial:
                    self._live_events.step_broke_off()
                self._omission = lean
        return await self._ask(self._lightened(whole, access))

    async def _all_messages(self) -> Outgoing:
        """What goes to the model of the conversation; nothing of it is read or encoded twice in a turn."""
        said = self._said or await self._resources.pasts.before(self._journal.turn, self._before)
        self._said, self._new = said.followed_by(self._new), []
        return self._said.messages

    def _lightened(self, whole: ModelRequest, access: Access) -> ModelRequest:
        """What of a request goes out; people read above the answer what does not."""
        light = lightened(whole, self._omission, access.called)
        if self._journal.note(light.words, self._step):
            self._live_events.answer_was_noted()
        return light.request

    async def _ask(self, request: ModelRequest) -> ModelResponse:
        return await self._asking.ask(request, self._step, after_tools=self._step > 1)

    async def _heartbeat(self) -> None:
        while True:
            await asyncio.sleep(HEARTBEAT_SECONDS)
            try:
                lease = await self._in_tenant(self._journal.turn.heartbeat)
            except (OperationalError, InterfaceError):
                # The lease lasts for several heartbeats.
                self._resources.database.distrust()
                continue
            if lease == LeaseState.YES:
                continue
            self._stop(Stopped if lease == LeaseState.CANCELLED else LeaseLost)
            return

    async def _after_cancellation(self) -> None:
        if self._why_stopped is LeaseLost:
            log.info("turn %s: the lease was lost", self._journal.turn.id)
        elif self._why_stopped is Draining:
            await self._give_back()
        else:
            await self._end(TurnStatus.CANCELLED)

    async def _leave(self) -> None:
        """What was committed stands: the turn goes on from there, at once or when its lease has ended."""
        self._resources.database.distrust()
        await self._give_back()

    async def _give_back(self) -> None:
        try:
            await self._in_tenant(self._journal.turn.release)
        except (OperationalError, InterfaceError) as error:
            log.warning("turn %s: goes on when its lease has ended (%s)", self._journal.turn.id, error)

    async def _end(self, status: TurnStatus, code: str = "", message: str = "") -> None:
        try:
            closed = await self._stop_when_postgresql_answers(status, code, message)
        except LeaseLost:
            return
        except (OperationalError, InterfaceError) as error:
            # Whoever takes the turn then comes to its end once more.
            log.warning("turn %s: ends when its lease has ended (%s)", self._journal.turn.id, type(error).__name__)
            return
        for call in closed:
            self._live_events.call_ended(call)
        await self._live_events.turn_ended(status, code, message)

    async def _stop_when_postgresql_answers(self, status: TurnStatus, code: str, message: str) -> list[ToolCallShape]:
        """How a turn ends is known only here: it is written as soon as it can be, for as long as a lease lasts."""
        clock = asyncio.get_running_loop().time
        deadline = clock() + LEASE.total_seconds()
        while True:
            try:
                return await self._journal.stop(self._step, self._live_events.partial, status, code, message)
            except (OperationalError, InterfaceError):
                self._resources.database.distrust()
                if clock() >= deadline:
                    raise
            await asyncio.sleep(END_AGAIN_SECONDS)

    async def _in_tenant(self, change: Callable[[], T]) -> T:
        return await self._resources.database.run(self._organization_id, change, durable=False)


def _merged(results: list[Next]) -> Next:
    """Several calls that ended together: at most one of them saw that nothing else is open."""
    merged = Next()
    for result in results:
        merged.plans += result.plans
        merged.changed += result.changed
        merged.access = result.access or merged.access
        merged.results = result.results or merged.results
        merged.waiting = result.waiting or merged.waiting
        merged.cancelled = merged.cancelled or result.cancelled
    return merged
