"""Long texts in parts, and what fits into a result."""

import pytest

from connectors.servers.api import Refused
from connectors.servers.texts import Part, cut, day, share


@pytest.mark.parametrize(
    ("text", "start", "part", "following"),
    [
        ("", 0, "", 0),
        ("0123456789", 0, "0123456789", 0),
        ("0123456789x", 0, "0123456789", 10),
        ("0123456789x", 10, "x", 0),
        ("0123456789x", 99, "", 0),
        # At the end of a line, but not so early that little is left.
        ("012345\n789x", 0, "012345\n", 7),
        ("0\n23456789x", 0, "0\n23456789", 10),
    ],
)
def test_a_text_is_read_part_by_part(text: str, start: int, part: str, following: int) -> None:
    assert Part.of(text, start, 10) == Part(part, following)


def test_parts_together_are_the_text() -> None:
    text, start, read = "ä line\n" * 500 + "x" * 5_000, 0, ""
    while True:
        part = Part.of(text, start, 1_000)
        read += part.text
        if not (start := part.next_part):
            break
    assert read == text


def test_a_cut_is_said() -> None:
    assert cut("0123", 4) == "0123"
    assert cut("01234", 4) == "0123… (cut: the whole has 5 characters)"


@pytest.mark.parametrize(("pieces", "each"), [(0, 4_000), (1, 4_000), (10, 2_000), (100, 200), (10_000, 100)])
def test_many_texts_share_a_result(pieces: int, each: int) -> None:
    assert share(pieces) == each


@pytest.mark.parametrize("text", ["2026-02-30", "tomorrow", "2026-12", "12/31/2026"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        day(text)
