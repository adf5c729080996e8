"""Where the words and notes of a step belong in an answer: words that go on join, all others stand for themselves."""

from typing import Any

import pytest

from conversations.events.picture import goes_on, with_live_words, with_notes, with_words

CALL: dict[str, Any] = {"type": "tool_call", "tool_call": {"id": "c"}}
NOTE: dict[str, Any] = {"type": "note", "text": "Left out."}


def words(*said: str) -> list[dict[str, Any]]:
    return [{"type": "text", "text": each} for each in said]


@pytest.mark.parametrize(
    ("content", "step", "resumed_after", "on"),
    [
        (words("One, tw"), 3, 2, True),
        (words("One, tw"), 2, 2, False),
        (words("One, tw"), 4, 2, False),
        (words("One, tw"), 1, 0, True),  # the engine asks only of an answer that a person let go on
        ([], 3, 2, False),
        ([*words("Looking."), CALL], 3, 2, False),
        ([CALL, *words("One, tw")], 3, 2, True),
    ],
)
def test_only_the_step_after_the_cut_goes_on_and_only_behind_words(
    content: list[dict[str, Any]], step: int, resumed_after: int, on: bool
) -> None:
    assert goes_on(content, step, resumed_after) is on


def test_words_go_into_the_last_block_or_one_of_their_own() -> None:
    said = [CALL, *words("One, tw")]
    assert with_words(said, "o.", in_last=True) == [CALL, *words("One, two.")]
    assert with_words(said, "Two.", in_last=False) == [CALL, *words("One, tw", "Two.")]
    assert said == [CALL, *words("One, tw")]


def test_live_words_join_where_the_step_goes_on() -> None:
    assert with_live_words(words("One, tw"), "o.", 3, 2) == words("One, two.")
    assert with_live_words(words("One."), "Two.", 2, 0) == words("One.", "Two.")
    assert with_live_words(words("One."), "", 2, 0) == words("One.")


def test_a_note_stands_above_the_words_that_go_on_and_else_at_the_end() -> None:
    assert with_notes([CALL, *words("One, tw")], [NOTE], 3, 2) == [CALL, NOTE, *words("One, tw")]
    assert with_notes([CALL, *words("One.")], [NOTE], 2, 0) == [CALL, *words("One."), NOTE]
    assert with_notes([], [NOTE], 1, 0) == [NOTE]
