"""Long texts in parts that a model can read, and days as APIs write them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated, Any
from urllib.parse import SplitResult, urlsplit

from pydantic import Field

from connectors.servers.api import Refused
from organizations.text import one_line

LONGEST_PART = 20_000
PartStart = Annotated[
    int, Field(description="Where in a long text to go on: `next_part` of the part before.", ge=0, le=100_000_000)
]


@dataclass(frozen=True)
class Part:
    """A part of a text; `next_part` is where the rest begins, 0 where this is all."""

    text: str
    next_part: int = 0

    @classmethod
    def of(cls, text: str, start: int = 0, longest: int = LONGEST_PART) -> "Part":
        """From character `start` on, cut at the end of a line where there is one."""
        part = text[start : start + longest]
        if start + longest >= len(text):
            return cls(part)
        line_end = part.rfind("\n", longest // 2)
        part = part[: line_end + 1] if line_end >= 0 else part
        return cls(part, start + len(part))

    def told(self, parameter: str) -> str:
        """The text, and how to read on."""
        more = f"\n\n(Cut here: call again with {parameter} {self.next_part} for the rest.)"
        return self.text + more if self.next_part else self.text


def cut(text: str, longest: int) -> str:
    """The text, cut and marked where it is longer."""
    return text if len(text) <= longest else f"{text[:longest]}… (cut: the whole has {len(text)} characters)"


def share(pieces: int, *, whole: int = LONGEST_PART, least: int = 100, most: int = 4_000) -> int:
    """How long each of so many texts may be, so that all of them fit into a result."""
    return max(least, min(most, whole // max(1, pieces)))


def in_one_line(data: Any) -> str:
    """A name or title of the service as it is, but in one line; empty for what is no text.

    For data: `cleaned`, for errors, also hides what looks like a secret, so that "Basic training" loses a word.
    """
    return one_line(data) if isinstance(data, str) else ""


def day(text: str) -> str:
    """A day of the calendar, YYYY-MM-DD. Raises Refused for anything else."""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise Refused(f"{text!r} is not a date such as 2026-12-31.") from None


def in_utc(moment: datetime) -> datetime:
    """The same moment in UTC. Raises Refused at the two ends of the calendar, where there is none."""
    try:
        return moment.astimezone(UTC)
    except (OverflowError, ValueError):
        raise Refused(f"{moment.isoformat()} is too far away.") from None


def link_parts(link: str) -> SplitResult:
    """A link in its parts. Raises Refused for what is none, such as https://[x."""
    try:
        return urlsplit(link)
    except ValueError:
        raise Refused(f"{link[:200]!r} is not a link.") from None
