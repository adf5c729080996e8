"""What breaks off at the model is told apart, asked again, and said in words; people see each wait."""

import json
import time
from collections.abc import Callable
from typing import Any

import pytest

from conversations.engine import limits
from conversations.engine.context.leaner import MOST_TRIES
from conversations.engine.turn import model_step
from conversations.llm import client
from conversations.models import TurnStatus
from tests.conversations.conftest import Desk
from tests.fakes.messages_api import Break, Cut, Failure, Pause, Raw, Stopped, StreamFailure, text, tool


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pauses that nobody has to wait for."""
    monkeypatch.setattr(model_step, "RETRY_SECONDS", 0)
    monkeypatch.setattr(model_step, "FIRST_BUSY_SECONDS", 0.01)


MENDED_BY_ASKING_AGAIN: dict[str, Any] = {
    "a stream that just ends": Break("half a sen"),
    "a connection that is cut": Cut("half a sen"),
    "a connection that is cut before the first word": Cut(""),
    "an error of its own in mid-stream": StreamFailure("api_error"),
    "a time-out in mid-stream": StreamFailure("timeout_error"),
    "overload in mid-stream": StreamFailure("overloaded_error"),
    "too many requests in mid-stream": StreamFailure("rate_limit_error"),
    "an error that nobody knows in mid-stream": StreamFailure("a_new_error"),
    "an error before the first word": Failure(500, "api_error"),
    "overload": Failure(529, "overloaded_error"),
    "too many requests": Failure(429, "rate_limit_error"),
    "a gateway's time-out": Failure(504, "timeout_error"),
    "an event that is no JSON": Raw("event: message_start\ndata: {oops\n\n"),
    "an empty answer": Raw(""),
    "an error without a type": Raw('data: {"error": {"message": "Overloaded", "code": 529}}\n\n'),
    "an error in one piece and without a type": Raw('{"error": {"message": "no"}}', kind="application/json"),
    "an error in one piece": Raw('{"type": "error", "error": {"type": "overloaded_error"}}', kind="application/json"),
}  # fmt: skip


WHOLE = """
data: {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}}

data: {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "Whole."}}

data: {"type": "content_block_stop", "index": 0}

data: {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": 5}}

"""
STOP = 'data: {"type": "message_stop"}\n\n'
PING = 'event: ping\ndata: {"type": "ping"}\n\n'
OVERLOADED = 'data: {"type": "error", "error": {"type": "overloaded_error"}}\n\n'
REFUSED = 'data: {"type": "error", "error": {"type": "invalid_request_error"}}\n\n'
WHOLE_BEFORE_IT_BROKE: dict[str, Raw] = {
    "cut behind the last event": Raw(WHOLE, STOP, then="cut"),
    "cut where only the last event is missing": Raw(WHOLE, then="cut"),
    "open for ever behind the last event": Raw(WHOLE, STOP, then="open"),
    "open for ever where only the last event is missing": Raw(WHOLE, then="open"),
    "pings for ever where only the last event is missing": Raw(WHOLE, *[PING] * 1000, pace=0.02),
    "overload where only the last event is missing": Raw(WHOLE, OVERLOADED),
    "a refusal where only the last event is missing": Raw(WHOLE, REFUSED),
    "an error behind the last event": Raw(WHOLE, STOP, 'data: {"type": "error", "error": {"type": "api_error"}}\n\n'),
}


@pytest.mark.parametrize("answer", WHOLE_BEFORE_IT_BROKE.values(), ids=WHOLE_BEFORE_IT_BROKE)
def test_nothing_that_breaks_behind_a_whole_answer_takes_it_back(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, answer: Raw
) -> None:
    _silent_after(monkeypatch, desk, 20.0)
    monkeypatch.setattr(client, "LAST_SECONDS", 0.3)
    desk.model.says(answer)
    began = time.monotonic()
    turn = desk.run(desk.ask())
    desk.model.go_on.set()
    assert time.monotonic() - began < 10
    assert (turn.status, desk.answer(turn).text, len(desk.model.requests)) == (TurnStatus.COMPLETED, "Whole.", 1)


EARLY = """
data: {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": 5}}

data: {"type": "content_block_start", "index": 1, "content_block": {"type": "text", "text": ""}}

"""
SLOWLY = 'data: {"type": "content_block_delta", "index": 1, "delta": {"type": "text_delta", "text": "!"}}\n\n'
CLOSED = 'data: {"type": "content_block_stop", "index": 1}\n\n'


def test_a_block_that_begins_behind_the_reason_to_stop_is_heard_to_its_end(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "LAST_SECONDS", 0.2)
    desk.model.says(Raw(WHOLE + EARLY, SLOWLY, SLOWLY, SLOWLY + CLOSED, then="open", pace=0.15))
    turn = desk.run(desk.ask())
    desk.model.go_on.set()
    assert (turn.status, desk.answer(turn).text, len(desk.model.requests)) == (TurnStatus.COMPLETED, "Whole.\n\n!!!", 1)


MESSAGE = json.dumps({"content": [{"type": "text", "text": "Whole."}], "stop_reason": "end_turn"})


@pytest.mark.parametrize(
    "kind",
    [
        "text/event-stream",
        "text/event-stream; profile=json",
        "application/json",
        "text/plain",
        "application/octet-stream",
    ],
)
@pytest.mark.parametrize(
    "pieces",
    [[WHOLE + STOP], [MESSAGE], ["\ufeff", "\n  ", MESSAGE], [*(WHOLE + STOP)]],
    ids=["events", "one piece", "blanks first", "letter by letter"],
)
def test_a_whole_answer_is_read_whatever_a_gateway_calls_it(desk: Desk, pieces: list[str], kind: str) -> None:
    desk.model.says(Raw(*pieces, kind=kind))
    turn = desk.run(desk.ask())
    assert (turn.status, desk.answer(turn).text, len(desk.model.requests)) == (TurnStatus.COMPLETED, "Whole.", 1)


def test_one_kind_of_failure_does_not_use_up_the_tries_of_another(desk: Desk) -> None:
    desk.model.says(*[Failure(529, "overloaded_error")] * 3, Cut("Half"), *[Failure(529, "overloaded_error")], Cut("H"))
    desk.model.says([text("Whole.")])
    turn = desk.run(desk.ask())
    assert (turn.status, desk.answer(turn).text) == (TurnStatus.COMPLETED, "Whole.")


@pytest.mark.parametrize("answer", MENDED_BY_ASKING_AGAIN.values(), ids=MENDED_BY_ASKING_AGAIN)
def test_what_broke_off_is_asked_for_again_and_nothing_is_doubled(desk: Desk, answer: Any) -> None:
    desk.model.says(answer, [text("A whole sentence.")])
    turn = desk.run(desk.ask())
    assert (turn.status, turn.error_code) == (TurnStatus.COMPLETED, "")
    assert desk.answer(turn).text == "A whole sentence."


NAMED: list[tuple[Any, str]] = [
    (Cut("half a sen"), "model_interrupted"),
    (Break("half a sen"), "model_interrupted"),
    (StreamFailure("api_error"), "model_failed"),
    (StreamFailure("timeout_error"), "model_timeout"),
    (StreamFailure("overloaded_error"), "model_overloaded"),
    (Failure(529, "overloaded_error"), "model_overloaded"),
    (StreamFailure("rate_limit_error"), "model_rate_limited"),
    (Failure(500, "api_error"), "model_failed"),
]


@pytest.mark.parametrize(("answer", "code"), NAMED)
def test_what_does_not_get_better_is_named_and_can_be_tried_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, answer: Any, code: str
) -> None:
    monkeypatch.setattr(model_step, "BUSY_SECONDS", 0.02)
    desk.model.says(*[answer] * 9)
    turn = desk.run(desk.ask())
    assert (turn.status, turn.error_code) == (TurnStatus.FAILED, code)
    assert desk.told(turn, "turn.finished")[-1]["error"]["retryable"]
    assert len(desk.model.requests) >= 2


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (StreamFailure("invalid_request_error"), "model_rejected"),
        (StreamFailure("authentication_error"), "model_unauthorized"),
        (Failure(404, "not_found_error"), "model_not_found"),
        (Failure(402, "billing_error"), "model_unpaid"),
        (Raw("<html>Sign in</html>", kind="text/html"), "model_not_found"),
        (Raw("Sign in", kind="Text/HTML; charset=utf-8"), "model_not_found"),
        (Raw("\n<!DOCTYPE html><p>Sign in", kind="application/json"), "model_not_found"),
        (Raw("<HTML>Sign in", kind="text/event-stream"), "model_not_found"),
        (Failure(529, "overloaded_error", headers={"x-should-retry": "false"}), "model_overloaded"),
        (Failure(529, "overloaded_error", headers={"retry-after": "3600"}), "model_overloaded"),
    ],
)
def test_nobody_asks_again_what_will_not_get_better(desk: Desk, answer: Any, code: str) -> None:
    desk.model.says(*[answer] * 9)
    turn = desk.run(desk.ask())
    assert (turn.status, turn.error_code) == (TurnStatus.FAILED, code)
    # Again only while something of the request can be left out.
    assert len(desk.model.requests) <= (1 + MOST_TRIES if code == "model_rejected" else 1)


def test_work_that_tools_have_done_is_worth_a_longer_wait(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model_step, "BUSY_SECONDS", 0.0)
    busy = [Failure(529, "overloaded_error")] * 6
    desk.model.says([tool("notebook__list_notes")], *busy, [text("One.")])
    turn = desk.run(desk.ask())
    assert (turn.status, desk.notebook.runs) == (TurnStatus.COMPLETED, ["list_notes"])


def test_a_pause_that_outlasts_the_turn_is_not_begun(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_SECONDS", 3.0)
    desk.model.says([tool("notebook__list_notes")], Failure(529, "overloaded_error", headers={"retry-after": "4"}))
    turn = desk.run(desk.ask())
    # With the pause the time would be over, and its words would hide why.
    assert (turn.status, turn.error_code) == (TurnStatus.FAILED, "model_overloaded")
    assert desk.told(turn, "model.waiting") == []


def test_people_see_that_the_model_is_busy_and_for_how_long(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model_step, "NOTED_SECONDS", 0.0)
    desk.model.says(Failure(529, "overloaded_error"), Break("a"), [text("Done.")])
    turn = desk.run(desk.ask())
    waits = [(said["reason"], said["seconds"]) for said in desk.told(turn, "model.waiting")]
    assert waits == [("busy", 0), ("again", 0)]


def test_a_silent_model_is_told_of_asked_once_more_and_named(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model_step, "LOOK_SECONDS", 0.02)
    monkeypatch.setattr(model_step, "QUIET_SECONDS", 0.05)
    _silent_after(monkeypatch, desk, 0.3)
    desk.model.says(Pause("half", ""), Pause("half", ""))
    turn = desk.run(desk.ask())
    desk.model.go_on.set()
    assert (turn.status, turn.error_code) == (TurnStatus.FAILED, "model_silent")
    assert len(desk.model.requests) == 2
    reasons = [said["reason"] for said in desk.told(turn, "model.waiting")]
    assert reasons[0] == "silent"
    assert "again" in reasons


def test_a_model_that_writes_the_arguments_of_a_call_is_not_called_quiet(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(model_step, "LOOK_SECONDS", 0.02)
    monkeypatch.setattr(model_step, "QUIET_SECONDS", 1.0)
    start = {"type": "tool_use", "id": "1", "name": "notebook__list_notes", "input": {}}
    desk.model.says(
        Raw(
            _event("content_block_start", index=0, content_block=start),
            *[_event("content_block_delta", index=0, delta={"type": "input_json_delta", "partial_json": " "})] * 12,
            _event("content_block_delta", index=0, delta={"type": "input_json_delta", "partial_json": "{}"}),
            _event("content_block_stop", index=0),
            _event("message_delta", delta={"stop_reason": "tool_use"}),
            pace=0.12,
        ),
        [text("Done.")],
    )
    turn = desk.run(desk.ask())
    assert (turn.status, desk.notebook.runs) == (TurnStatus.COMPLETED, ["list_notes"])
    assert desk.told(turn, "model.waiting") == []


def test_pings_alone_are_a_quiet_model(desk: Desk, monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    monkeypatch.setattr(model_step, "LOOK_SECONDS", 0.02)
    monkeypatch.setattr(model_step, "QUIET_SECONDS", 0.1)
    settings.MODEL_STEP_SECONDS = 1.0
    desk.model.says(Raw(*['event: ping\ndata: {"type": "ping"}\n\n'] * 100, pace=0.05))
    turn = desk.run(desk.ask())
    assert turn.error_code == "model_too_slow"
    assert [said["reason"] for said in desk.told(turn, "model.waiting")] == ["silent"]


def test_a_step_has_a_deadline_of_its_own(desk: Desk, settings: Any) -> None:
    settings.MODEL_STEP_SECONDS = 0.3
    desk.model.says(Pause("half", ""))
    turn = desk.run(desk.ask())
    desk.model.go_on.set()
    assert (turn.status, turn.error_code) == (TurnStatus.FAILED, "model_too_slow")
    # What had come is kept.
    assert desk.answer(turn).text == "half"


def test_answers_that_broke_off_count_towards_the_steps_deadline(desk: Desk, settings: Any) -> None:
    settings.MODEL_STEP_SECONDS = 1.0
    ping = 'event: ping\ndata: {"type": "ping"}\n\n'
    desk.model.says(*[Raw(ping, ping, pace=0.4)] * 3)
    turn = desk.run(desk.ask())
    assert (turn.error_code, len(desk.model.requests)) == ("model_too_slow", 2)


def test_a_model_that_cannot_stream_answers_all_the_same(desk: Desk) -> None:
    whole = {"type": "message", "content": [{"type": "text", "text": "Hello."}], "stop_reason": "end_turn"}
    desk.model.says(Raw(json.dumps(whole), kind="application/json"))
    turn = desk.run(desk.ask())
    assert (turn.status, desk.answer(turn).text) == (TurnStatus.COMPLETED, "Hello.")


@pytest.mark.parametrize("use_id", ["call_1", "x" * 200])
def test_ids_that_a_gateway_repeats_do_no_harm(desk: Desk, use_id: str) -> None:
    twice = [tool("notebook__list_notes", use_id), tool("notebook__list_notes", use_id)]
    desk.model.says(twice, [tool("notebook__list_notes", use_id)], [text("Done.")])
    turn = desk.run(desk.ask())
    assert (turn.status, len(desk.notebook.runs)) == (TurnStatus.COMPLETED, 3)
    for before, after in zip(
        desk.model.requests[-1]["messages"][1::2], desk.model.requests[-1]["messages"][2::2], strict=True
    ):
        assert [b["id"] for b in before["content"]] == [b["tool_use_id"] for b in after["content"]]


def test_calls_of_an_answer_that_was_cut_are_not_made_and_the_model_is_told_why(desk: Desk) -> None:
    desk.model.says(Stopped("max_tokens", tool("notebook__create_note", text="milk")), [text("Shorter, then.")])
    turn = desk.run(desk.ask())
    assert (turn.status, desk.notebook.runs) == (TurnStatus.COMPLETED, [])
    (call,) = desk.calls(turn)
    assert (call.status, call.error_code, call.arguments) == ("failed", "output_limit", {})
    (result,) = desk.model.requests[-1]["messages"][-1]["content"]
    assert result["is_error"]
    assert "output limit" in result["content"][0]["text"]


def _event(kind: str, **data: Any) -> str:
    return f"data: {json.dumps({'type': kind, **data})}\n\n"


def _silent_after(monkeypatch: pytest.MonkeyPatch, desk: Desk, seconds: float) -> None:
    made: Callable[..., Any] = client.anthropic.Timeout(seconds, connect=1.0)
    monkeypatch.setattr(desk.engine._resources.model, "timeout", made)
