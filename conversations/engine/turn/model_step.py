"""Asking the model for one step: its deadline, its pauses, and what people see of both."""

import asyncio
import random
from collections import Counter
from collections.abc import Iterator
from contextlib import aclosing, contextmanager

from django.conf import settings

from conversations.engine.limits import OUT_OF_TIME, Budget
from conversations.engine.turn.live_events import LiveEvents
from conversations.llm.client import READ_SECONDS, ModelClient, stream_step
from conversations.llm.errors import ModelBusy, ModelFailed, ModelSilent, StreamBroken
from conversations.llm.records import ModelRequest, ModelResponse

# How long a turn waits for the model before it asks again, and when it gives up. Pure, but for the chance in it.

# Further tries after a step that broke off, and the first pause between them.
BROKEN_RETRIES = 2
RETRY_SECONDS = 0.5
# A model that said nothing for two minutes may be down: one more try.
SILENT_RETRIES = 1
FIRST_BUSY_SECONDS = 1.0
LONGEST_BUSY_SECONDS = 30.0
# All waits of one step together. A person who has just asked is told soon; work that tools have done is worth minutes.
BUSY_SECONDS = 20.0
BUSY_SECONDS_AFTER_TOOLS = 300.0


def seconds_before_retry(failed: ModelFailed, failures: int, waited: float, *, after_tools: bool) -> float | None:
    """The pause before the next try, None to give up.

    `failures` counts this step's tries that failed so, this one too; `waited` is how long the step has paused already.
    """
    if not failed.may_try_again:
        return None
    if isinstance(failed, StreamBroken):
        return RETRY_SECONDS * failures if failures <= BROKEN_RETRIES else None
    if isinstance(failed, ModelSilent):
        return 0.0 if failures <= SILENT_RETRIES else None
    if isinstance(failed, ModelBusy):
        pause = _busy_pause(failed, failures)
        return pause if waited + pause <= (BUSY_SECONDS_AFTER_TOOLS if after_tools else BUSY_SECONDS) else None
    return None


def _busy_pause(failed: ModelBusy, failures: int) -> float:
    """What the service asks for, else longer each time, and never all workers at the same moment."""
    if failed.retry_after is not None:
        return max(failed.retry_after, RETRY_SECONDS)
    doubled: float = min(FIRST_BUSY_SECONDS * 2.0 ** (failures - 1), LONGEST_BUSY_SECONDS)
    return doubled * random.uniform(0.75, 1.0)  # noqa: S311 (no secret: only not all at once)


# So long a silence is told to people, who would take it for a fault.
QUIET_SECONDS = 15.0
LOOK_SECONDS = 5.0
# A shorter pause needs no words.
NOTED_SECONDS = 1.5


class Asking:
    """One turn's way to the model."""

    def __init__(self, model: ModelClient, live_events: LiveEvents, budget: Budget) -> None:
        self._model, self._live_events, self._budget = model, live_events, budget
        # On the loop's clock.
        self._heard_at = 0.0

    async def ask(self, request: ModelRequest, step: int, *, after_tools: bool) -> ModelResponse:
        """The model's response; asks again, after pauses that people see, where that helps. Raises ModelFailed."""
        # Each kind has tries of its own: a connection that is cut after a long wait is asked for again.
        failures, waited, listened = Counter[type[ModelFailed]](), 0.0, 0.0
        clock = asyncio.get_running_loop().time
        while True:
            self._live_events.step_begins(step)
            began = clock()
            try:
                return await self._once(request, listened)
            except ModelFailed as failed:
                # The pauses are not the model's; its answers that broke off are.
                listened += clock() - began
                self._budget.tokens += sum(failed.usage.values())
                failures[type(failed)] += 1
                pause = seconds_before_retry(failed, failures[type(failed)], waited, after_tools=after_tools)
                if pause is None or pause >= self._budget.seconds_left:
                    raise
                self._break_off(failed, pause)
            waited += pause
            await asyncio.sleep(pause)

    def _break_off(self, failed: ModelFailed, pause: float) -> None:
        self._live_events.step_broke_off()
        if pause >= NOTED_SECONDS or isinstance(failed, ModelSilent):
            self._live_events.model_waits("busy" if isinstance(failed, ModelBusy) else "again", pause)

    async def _once(self, request: ModelRequest, listened: float) -> ModelResponse:
        """One request, within the step's deadline and the turn's; the step's earlier tries have used `listened` s."""
        step_seconds = float(settings.MODEL_STEP_SECONDS)
        left = step_seconds - listened
        is_turns_end = self._budget.seconds_left <= left
        try:
            async with asyncio.timeout(min(left, self._budget.seconds_left)) as deadline:
                with self._silence_is_said():
                    return await self._response(request)
        except TimeoutError:
            if not deadline.expired():
                raise
            ended = OUT_OF_TIME if is_turns_end else too_slow(step_seconds)
            raise ModelFailed(*ended, transient=True) from None

    async def _response(self, request: ModelRequest) -> ModelResponse:
        is_first = not self._live_events.partial
        async with aclosing(stream_step(self._model, request)) as pieces:
            async for piece in pieces:
                if isinstance(piece, ModelResponse):
                    return piece
                self._heard_at = asyncio.get_running_loop().time()
                if piece:
                    self._live_events.text(piece)
                    if is_first:
                        is_first = False
                        # What else came with the first words waits until they are on their way.
                        await asyncio.sleep(0)
        raise StreamBroken

    @contextmanager
    def _silence_is_said(self) -> Iterator[None]:
        """While the model says nothing for long, people hear that, and how long it may go on."""
        watch = asyncio.create_task(self._watch())
        try:
            yield
        finally:
            watch.cancel()

    async def _watch(self) -> None:
        clock = asyncio.get_running_loop().time
        self._heard_at, told_at = clock(), 0.0
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            quiet = clock() - self._heard_at
            if quiet >= QUIET_SECONDS and told_at < self._heard_at:
                told_at = clock()
                self._live_events.model_waits("silent", max(READ_SECONDS - quiet, 0.0))


def too_slow(seconds: float) -> tuple[str, str]:
    """(code, words) of a step that took its whole time."""
    words = f"The model took more than {seconds / 60:.0f} minutes for one step. Try again to go on from here."
    return "model_too_slow", words
