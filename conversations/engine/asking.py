"""Asking the model for one step: its deadline, its pauses, and what people see of both."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import aclosing, contextmanager

from django.conf import settings

from conversations.engine.budget import OUT_OF_TIME, Budget
from conversations.engine.patience import seconds_before_retry
from conversations.engine.telling import Telling
from conversations.llm.client import READ_SECONDS, ModelClient, stream_step
from conversations.llm.errors import ModelBusy, ModelFailed, ModelSilent, StreamBroken
from conversations.llm.records import ModelRequest, ModelResponse

# So long a silence is told to people, who would take it for a fault.
QUIET_SECONDS = 15.0
LOOK_SECONDS = 5.0
# A shorter pause needs no words.
NOTED_SECONDS = 1.5


class Asking:
    """One turn's way to the model."""

    def __init__(self, model: ModelClient, telling: Telling, budget: Budget) -> None:
        self._model, self._telling, self._budget = model, telling, budget
        # On the loop's clock.
        self._heard_at = 0.0

    async def ask(self, request: ModelRequest, step: int, *, after_tools: bool) -> ModelResponse:
        """The model's response; asks again, after pauses that people see, where that helps. Raises ModelFailed."""
        # Each kind has tries of its own: a connection that is cut after a long wait is asked for again.
        failures, waited, listened = Counter[type[ModelFailed]](), 0.0, 0.0
        clock = asyncio.get_running_loop().time
        while True:
            self._telling.step_begins(step)
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
        self._telling.step_broke_off()
        if pause >= NOTED_SECONDS or isinstance(failed, ModelSilent):
            self._telling.model_waits("busy" if isinstance(failed, ModelBusy) else "again", pause)

    async def _once(self, request: ModelRequest, listened: float) -> ModelResponse:
        """One request, within the step's deadline and the turn's; the step's earlier tries have used `listened` s."""
        step_seconds = float(settings.MODEL_STEP_SECONDS)
        left = step_seconds - listened
        is_turns_end = self._budget.seconds_left <= left
        try:
            async with asyncio.timeout(min(left, self._budget.seconds_left)) as deadline:
                with self._telling_of_silence():
                    return await self._response(request)
        except TimeoutError:
            if not deadline.expired():
                raise
            ended = OUT_OF_TIME if is_turns_end else too_slow(step_seconds)
            raise ModelFailed(*ended, transient=True) from None

    async def _response(self, request: ModelRequest) -> ModelResponse:
        async with aclosing(stream_step(self._model, request)) as pieces:
            async for piece in pieces:
                if isinstance(piece, ModelResponse):
                    return piece
                self._heard_at = asyncio.get_running_loop().time()
                if piece:
                    self._telling.text(piece)
        raise StreamBroken

    @contextmanager
    def _telling_of_silence(self) -> Iterator[None]:
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
                self._telling.model_waits("silent", max(READ_SECONDS - quiet, 0.0))


def too_slow(seconds: float) -> tuple[str, str]:
    """(code, words) of a step that took its whole time."""
    words = f"The model took more than {seconds / 60:.0f} minutes for one step. Try again to go on from here."
    return "model_too_slow", words
