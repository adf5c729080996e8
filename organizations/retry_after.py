"""`Retry-After`: how long a service asks to be left alone, in both its forms, and the words for it."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from math import ceil

# The longest pause that is kept and told.
LONGEST_SECONDS = 86_400.0
MINUTE, HOUR = 60, 3600
# Up to here people count in the smaller unit; a quarter of an hour more is still "about an hour".
MOST_SECONDS, MOST_MINUTES, SLACK_MINUTES = 90, 55, 15


def seconds_asked(header: str | None) -> float | None:
    """The header (RFC 9110, 10.2.3) in seconds, at most a day; None where there is none, or none that can be read."""
    try:
        seconds = float(header or "")
    except ValueError:
        seconds = _seconds_until(header or "")
    return min(seconds, LONGEST_SECONDS) if seconds >= 0 else None


def when(seconds: float) -> str:
    """For people: "in 7 seconds", "in about an hour". Rounded up, so that nobody comes back too early."""
    if seconds <= 1:
        return "in a moment"
    if seconds < MOST_SECONDS:
        return f"in {ceil(seconds)} seconds"
    minutes = ceil(seconds / MINUTE)
    if minutes <= MOST_MINUTES:
        return f"in about {minutes} minutes"
    if seconds >= LONGEST_SECONDS:
        return "in a day or more"
    hours = max(ceil((minutes - SLACK_MINUTES) / (HOUR / MINUTE)), 1)
    return "in about an hour" if hours == 1 else f"in about {hours} hours"


def later(seconds: float | None) -> str:
    """The same, or "later" where the service does not say."""
    return "later" if seconds is None else when(seconds)


def _seconds_until(date: str) -> float:
    """Seconds until the date; 0 when it has passed by this machine's clock, -1 when it is no date."""
    try:
        moment = parsedate_to_datetime(date)
    except (ValueError, OverflowError):
        return -1.0
    return max((moment.replace(tzinfo=moment.tzinfo or UTC) - datetime.now(UTC)).total_seconds(), 0.0)
