"""Whatever came into a chat, its next message is answered, and people read what was left out."""

import json
from typing import Any

import pytest

from conversations import shapes
from conversations.engine.context import fitting, leaner
from conversations.engine.context.leaner import BEGINNING, PICTURES, REFUSED_BEGINNING
from conversations.models import Message, ToolCall, Turn, TurnStatus
from tests.conversations.conftest import Desk
from tests.conversations.test_sendable import _picture
from tests.fakes.messages_api import Failure, text, tool
from tests.owner import as_owner

TOO_LONG = Failure(400, "invalid_request_error", "prompt is too long: 210000 tokens > 200000 maximum")
REFUSED = Failure(400, "invalid_request_error", "messages.2.content.0: Could not process image")
UNSAID = Failure(400, "invalid_request_error")


def _notes(desk: Desk, turn: Turn) -> list[str]:
    return [block["text"] for block in desk.answer(turn).content if block["type"] == "note"]


def _texts(request: dict[str, Any]) -> list[str]:
    return [entry["content"] for entry in request["messages"] if isinstance(entry["content"], str)]


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """A model that reads little."""
    monkeypatch.setattr(leaner, "LONGEST_HISTORY", 2_000)
    monkeypatch.setattr(fitting, "LONGEST_HISTORY", 2_000)
    monkeypatch.setattr(leaner.Omission.__init__, "__defaults__", (2_000, False, False, False, frozenset()))


def _chat(desk: Desk, questions: int) -> None:
    for number in range(questions):
        desk.model.says([text(f"answer {number} " + "x" * 600)])
        desk.run(desk.ask(f"question {number}"))


def test_the_beginning_of_a_long_chat_is_left_out_and_both_are_told(desk: Desk, short: None) -> None:
    _chat(desk, 5)
    desk.model.says([text("Still here.")])
    turn = desk.run(desk.ask("newest"))
    request = desk.model.requests[-1]
    assert _texts(request)[-1] == "newest"
    assert "question 0" not in _texts(request)
    assert BEGINNING in request["system"]
    assert [block["type"] for block in desk.answer(turn).content] == ["note", "text"]
    assert _notes(desk, turn) == [BEGINNING]
    shown = shapes.content(desk.answer(turn).content, {})
    assert shown[0] == {"type": "note", "text": BEGINNING}


def test_what_was_left_out_is_read_before_the_answer_comes(desk: Desk, short: None) -> None:
    _chat(desk, 5)
    desk.model.says([text("Still here.")])
    snapshots = desk.told(desk.run(desk.ask("newest")), "snapshot")
    assert snapshots[0]["content"] == [{"type": "note", "text": BEGINNING}]


def test_a_chat_that_fits_has_no_note(desk: Desk) -> None:
    _chat(desk, 2)
    desk.model.says([text("Whole.")])
    turn = desk.run(desk.ask("newest"))
    assert (_notes(desk, turn), len(_texts(desk.model.requests[-1]))) == ([], 3)


def test_a_note_stands_once_above_an_answer_of_several_steps(desk: Desk, short: None) -> None:
    _chat(desk, 5)
    desk.model.says([tool("notebook__list_notes")], [tool("notebook__list_notes")], [text("Done.")])
    turn = desk.run(desk.ask("newest"))
    kinds = [block["type"] for block in desk.answer(turn).content]
    assert kinds == ["note", "tool_call", "tool_call", "text"]


def test_a_prompt_that_is_too_long_is_asked_again_with_half_of_it(desk: Desk) -> None:
    _chat(desk, 6)
    desk.model.says(TOO_LONG, TOO_LONG, [text("Now it fits.")])
    turn = desk.run(desk.ask("newest"))
    assert (turn.status, _notes(desk, turn)) == (TurnStatus.COMPLETED, [BEGINNING])
    counts = [len(_texts(request)) for request in desk.model.requests[-3:]]
    assert counts[0] == 7
    assert counts[1] <= 4
    assert 1 <= counts[2] < counts[1]
    assert all(_texts(request)[-1] == "newest" for request in desk.model.requests[-3:])


def test_a_question_that_is_itself_too_long_says_so_at_last(desk: Desk) -> None:
    desk.model.says(*[TOO_LONG] * 4)
    turn = desk.run(desk.ask("x" * 9_000))
    assert (turn.status, turn.error_code) == (TurnStatus.FAILED, "conversation_too_long")


def _store_picture(desk: Desk, turn: Turn) -> None:
    """A past that only an older version could have stored, or that a stricter model refuses."""
    shown = {"type": "tool_result", "result": [_picture()]}
    desk.inside(lambda: ToolCall.objects.filter(turn=turn).update(result=shown["result"]))


def test_a_picture_that_the_model_refuses_is_words_and_every_next_message_is_answered(desk: Desk) -> None:
    desk.model.says([tool("notebook__list_notes")], [text("A dot.")])
    _store_picture(desk, desk.run(desk.ask("draw")))
    for question in ("and now?", "and then?"):
        desk.model.says(REFUSED, [text("I can't see it.")])
        turn = desk.run(desk.ask(question))
        assert (turn.status, _notes(desk, turn)) == (TurnStatus.COMPLETED, [PICTURES])
        before, after = desk.model.requests[-2:]
        assert before["messages"][2]["content"][0]["content"][0]["type"] == "image"
        assert after["messages"][2]["content"][0]["content"][0]["type"] == "text"
        assert after["tools"] == before["tools"]


def test_what_was_refused_is_not_sent_again_in_the_same_turn(desk: Desk) -> None:
    desk.model.says([tool("notebook__list_notes")], [text("A dot.")])
    _store_picture(desk, desk.run(desk.ask("draw")))
    desk.model.says(REFUSED, [tool("notebook__list_notes")], [text("Done.")])
    turn = desk.run(desk.ask("and now?"))
    assert (turn.status, len(desk.model.requests)) == (TurnStatus.COMPLETED, 5)


def test_a_refused_tool_is_left_out_by_name_and_the_others_stay(desk: Desk) -> None:
    offered = _offered(desk)
    desk.model.says(
        Failure(400, "invalid_request_error", "tools.1.custom.input_schema: JSON schema is invalid"), [text("Fine.")]
    )
    turn = desk.run(desk.ask())
    left = [each["name"] for each in desk.model.requests[-1]["tools"]]
    assert left == [name for index, name in enumerate(offered) if index != 1]
    assert turn.status == TurnStatus.COMPLETED
    assert any("Notebook: " in note for note in _notes(desk, turn))


def _offered(desk: Desk) -> list[str]:
    desk.model.says([text("Hello.")])
    desk.run(desk.ask("hello"))
    return [each["name"] for each in desk.model.requests[-1]["tools"]]


def test_a_refusal_that_names_nothing_ends_with_the_question_alone(desk: Desk) -> None:
    _chat(desk, 2)
    desk.model.says(UNSAID, UNSAID, [text("Here again.")])
    turn = desk.run(desk.ask("newest"))
    assert turn.status == TurnStatus.COMPLETED
    assert _texts(desk.model.requests[-1]) == ["newest"]
    assert _notes(desk, turn)[-1] == REFUSED_BEGINNING


def test_a_model_that_refuses_everything_is_not_asked_for_ever(desk: Desk) -> None:
    desk.model.says(*[UNSAID] * 9)
    turn = desk.run(desk.ask())
    assert (turn.status, turn.error_code) == (TurnStatus.FAILED, "model_rejected")
    assert len(desk.model.requests) <= 1 + leaner.MOST_TRIES


def test_steps_that_were_stored_oddly_do_not_kill_the_chat(desk: Desk) -> None:
    desk.model.says([tool("notebook__list_notes")], [text("One.")])
    turn = desk.run(desk.ask("which?"))
    odd = [{"type": "text", "text": " "}, {"type": "novel"}, {"type": "thinking", "thinking": "hm"}, None, "x", {}]
    as_owner("UPDATE conversations_step SET blocks = %s WHERE turn_id = %s AND number = 2", json.dumps(odd), turn.id)
    as_owner("DELETE FROM conversations_approval WHERE tool_call_id IN (SELECT id FROM conversations_toolcall)")
    as_owner("DELETE FROM conversations_toolcall WHERE turn_id = %s", turn.id)
    desk.model.says([text("Here.")])
    assert desk.run(desk.ask("still there?")).status == TurnStatus.COMPLETED


@pytest.mark.parametrize(
    "stored",
    [
        {"a": 1},
        "words",
        [None, 5, "words"],
        [{}],
        [{"type": "text"}],
        [{"type": "text", "text": None}],
        [{"type": "image"}],
        [{"type": "image", "source": {"type": "url", "url": "https://x.example"}}],
        [{"type": "resource", "resource": {}}],
        [{"type": "tool_result", "tool_use_id": "x", "content": []}],
    ],
    ids=json.dumps,
)
@pytest.mark.parametrize("status", ["succeeded", "failed"])
def test_results_that_were_stored_oddly_do_not_kill_the_chat(desk: Desk, stored: Any, status: str) -> None:
    desk.model.says([tool("notebook__list_notes")], [text("One.")])
    turn = desk.run(desk.ask("which?"))
    as_owner(
        "UPDATE conversations_toolcall SET result = %s, status = %s WHERE turn_id = %s",
        json.dumps(stored),
        status,
        turn.id,
    )
    desk.model.says([text("Here.")])
    assert desk.run(desk.ask("still there?")).status == TurnStatus.COMPLETED


def test_a_turn_without_any_step_leaves_two_questions_in_a_row(desk: Desk) -> None:
    desk.model.says(Failure(401, "authentication_error"))
    desk.run(desk.ask("first"))
    desk.model.says([text("Here.")])
    assert desk.run(desk.ask("second")).status == TurnStatus.COMPLETED
    assert _texts(desk.model.requests[-1]) == ["first", "second"]


def test_the_words_of_a_copied_chat_reach_the_model(desk: Desk) -> None:
    desk.model.says([text("gone")], [text("Here.")])
    turn = desk.run(desk.ask("first"))
    as_owner("DELETE FROM conversations_step WHERE turn_id = %s", turn.id)
    desk.inside(lambda: Message.objects.filter(turn=turn, role="assistant").update(content=[text("as copied")]))
    desk.run(desk.ask("second"))
    assert desk.model.requests[-1]["messages"][1] == {"role": "assistant", "content": [text("as copied")]}
