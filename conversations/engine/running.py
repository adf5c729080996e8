"""One turn in one worker: model step, tool batch, model step, until it is done, waits, or is stopped."""

import asyncio
import contextlib
import logging
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

from conversations import shapes
from conversations.engine import journal
from conversations.engine.access import Access
from conversations.engine.advancing import Next
from conversations.engine.budget import Budget
from conversations.engine.calls import CallPlan
from conversations.engine.errors import Draining, LeaseLost, Stopped
from conversations.engine.journal import Claimed
from conversations.engine.prompt import system_prompt
from conversations.engine.resources import Resources
from conversations.engine.stopping import stop
from conversations.events.stream import Publisher
from conversations.llm.client import stream_step
from conversations.llm.errors import ModelFailed, StreamBroken
from conversations.llm.records import ModelRequest, ModelResponse
from conversations.models import CallStatus, TurnStatus

log = logging.getLogger(__name__)
T = TypeVar("T")
HEARTBEAT_SECONDS = 5.0
BROKEN_STREAM_RETRIES = 2
RETRY_SECONDS = 0.5


class TurnRun:
    """Holds the lease of one turn while it runs."""

    def __init__(self, resources: Resources, organization_id: uuid.UUID, claimed: Claimed) -> None:
        self._resources, self._organization_id = resources, organization_id
        self.turn, self._answer = claimed.turn, claimed.answer
        self._messages, self._step = claimed.messages, claimed.steps
        self._next = claimed.next
        self._budget = Budget(steps=claimed.steps)
        self._partial: list[str] = []
        self._access: Access | None = None
        self._alone = False
        self._calls: dict[str, dict[str, Any]] = {}
        self._publisher = Publisher(resources.redis, self.turn.id, self.turn.fence, self._snapshot)
        self._main: asyncio.Task[None] | None = None
        self._why_stopped: type[Exception] | None = None
        self._in_tools = False

    async def run(self) -> None:
        """Move the turn on as far as possible. Raises nothing that the turn's row does not tell."""
        await self._publisher.start({"turn": str(self.turn.id)})
        self._main = asyncio.create_task(self._drive(), name=f"turn-{self.turn.id}")
        heartbeat = asyncio.create_task(self._heartbeat())
        try:
            await self._main
        except asyncio.CancelledError:
            await self._after_cancellation()
        except LeaseLost:
            log.info("turn %s: the lease was lost", self.turn.id)
        except ModelFailed as error:
            await self._end(TurnStatus.FAILED, error.code, error.message)
        except Exception:
            log.exception("turn %s failed", self.turn.id)
            words = "Something broke on our side. What was done so far is kept."
            await self._end(TurnStatus.FAILED, "server_error", words)
        finally:
            heartbeat.cancel()

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
        for call in upcoming.changed:
            self._note(call)
            if call["status"] == CallStatus.AWAITING_APPROVAL:
                await self._publisher.add("tool_call.awaiting_approval", {"tool_call": call})
            elif call["status"] != CallStatus.SENT:
                await self._publisher.add("tool_call.finished", {"tool_call": call})
        if upcoming.waiting is not None:
            await self._publisher.add("turn.waiting", {"status": upcoming.waiting})
        return {asyncio.create_task(self._call(plan)) for plan in upcoming.plans}

    async def _call(self, plan: CallPlan) -> Next:
        await self._publisher.add("tool_call.started", {"tool_call": {"id": str(plan.call.id), "status": "sent"}})
        ending = await self._resources.executor.execute(self._organization_id, plan)
        if ending.needs_sign_in:
            await self._resources.require_sign_in(self._organization_id, plan.connection_id)
        call, upcoming = await self._in_db(
            lambda: journal.record_result(self.turn, plan.call, ending, self._access, alone=self._alone)
        )
        self._note(call)
        await self._publisher.add("tool_call.finished", {"tool_call": call})
        return upcoming

    async def _ask_model(self, access: Access, results: list[dict[str, Any]]) -> Next:
        if results:
            self._messages.append({"role": "user", "content": results})
        if not access.may_go_on:
            raise ModelFailed(access.may_go_on.code, access.may_go_on.reason, transient=False)
        if limit := self._budget.exceeded():
            raise ModelFailed(*limit, transient=True)
        self._budget.steps += 1
        self._step += 1
        response = await self._stream(access)
        self._access, self._alone = access, len(response.tool_uses) == 1
        self._budget.tokens += sum(response.usage.values())
        self._messages.append({"role": "assistant", "content": response.blocks})
        calls, upcoming = await self._in_db(
            lambda: journal.record_step(self.turn, self._answer, self._step, response, access),
            durable=True,
        )
        self._partial.clear()
        for call in calls:
            self._note(call)
            await self._publisher.add("tool_call.proposed", {"tool_call": call})
        if not calls:
            await self._publish_end(TurnStatus.COMPLETED)
        return upcoming

    async def _stream(self, access: Access) -> ModelResponse:
        prompt = system_prompt(access.member, access.connectors, access.place.project, datetime.now(UTC))
        request = ModelRequest(prompt, self._messages, access.shown())
        for attempt in range(BROKEN_STREAM_RETRIES + 1):
            self._publisher.begin_step(self._step)
            try:
                return await self._stream_once(request)
            except StreamBroken:
                if attempt == BROKEN_STREAM_RETRIES:
                    raise
                self._partial.clear()
                await self._publisher.add("snapshot", self._snapshot())
                await asyncio.sleep(RETRY_SECONDS * (attempt + 1))
        raise StreamBroken

    async def _stream_once(self, request: ModelRequest) -> ModelResponse:
        async for piece in stream_step(self._resources.model, request):
            if isinstance(piece, ModelResponse):
                return piece
            self._partial.append(piece)
            self._publisher.text(piece)
        raise StreamBroken

    async def _heartbeat(self) -> None:
        while True:
            await asyncio.sleep(HEARTBEAT_SECONDS)
            held = await self._in_db(self.turn.heartbeat, durable=False)
            if not held:
                self._stop(LeaseLost)
                return
            if await self._in_db(self._is_cancelled, durable=False):
                self.cancel()
                return

    def _is_cancelled(self) -> bool:
        return type(self.turn).objects.filter(pk=self.turn.pk, cancel_requested_at__isnull=False).exists()

    async def _after_cancellation(self) -> None:
        if self._why_stopped is LeaseLost:
            log.info("turn %s: the lease was lost", self.turn.id)
        elif self._why_stopped is Draining:
            await self._in_db(self.turn.give_back)
        else:
            await self._end(TurnStatus.CANCELLED, "", "")

    async def _end(self, status: TurnStatus, code: str, message: str) -> None:
        with contextlib.suppress(LeaseLost):
            closed = await self._in_db(
                lambda: stop(self.turn, self._answer, self._step, "".join(self._partial), status, code, message)
            )
            for call in closed:
                await self._publisher.add("tool_call.finished", {"tool_call": call})
            await self._publish_end(status, code, message)

    async def _publish_end(self, status: TurnStatus, code: str = "", message: str = "") -> None:
        self.turn.error_code, self.turn.error_message = code, message
        error = shapes.turn_error(self.turn)
        await self._publisher.finish({"status": status, "error": error, "message": str(self._answer.id)})

    def _note(self, call: dict[str, Any]) -> None:
        self._calls[call["id"]] = call

    def _snapshot(self) -> dict[str, Any]:
        """The answer so far, with the text of the step that is under way as its last block."""
        content = shapes.content(self._answer.content, self._calls)
        partial = "".join(self._partial)
        if partial:
            content.append({"type": "text", "text": partial})
        return {"turn": str(self.turn.id), "content": content, "offset": len(partial)}

    async def _in_db(self, batch: Callable[[], T], *, durable: bool = True) -> T:
        return await self._resources.database.run(self._organization_id, batch, durable=durable)


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
