"""How long a service asks to be left alone, and the words for it."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from organizations.retry_after import seconds_asked, when

HEADERS = {
    "3": 3.0,
    " 3 ": 3.0,
    "0.5": 0.5,
    "0": 0.0,
    "3600": 3600.0,
    None: None,
    "": None,
    "soon": None,
    "-1": None,
    "1e9": 86_400.0,
    "inf": 86_400.0,
    "Mon, 99 Foo": None,
    "nan": None,
    "9" * 400: 86_400.0,
}


@pytest.mark.parametrize(("header", "seconds"), HEADERS.items())
def test_a_number_is_read_and_nonsense_is_not(header: str | None, seconds: float | None) -> None:
    assert seconds_asked(header) == seconds


@pytest.mark.parametrize(
    ("away", "seconds"),
    [
        (timedelta(seconds=20), 20),
        (timedelta(hours=1), 3600),
        (timedelta(seconds=-20), 0),
        (timedelta(days=3), 86_400),
    ],
)
@pytest.mark.parametrize("as_gmt", [True, False])
def test_a_date_is_read_too(away: timedelta, seconds: int, as_gmt: bool) -> None:
    asked = seconds_asked(format_datetime(datetime.now(UTC) + away, usegmt=as_gmt))
    assert asked == pytest.approx(seconds, abs=2)


WORDS = [
    (0, "in a moment"),
    (0.2, "in a moment"),
    (1, "in a moment"),
    (1.2, "in 2 seconds"),
    (7, "in 7 seconds"),
    (89, "in 89 seconds"),
    (90, "in about 2 minutes"),
    (121, "in about 3 minutes"),
    (600, "in about 10 minutes"),
    (55 * 60, "in about 55 minutes"),
    (56 * 60, "in about an hour"),
    (3600, "in about an hour"),
    (3600 + 15 * 60, "in about an hour"),
    (3600 + 16 * 60, "in about 2 hours"),
    (2 * 3600, "in about 2 hours"),
    (23 * 3600, "in about 23 hours"),
    (23.9 * 3600, "in about 24 hours"),
    (86_400, "in a day or more"),
]


@pytest.mark.parametrize(("seconds", "words"), WORDS)
def test_people_are_told_a_time_that_is_not_too_early(seconds: float, words: str) -> None:
    assert when(seconds) == words
