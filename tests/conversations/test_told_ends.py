"""The end of a turn, as a reader of its stream is told it: without a look into PostgreSQL where nothing is lacking."""

import asyncio
import json
import uuid
from contextlib import aclosing, suppress
from typing import Any

import pytest

from conversations.events import reader
from conversations.events.picture import fingerprint
from conversations.events.reader import follow
from conversations.events.stream import loop_client, stream_key
from conversations.events.turn_streams import turn_streams

CONTENT = [{"type": "text", "text": "One."}]
STARTED = ("turn.started", {"fence": 1, "step": 0, "kept": 0})
WORDS = ("text.delta", {"fence": 1, "step": 1, "offset": 0, "text": "One."})
LESS = ("text.delta", {"fence": 1, "step": 1, "offset": 0, "text": "On"})


def end(answer: int | None) -> tuple[str, dict[str, Any]]:
    return "turn.finished", {"fence": 1, "step": 1, "status": "completed", "answer": answer}


def told(
    *first: Any, then: tuple[Any, ...] = (), final: bool = True, seconds: float = 10
) -> tuple[list[str], list[dict[str, Any]], int]:
    """(names, data, looks) of a stream that holds `first` when it is opened, and hears `then` later."""
    turn, looks = uuid.uuid4(), []

    async def look() -> dict[str, Any]:
        looks.append(1)
        position = {"fence": 1, "step": 1, "kept": 1, "offset": 0, "resumed_after": 0}
        data = {**position, "status": "completed", "content": CONTENT}
        return {"final": final, "data": data, "finished": {"fence": 1, "step": 1, "status": "completed"}}

    async def say(*events: Any) -> None:
        async with loop_client() as valkey:
            for event, data in events:
                await valkey.xadd(stream_key(turn), {"event": event, "data": json.dumps(data)})

    async def read() -> list[bytes]:
        await say(*first)
        heard, rest = [], list(then)
        with suppress(TimeoutError):
            async with (
                aclosing(follow(turn_streams(), turn, None, look, is_over=False)) as pieces,
                asyncio.timeout(seconds),
            ):
                async for piece in pieces:
                    heard += [part for part in piece.split(b"\n\n") if b"event: " in part]
                    if len(heard) >= len(first) and rest:
                        await say(*rest)
                        rest = []
        await turn_streams().aclose()
        return heard

    lines = [part.decode().splitlines() for part in asyncio.run(read())]
    names = [line.removeprefix("event: ") for part in lines for line in part if line.startswith("event: ")]
    data = [json.loads(line.removeprefix("data: ")) for part in lines for line in part if line.startswith("data: ")]
    return names, data, len(looks)


def test_a_reader_who_was_told_all_is_told_the_end_without_a_look() -> None:
    names, data, looks = told(STARTED, WORDS, then=(end(fingerprint(CONTENT)),))
    assert (names, looks) == (["turn.started", "text.delta", "turn.finished"], 0)
    assert data[-1] == {"fence": 1, "step": 1, "status": "completed"}


def test_a_reader_who_lacks_words_gets_them_before_the_end() -> None:
    names, data, looks = told(STARTED, LESS, then=(end(fingerprint(CONTENT)),))
    assert (names, looks) == (["turn.started", "text.delta", "snapshot", "turn.finished"], 1)
    assert data[2]["content"] == CONTENT


def test_an_end_that_says_nothing_of_the_answer_is_looked_up() -> None:
    assert told(STARTED, WORDS, then=(end(None),))[2] == 1


def test_an_end_that_stood_there_before_is_looked_up_because_the_turn_may_have_gone_on() -> None:
    assert told(STARTED, WORDS, end(fingerprint(CONTENT)))[2] == 1


def test_an_end_that_waited_while_access_was_asked_for_is_looked_up_because_the_turn_may_have_gone_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reader, "PING_SECONDS", 0.0)
    names, _, _ = told(STARTED, WORDS, then=(end(fingerprint(CONTENT)),), final=False, seconds=0.5)
    assert "turn.finished" not in names
