"""What a reader has been told, followed event by event and held against the database."""

from copy import deepcopy
from typing import Any

import pytest

from conversations.events.picture import Picture, begins_whole, fingerprint

Data = dict[str, Any]


def delta(offset: int, text: str, step: int = 1, fence: int = 1) -> tuple[str, Data]:
    return "text.delta", {"fence": fence, "step": step, "offset": offset, "text": text}


def started(fence: int = 1, kept: int = 0) -> tuple[str, Data]:
    return "turn.started", {"fence": fence, "step": 0, "turn": "t", "kept": kept}


def call(status: str, fence: int = 1, step: int = 1) -> tuple[str, Data]:
    return "tool_call.finished", {"fence": fence, "step": step, "tool_call": {"id": "c", "status": status}}


def stored(*words: str, calls: str = "", fence: int = 1, kept: int = 1, status: str = "running") -> Data:
    content: list[Data] = [{"type": "text", "text": each} for each in words]
    content += [{"type": "tool_call", "tool_call": {"id": "c", "status": calls}}] if calls else []
    position = {"fence": fence, "step": kept, "kept": kept, "resumed_after": 0, "offset": 0}
    return {**position, "status": status, "content": content}


def told(*events: tuple[str, Data]) -> Picture:
    picture = Picture()
    for event, data in events:
        picture.hear(event, data)
    return picture


@pytest.mark.parametrize(
    ("event", "whole"),
    [
        (started(), True),
        (started(fence=2), True),  # a claim that found nothing kept
        (started(fence=2, kept=1), False),
        (("turn.started", {"fence": 1, "step": 0}), False),  # of an older worker: not known
        (("snapshot", stored()), True),
        (delta(0, "x"), False),
        (call("sent"), False),
        (("turn.finished", {"fence": 1, "status": "cancelled"}), False),
    ],
)
def test_a_stream_is_whole_from_a_turns_first_event_or_a_snapshot(event: tuple[str, Data], whole: bool) -> None:
    assert begins_whole(*event) is whole


SAME: list[tuple[Picture, Data]] = [
    (told(started(), delta(0, "One."), call("sent")), stored("One.", calls="sent")),
    (told(started(), delta(0, "One"), delta(1, "ne.")), stored("One.")),
    (told(started(), delta(0, "One."), delta(0, "Two", step=2)), stored("One.")),  # the second step is live
    (told(started()), stored(kept=0, status="queued")),
    (told(started(), delta(0, "lost"), started(fence=2)), stored(kept=0, fence=2)),
    (told(("snapshot", stored("One.")), delta(0, "One."), delta(2, "e.")), stored("One.")),  # late words of a kept step
    (told(started(fence=2), delta(0, "old", fence=1)), stored(kept=0, fence=2)),
    (told(("snapshot", stored("One.", "Tw") | {"step": 2, "offset": 2}), delta(2, "o", step=2)), stored("One.")),
]


@pytest.mark.parametrize(("picture", "data"), SAME)
def test_what_was_told_is_what_is_stored_and_what_is_live(picture: Picture, data: Data) -> None:
    assert picture.equals(data)


OTHER: list[tuple[Picture, Data]] = [
    (told(started()), stored("One.")),  # died between the step's commit and its telling
    (told(started(), delta(0, "One."), call("sent")), stored("One.", calls="succeeded")),
    (told(started(), delta(0, "One.")), stored("One.", calls="proposed")),
    (told(started(), delta(0, "One.")), stored("One.", status="waiting_approval")),
    (told(started(), delta(0, "half")), stored(kept=0, fence=2)),  # of a worker that lost its turn
    (told(started(), delta(0, "One."), delta(0, "Two", step=2), delta(5, "?", step=2)), stored("One.")),
]


@pytest.mark.parametrize(("picture", "data"), OTHER)
def test_what_was_not_told_makes_a_difference_and_a_snapshot_mends_it(picture: Picture, data: Data) -> None:
    picture = deepcopy(picture)
    assert not picture.equals(data)
    picture.hear("snapshot", picture.snapshot(data))
    assert picture.equals(data)


def test_a_snapshot_of_the_database_keeps_the_words_that_are_live() -> None:
    picture = told(started(), delta(0, "One."), delta(0, "Two", step=2))
    snapshot = picture.snapshot(stored("One.", calls="sent"))
    assert [block["type"] for block in snapshot["content"]] == ["text", "tool_call", "text"]
    assert (snapshot["step"], snapshot["offset"], snapshot["kept"]) == (2, 3, 1)
    picture.hear("snapshot", snapshot)
    assert picture.hear(*delta(3, " more", step=2))


@pytest.mark.parametrize(("resumed_after", "words"), [(1, ["One, two"]), (0, ["One,", " two"])])
def test_a_snapshot_of_the_database_joins_live_words_that_go_on_where_the_last_were_cut(
    resumed_after: int, words: list[str]
) -> None:
    picture = told(started(), delta(0, "One,"), delta(0, " two", step=2))
    snapshot = picture.snapshot(stored("One,") | {"resumed_after": resumed_after})
    assert [block["text"] for block in snapshot["content"]] == words
    assert snapshot["offset"] == 4
    picture.hear("snapshot", snapshot)
    assert picture.equals(stored("One,"))


def test_words_after_a_gap_are_not_passed_on_until_their_step_is_kept() -> None:
    picture = told(started(), delta(0, "One."))
    assert not picture.hear(*delta(9, "gap"))
    assert not picture.is_mended_by_a_look(*delta(12, "more"))
    assert picture.is_mended_by_a_look(*call("proposed"))
    assert picture.is_mended_by_a_look(*delta(0, "Two", step=2))


def noted(*notes: str, words: str = "", **changes: Any) -> Data:
    data = stored(*([words] if words else []), **changes)
    return data | {"content": [*({"type": "note", "text": note} for note in notes), *data["content"]]}


NOTED = ("snapshot", noted("Left out.", kept=0))


@pytest.mark.parametrize(
    ("picture", "data", "shown"),
    [
        (told(started(), NOTED), stored(kept=0), ["Left out."]),  # told before its step is kept
        (told(started(), NOTED, delta(0, "One.")), stored(kept=0), ["Left out.", "One."]),
        (told(started(), NOTED, delta(0, "One.")), noted("Left out.", words="One."), ["Left out.", "One."]),
    ],
)
def test_a_note_stands_from_when_it_was_told(picture: Picture, data: Data, shown: list[str]) -> None:
    assert picture.equals(data)
    assert [block["text"] for block in picture.snapshot(data)["content"]] == shown


@pytest.mark.parametrize(
    ("picture", "data", "shown"),
    [
        (told(started(), delta(0, "One.")), noted("Left out.", words="One."), ["Left out.", "One."]),  # never told
        (told(started(), NOTED), stored(kept=0, fence=2), []),  # of a worker that lost its turn
        (told(started(), NOTED), stored(kept=0, status="failed"), []),
    ],
)
def test_a_note_that_is_not_the_databases_nor_live_makes_a_difference(
    picture: Picture, data: Data, shown: list[str]
) -> None:
    assert not picture.equals(data)
    assert [block["text"] for block in picture.snapshot(data)["content"]] == shown


@pytest.mark.parametrize(("picture", "data"), [pair for pair in SAME if pair[0].step == pair[1]["kept"]])
def test_who_was_told_all_of_an_answer_holds_its_fingerprint(picture: Picture, data: Data) -> None:
    assert picture.matches(fingerprint(data["content"]))


MORE: list[tuple[Picture, Data]] = [
    *[pair for pair in OTHER if pair[1]["status"] == "running"],
    (told(started(), delta(0, "One.", step=1), delta(9, "?")), stored("One.")),
    (told(started(), delta(0, "One.")), noted("Left out.", words="One.")),
]


@pytest.mark.parametrize(("picture", "data"), MORE)
def test_who_lacks_something_does_not_hold_it(picture: Picture, data: Data) -> None:
    assert not picture.matches(fingerprint(data["content"]))


def test_nothing_that_says_no_fingerprint_is_held() -> None:
    assert not told(started()).matches(None)
