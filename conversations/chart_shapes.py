"""The shape of a chart under a call's card."""

from collections.abc import Mapping
from typing import Annotated, Any, TypedDict

from connectors.policy.consent import NOTICE, needs_consent
from conversations.models import ShownAs, ToolCall
from organizations.shapes import Time


class ChartPointShape(TypedDict):
    """One value, as the service wrote it: texts, because a number would lose its digits."""

    id: str
    url: Annotated[str, "Of the original at the service."]
    at: Annotated[Time, "Where it is drawn: in the middle of the time that was written."]
    precision: Annotated[str, ("time", "day", "month", "year", "period"), "How much of a date was written."]
    date: Annotated[str, "As the service wrote it."]
    value: Annotated[str, "The number alone, digits as written."]
    comparator: Annotated[str, "<, <=, >=, > or empty: the value itself is not known."]
    shown: Annotated[str, "Comparator, number and unit."]
    low: Annotated[str, "Of its own reference range, where that is a number in its unit; else empty."]
    high: str
    range: Annotated[str, "The service's words for its reference ranges."]
    outside: Annotated[str, "low or high where it is surely outside of its range; else empty."]
    interpretation: str
    status: str
    notes: list[str]


class ChartSeriesShape(TypedDict):
    """Values of one name in one unit, the oldest first."""

    name: str
    unit: str
    points: list[ChartPointShape]


class ChartShape(TypedDict):
    """Values over time, which a tool of a built-in server answered."""

    title: str
    code: str
    series: list[ChartSeriesShape]
    notes: Annotated[list[str], "What is not drawn, and why."]
    notice: Annotated[str, "That this is not medical advice, for health records; else empty."]


def chart_shape(call: ToolCall) -> ChartShape | None:
    """The chart that a call's card draws; None for most. It was validated when the result came."""
    if call.shown_as != ShownAs.CHART or not isinstance(chart := call.content_to_show, dict):
        return None
    return {
        "title": chart["title"],
        "code": chart["code"],
        "series": [_series_shape(each) for each in chart["series"]],
        "notes": chart["notes"],
        "notice": NOTICE if call.connector and needs_consent(call.connector) else "",
    }


def _series_shape(series: Mapping[str, Any]) -> ChartSeriesShape:
    return {
        "name": series["name"],
        "unit": series["unit"],
        "points": [_point_shape(each) for each in series["points"]],
    }


def _point_shape(point: Mapping[str, Any]) -> ChartPointShape:
    return {
        "id": point["id"],
        "url": point["url"],
        "at": point["at"],
        "precision": point["precision"],
        "date": point["date"],
        "value": point["value"],
        "comparator": point["comparator"],
        "shown": point["shown"],
        "low": point["low"],
        "high": point["high"],
        "range": point["range"],
        "outside": point["outside"],
        "interpretation": point["interpretation"],
        "status": point["status"],
        "notes": point["notes"],
    }
