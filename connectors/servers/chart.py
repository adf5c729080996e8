"""A chart that the chat draws under a call's card: values over time, each exactly as the service wrote it.

Numbers are texts: a JSON number would make 7.1 of 7.10. Only tools of our own servers are drawn
(conversations/engine/calls/structured.py).
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from connectors.servers.tools import Result

MOST_POINTS, MOST_SERIES, MOST_NOTES = 400, 12, 60
LONGEST_WORDS, LONGEST_NUMBER = 1000, 60
NUMBER = r"^-?\d+(\.\d+)?([Ee][-+]?\d+)?$"
Number = Annotated[str, Field(pattern=NUMBER, max_length=LONGEST_NUMBER)]
NumberOrNone = Annotated[str, Field(pattern=rf"^$|{NUMBER}", max_length=LONGEST_NUMBER)]
Words = Annotated[str, Field(max_length=LONGEST_WORDS)]
Notes = Annotated[list[Words], Field(max_length=MOST_NOTES)]
Comparator = Literal["", "<", "<=", ">=", ">"]
Precision = Literal["time", "day", "month", "year", "period"]


class Part(BaseModel):
    """What lies in a chart: these fields and no others."""

    model_config = ConfigDict(extra="forbid")


class Point(Part):
    """One value. `at` is where it is drawn, `date` what the service wrote, `precision` how much of a date that is.

    `low` and `high` are the value's own reference range where that is in numbers of its unit, `range` its words;
    `outside` says on which side of the range it lies.
    """

    id: Words
    url: Words
    at: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$")]
    precision: Precision
    date: Words
    value: Number
    comparator: Comparator
    shown: Annotated[str, Field(description="Comparator, value and unit, as people read them.", max_length=200)]
    low: NumberOrNone
    high: NumberOrNone
    range: Words
    outside: Literal["", "low", "high"]
    interpretation: Words
    status: Words
    notes: Notes


class Series(Part):
    """Values of one name in one unit, the oldest first: what may be on one line."""

    name: Words
    unit: Words
    points: Annotated[list[Point], Field(min_length=1, max_length=MOST_POINTS)]

    def told(self) -> str:
        """A line for each value."""
        head = f"{self.name}, {len(self.points)} {'value' if len(self.points) == 1 else 'values'}, the oldest first:"
        return "\n".join([head, *(_in_one_line(point) for point in self.points)])


class Chart(Result):
    """Values over time; `notes` say what is not drawn, and why."""

    kind: Literal["chart"]
    title: Words
    code: Words
    series: Annotated[list[Series], Field(max_length=MOST_SERIES)]
    notes: Notes

    def text(self) -> str:
        if not self.series:
            return "\n".join(["The record has nothing that can be drawn.", *self.notes])
        head = f"{self.title} ({self.code}). The person sees it as a chart under this call: do not draw it again."
        return "\n".join([head, *(each.told() for each in self.series), *self.notes])


def is_chart(data: Any) -> bool:
    """Whether this is exactly a chart, with something to draw."""
    try:
        chart = Chart.model_validate(data, strict=True)
    except ValidationError:
        return False
    return bool(chart.series)


def _in_one_line(point: Point) -> str:
    parts = [
        point.date,
        point.shown,
        f"range {point.range}" if point.range else "",
        {"low": "below the range", "high": "above the range", "": ""}[point.outside],
        point.interpretation,
        "" if point.status == "final" else f"status {point.status or 'not given'}",
        *point.notes,
        point.id,
    ]
    return "- " + " · ".join(part for part in parts if part)
