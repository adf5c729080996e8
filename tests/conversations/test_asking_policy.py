"""What counts as an answer to a server's questions, and when an approval is one: the table of policy/asking.py."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from connectors.mcp import Asked, Given
from conversations.models import Approval, ToolCall
from conversations.policy.asking import (
    LONGEST_WORDS,
    MOST_ROUNDS,
    InputWanted,
    answered,
    confirmation_in,
    confirmation_words,
    confirmed_by,
    may_still_answer,
    next_round,
    words_with,
    words_with_gaps,
)
from organizations.refusals import Invalid
from tests.connectors.rows import a_connector, a_member
from tests.conversations.rows import answer

NOW = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)
SURE = {"key": "sure", "kind": "form", "message": "Save milk for good?", "fields": []}
ADDRESS = {"key": "open", "kind": "url", "message": "Sign there", "url": "https://a.example/", "host": "a.example"}


def a_field(name: str, kind: str = "string", *, required: bool = False) -> dict[str, Any]:
    return {"name": name, "title": name, "description": "", "required": required, "kind": kind}


FORM = {
    "key": "details",
    "kind": "form",
    "message": "Where to?",
    "fields": [a_field("folder", required=True), a_field("copies", "integer"), a_field("share", "number")],
}


def accepted(content: Any) -> dict[str, Any]:
    return {"details": {"action": "accept", "content": content}}


def test_what_is_waited_for_comes_back_from_its_column() -> None:
    assert InputWanted.of(ToolCall()) is None
    fresh = InputWanted(1, [SURE])
    assert fresh.as_json() == {
        "round": 1,
        "questions": [SURE],
        "answers": {},
        "state": None,
        "given": None,
        "answered_at": "",
    }
    assert InputWanted.of(ToolCall(input_wanted=fresh.as_json())) == fresh


def test_nothing_goes_back_before_it_was_answered_and_then_everything_does() -> None:
    wanted = InputWanted(1, [SURE], {"roots": {"roots": []}}, "note")
    assert wanted.for_server is None
    said = answered(wanted, {"sure": {"action": "accept"}}, NOW)
    assert said.answered_at == NOW.isoformat()
    back = {"roots": {"roots": []}, "sure": {"action": "accept", "content": {}}}
    assert said.for_server == Given(back, "note")


def test_a_server_may_ask_eight_times() -> None:
    assert MOST_ROUNDS == 8
    wanted, asked = None, Asked((SURE,), {"roots": {"roots": []}}, "note")
    for number in range(1, MOST_ROUNDS + 1):
        wanted = next_round(wanted, asked)
        assert wanted == InputWanted(number, [SURE], {"roots": {"roots": []}}, "note")
    assert next_round(wanted, asked) is None


FILLED: list[tuple[Any, Any]] = [
    # What a person fills in, and what the server gets.
    ({"folder": "a"}, {"folder": "a"}),
    ({"folder": "a", "copies": "", "share": None}, {"folder": "a"}),
    ({"folder": "a", "copies": None, "share": ""}, {"folder": "a"}),
    ({"folder": "a", "copies": 2.0, "share": 2.5}, {"folder": "a", "copies": 2, "share": 2.5}),
    ({"folder": "a", "copies": 0}, {"folder": "a", "copies": 0}),
]


@pytest.mark.parametrize(("content", "given"), FILLED)
def test_what_is_filled_in_goes_back_and_empty_fields_do_not(content: Any, given: Any) -> None:
    said = answered(InputWanted(1, [FORM]), accepted(content), NOW).given
    assert said == {"details": {"action": "accept", "content": given}}
    assert said is not None
    assert [type(value) for value in said["details"]["content"].values()] == [type(value) for value in given.values()]


REFUSED: list[tuple[Any, str]] = [
    ({}, "answers"),
    ({"other": {"action": "accept"}}, "answers"),
    (accepted({"folder": "a"}) | {"other": {"action": "accept"}}, "answers"),
    ({"details": "accept"}, "details"),
    ({"details": None}, "details"),
    ({"details": {}}, "details"),
    ({"details": {"action": "yes"}}, "details"),
    ({"details": {"action": ["accept"]}}, "details"),
    (accepted(["folder"]), "details"),
    (accepted("folder"), "details"),
    (accepted({"folder": "a", "more": 1}), "details"),
    (accepted({}), "folder"),
    (accepted(None), "folder"),
    (accepted({"folder": ""}), "folder"),
    (accepted({"folder": None}), "folder"),
    (accepted({"folder": 1}), "folder"),
    (accepted({"folder": "a", "copies": 1.5}), "copies"),
    (accepted({"folder": "a", "copies": True}), "copies"),
]


@pytest.mark.parametrize(("said", "field"), REFUSED)
def test_what_is_no_answer_is_refused_at_its_field(said: Any, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        answered(InputWanted(1, [FORM]), said, NOW)
    (error,) = refused.value.extra["errors"]
    assert error["field"] == field and error["message"].endswith(".")


@pytest.mark.parametrize("action", ["decline", "cancel"])
def test_a_no_goes_back_without_content(action: str) -> None:
    said = {"details": {"action": action, "content": {"folder": "a"}}}
    assert answered(InputWanted(1, [FORM]), said, NOW).given == {"details": {"action": action}}


def test_an_address_is_accepted_without_content() -> None:
    said = {"open": {"action": "accept", "content": {"folder": "a"}}}
    assert answered(InputWanted(1, [ADDRESS]), said, NOW).given == {"open": {"action": "accept"}}


@pytest.mark.parametrize(
    ("until", "expected"),
    [(NOW + timedelta(seconds=1), "yes"), (NOW, "not_answered"), (None, "not_answered")],
)
@pytest.mark.parametrize("is_gone", [True, False])
def test_an_answer_has_its_time(until: datetime | None, expected: str, is_gone: bool) -> None:
    connector = a_connector(a_member())
    call = ToolCall(connector=None if is_gone else connector, waits_until=until)
    found = may_still_answer(call, NOW)
    assert (answer(found), found.deciding_row) == (expected, None if expected == "yes" else call)
    assert found.allowed or f"what {'the service' if is_gone else connector.name} asked in time" in found.reason


BOOLEAN, TEXT = a_field("sure", "boolean"), a_field("why")
QUESTIONS: list[tuple[list[Any], bool]] = [
    ([SURE], True),
    ([SURE | {"fields": [BOOLEAN]}], True),
    ([SURE | {"fields": [TEXT]}], False),
    ([SURE | {"fields": [BOOLEAN, BOOLEAN]}], False),
    ([ADDRESS], False),
    ([SURE, SURE | {"key": "really"}], False),
    ([], False),
]


@pytest.mark.parametrize(("questions", "asks_for_a_yes"), QUESTIONS)
def test_only_a_question_for_nothing_but_a_yes_is_answered_by_an_approval(
    questions: list[Any], asks_for_a_yes: bool
) -> None:
    assert confirmation_in(questions) == (questions[0] if asks_for_a_yes else None)
    given = confirmed_by(an_approval(), InputWanted(1, questions), NOW)
    assert (given is not None) == asks_for_a_yes


def an_approval(**changes: Any) -> Approval:
    """Given a minute ago, on a card with the server's words."""
    said = {"decision": "allow_once", "decided_at": NOW - timedelta(seconds=60), "also_answers": SURE["message"]}
    return Approval(**said | changes)


def test_what_an_approval_says_to_the_server_is_yes_in_the_form_that_it_asked_for() -> None:
    assert confirmed_by(an_approval(), InputWanted(1, [SURE]), NOW) == {"sure": {"action": "accept", "content": {}}}
    asked = InputWanted(1, [SURE | {"fields": [BOOLEAN]}])
    assert confirmed_by(an_approval(), asked, NOW) == {"sure": {"action": "accept", "content": {"sure": True}}}


PLAIN = ["yes", "ok", "confirm", "confirmed", "accept", "approve", "agree", "continue", "proceed", "sure"]
BOXES = [
    *[(word, "", "Save milk for good?") for word in [*PLAIN, "Yes!", " OK. ", "SURE"]],
    ("And delete all others", "", "Save milk for good?\nAnd delete all others"),
    ("yes", "This deletes all others", "Save milk for good?\nThis deletes all others"),
    ("Delete", "All others", "Save milk for good?\nDelete\nAll others"),
    ("not sure", "", "Save milk for good?\nnot sure"),
]


@pytest.mark.parametrize(("title", "description", "words"), BOXES)
def test_what_a_box_says_is_part_of_the_question_unless_it_is_only_a_yes(
    title: str, description: str, words: str
) -> None:
    question = SURE | {"fields": [BOOLEAN | {"title": title, "description": description}]}
    assert confirmation_words(question) == words
    asked = InputWanted(1, [question])
    assert confirmed_by(an_approval(also_answers=words), asked, NOW) is not None
    said_less = confirmed_by(an_approval(), asked, NOW)
    assert (said_less is not None) == (words == SURE["message"])


LATE = NOW - timedelta(seconds=60, microseconds=1)
NO_ANSWER: dict[str, Callable[[], tuple[Approval | None, int]]] = {
    "nobody was asked": lambda: (None, 1),
    "a no": lambda: (an_approval(decision="deny"), 1),
    "not decided": lambda: (an_approval(decision="", decided_at=None), 1),
    "a yes without a time": lambda: (an_approval(decided_at=None), 1),
    "a yes of more than a minute ago": lambda: (an_approval(decided_at=LATE), 1),
    "other words on the card": lambda: (an_approval(also_answers="Save beer for good?"), 1),
    "no words on the card": lambda: (an_approval(also_answers=""), 1),
    "the server's second question": lambda: (an_approval(), 2),
}


@pytest.mark.parametrize("row", NO_ANSWER)
def test_an_approval_answers_nothing_but_what_its_card_showed_a_minute_ago(row: str) -> None:
    approval, number = NO_ANSWER[row]()
    assert confirmed_by(approval, InputWanted(number, [SURE]), NOW) is None


def test_a_question_without_words_is_answered_by_no_approval() -> None:
    asked = InputWanted(1, [SURE | {"message": ""}])
    assert confirmed_by(an_approval(also_answers=""), asked, NOW) is None


WORDS: list[tuple[str, Any, list[Any]]] = [
    ("Save milk?", {"text": "milk"}, ["Save ", ["text"], "?"]),
    ("Save milk?", {}, ["Save milk?"]),
    ("Save 3 of milk", {"n": 3, "text": "milk"}, ["Save ", ["n"], " of ", ["text"], ""]),
    # The longest first: what stands inside another argument is not taken for one of its own.
    ("Save milk shake", {"a": "milk", "b": "milk shake"}, ["Save ", ["b"], ""]),
    ("To eve", {"to": [{"name": "eve"}]}, ["To ", ["to", 0, "name"], ""]),
    ("Is it True, or None?", {"really": True, "blank": " ", "more": None}, ["Is it True, or None?"]),
]


@pytest.mark.parametrize(("message", "arguments", "parts"), WORDS)
def test_a_questions_words_have_gaps_for_the_next_calls_arguments(message: str, arguments: Any, parts: Any) -> None:
    assert words_with_gaps(message, arguments) == parts
    assert words_with(parts, arguments) == message


def test_words_for_other_arguments() -> None:
    parts = words_with_gaps("Save milk?", {"text": "milk"})
    assert words_with(parts, {"text": "beer"}) == "Save beer?"
    assert words_with(parts, {"other": "beer"}) == ""
    assert len(words_with(parts, {"text": "b" * 5_000})) == LONGEST_WORDS == 4_000
