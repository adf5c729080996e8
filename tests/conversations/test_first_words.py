"""The first words of a step leave before the worker does anything else with what came with them."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

import pytest

from conversations.engine.limits import Budget
from conversations.engine.turn import model_step
from conversations.engine.turn.model_step import Asking
from conversations.llm.records import ModelResponse


class Events:
    """Live events that leave in a task of their own, as the publisher's do."""

    def __init__(self) -> None:
        self.partial = ""
        self.happened: list[str] = []
        self._tasks: list[asyncio.Task[None]] = []

    def step_begins(self, _: int) -> None:
        """Nothing of it is looked at."""

    def text(self, piece: str) -> None:
        self.partial += piece
        self.happened.append(piece)
        self._tasks.append(asyncio.create_task(self._leave(piece)))

    async def _leave(self, piece: str) -> None:
        self.happened.append(f"{piece} left")


@pytest.mark.parametrize("before", ["", "words of "])
def test_only_the_first_words_of_a_step_leave_before_the_next_are_heard(
    monkeypatch: pytest.MonkeyPatch, before: str
) -> None:
    async def all_at_once(*_: object) -> AsyncGenerator[str | ModelResponse]:
        yield "one"
        yield "two"
        yield "three"
        yield ModelResponse.__new__(ModelResponse)

    monkeypatch.setattr(model_step, "stream_step", all_at_once)
    events: Any = Events()
    events.partial = before
    model: Any = None
    request: Any = None

    async def ask() -> list[str]:
        await Asking(model, events, Budget(0, 0, 0.0)).ask(request, 1, after_tools=False)
        return list(events.happened)

    first = ["one", "two"] if before else ["one", "one left", "two"]
    assert asyncio.run(ask())[: len(first)] == first
