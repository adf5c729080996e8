"""One measured value as a point of a chart: where it stands in time, its number as written, its own range."""

import calendar
import math
import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, Literal, NamedTuple, get_args

from connectors.servers.chart import LONGEST_NUMBER, LONGEST_WORDS, NUMBER, Comparator, Point, Precision
from connectors.servers.health.readings import ranges, when
from connectors.servers.health.server import named
from connectors.servers.health.values import (
    Resource,
    annotations,
    choice,
    concepts,
    has_code,
    inside,
    number,
    objects,
    quantity,
    words,
)

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2})(T.+)?)?)?")
_COMPARATORS: dict[str, Comparator] = {each: each for each in get_args(Comparator)}
Side = Literal["", "low", "high"]


class Moment(NamedTuple):
    """Where a date stands on an axis, in UTC, and how much of it was written."""

    at: datetime
    precision: Precision


def moment_of(holder: Resource) -> Moment | None:
    """When a resource's value was so: the middle of what was written; None where nothing says it."""
    if isinstance(holder.get("effectivePeriod"), dict):
        period = inside(holder, "effectivePeriod")
        ends = [found.at for end in ("start", "end") if (found := moment(period.get(end)))]
        return Moment(ends[0] + (ends[-1] - ends[0]) / 2, "period") if ends else None
    if choice(holder, "effective"):
        return moment(holder.get("effectiveDateTime")) or moment(holder.get("effectiveInstant"))
    return moment(holder.get("issued"))


def moment(text: Any) -> Moment | None:
    """A FHIR date: a year and a month stand in their middle, a day at its noon."""
    parts = _DATE.fullmatch(text) if isinstance(text, str) else None
    if parts is None:
        return None
    year, month, day, time = parts.groups()
    try:
        if time:
            read = datetime.fromisoformat(parts[0])
            return Moment((read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC), "time")
        begins = datetime(int(year), int(month or 1), int(day or 1), tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
    if day:
        return Moment(begins + timedelta(hours=12), "day")
    days = calendar.monthrange(begins.year, begins.month)[1] if month else 366 if calendar.isleap(begins.year) else 365
    return Moment(begins + timedelta(days=days) / 2, "month" if month else "year")


def point_of(resource: Resource, holder: Resource, report: str = "") -> Point | None:
    """The value of a resource, or of one of its components (`holder`); None where it is no number at a known time."""
    found, value = moment_of(resource), inside(holder, "valueQuantity")
    comparator = _COMPARATORS.get(words(value.get("comparator"), 10))
    if found is None or comparator is None or not _is_number(value.get("value")):
        return None
    low, high = own_range(holder)
    written = number(value["value"])
    in_report = [f"in report {report}"] if report else []
    return Point(
        id=words(named(resource)["id"]),
        url=words(named(resource)["url"], LONGEST_WORDS),
        at=f"{found.at.replace(microsecond=0, tzinfo=None).isoformat()}Z",
        precision=found.precision,
        date=words(when(resource)),
        value=written,
        comparator=comparator,
        shown=quantity(value),
        low=low,
        high=high,
        range=words(ranges(holder), LONGEST_WORDS),
        outside=side(written, comparator, low, high),
        interpretation=words(concepts(holder.get("interpretation"))),
        status=words(resource.get("status"), 40),
        notes=[words(each, LONGEST_WORDS) for each in (*annotations(resource)[:20], *in_report)],
    )


def unit_of(holder: Resource) -> str:
    """What tells units apart: the code where there is one, else the words."""
    value = inside(holder, "valueQuantity")
    return words(value.get("code"), 60) or words(value.get("unit"), 60)


def own_range(holder: Resource) -> tuple[str, str]:
    """The value's normal range in numbers of its own unit; empty where there is none, or several could be meant."""
    normal = [each for each in objects(holder.get("referenceRange")) if _is_normal(each)]
    meant = normal if len(normal) == 1 else [each for each in normal if "age" not in each and "appliesTo" not in each]
    if len(meant) != 1:
        return "", ""
    bounds = [inside(meant[0], end) for end in ("low", "high")]
    given = [bound for bound in bounds if "value" in bound]
    if not all(_is_number(bound["value"]) and _is_in(bound, holder) for bound in given):
        return "", ""
    low, high = (number(bound["value"]) if "value" in bound else "" for bound in bounds)
    return low, high


def side(value: str, comparator: str, low: str, high: str) -> Side:
    """On which side of its range a value surely lies: "<0.5" is below 0.5, and nobody knows whether it is above 0.1."""
    read = Decimal(value)
    below = bool(low) and (read < Decimal(low) or (comparator == "<" and read == Decimal(low)))
    above = bool(high) and (read > Decimal(high) or (comparator == ">" and read == Decimal(high)))
    if below and comparator not in (">", ">="):
        return "low"
    return "high" if above and comparator not in ("<", "<=") else ""


def _is_number(value: Any) -> bool:
    """Whether it can stand on an axis."""
    if isinstance(value, bool) or not isinstance(value, Decimal | int) or len(str(value)) > LONGEST_NUMBER:
        return False
    return re.fullmatch(NUMBER, str(value)) is not None and math.isfinite(float(value))


def _is_normal(value: Resource) -> bool:
    return "type" not in value or has_code(value["type"], "normal")


def _is_in(bound: Resource, holder: Resource) -> bool:
    """Whether a bound is in the value's unit; one without a unit is."""
    unit = words(bound.get("code"), 60) or words(bound.get("unit"), 60)
    value = inside(holder, "valueQuantity")
    return not unit or unit in (words(value.get("code"), 60), words(value.get("unit"), 60))
