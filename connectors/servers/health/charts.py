"""Tools for values over time, as a chart under the call."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated

from pydantic import Field

from connectors.servers.chart import LONGEST_WORDS, MOST_NOTES, MOST_POINTS, MOST_SERIES, Chart, Point, Series
from connectors.servers.health.api import Found, health
from connectors.servers.health.points import point_of, unit_of
from connectors.servers.health.readings import (
    LABORATORY,
    SIGNS,
    VITAL,
    Reported,
    Sign,
    is_of,
    loinc,
    only_in_reports,
    reading_of,
    value_of,
    when,
)
from connectors.servers.health.server import QUALIFIED, SERVER, Since, Until, between
from connectors.servers.health.values import (
    Resource,
    concept,
    has_code,
    inside,
    is_qualified,
    known_codes,
    objects,
    together,
    words,
)

MOST_RESULTS, PAGE = 200, 50
MOST_TOLD = 20


@SERVER.reads("Show a lab value over time")
async def chart_lab(
    code: Annotated[
        str, Field(description="The LOINC code of one test, such as 4548-4 (HbA1c).", pattern=r"^\d{1,7}-\d$")
    ],
    since: Since = "",
    until: Until = "",
) -> Chart:
    """Draw one laboratory test's values over time, with its reference range, for a question about a trend. list_labs
    finds the code. Repeat values exactly as written. Not for blood pressure or weight: use chart_vital.
    """
    query = {"category": LABORATORY, "code": loinc(code), "date": between(since, until), "_sort": "-date"}
    found = await _all_of(query)
    results = [Reported(each) for each in _kept(found, LABORATORY, [code])]
    if found.next_cursor:
        found.notes.append("Results that stand only in reports were not looked for.")
    else:
        results += await only_in_reports(code, since, until, found)
    return _chart(results, f"LOINC {code}", found)


@SERVER.reads("Show a vital sign over time")
async def chart_vital(
    kind: Annotated[Sign, Field(description="Which sign.")], since: Since = "", until: Until = ""
) -> Chart:
    """Draw a vital sign over time, such as weight, heart rate, or both values of the blood pressure, for a question
    about a trend. Repeat values exactly as written. Not for laboratory results: use chart_lab.
    """
    query = {"category": VITAL, "code": loinc(SIGNS[kind]), "date": between(since, until), "_sort": "-date"}
    found = await _all_of(query)
    results = [Reported(each) for each in _kept(found, VITAL, SIGNS[kind].split(","))]
    return _chart(results, f"LOINC {SIGNS[kind].replace(',', ', ')}", found)


async def _all_of(query: Mapping[str, Sequence[str]]) -> Found:
    """The newest results, page after page, and that there are more where there are."""
    found = Found()
    for _ in range(MOST_RESULTS // PAGE):
        page = await health.search("Observation", query, limit=PAGE, cursor=found.next_cursor)
        found.kept += page.kept
        found.notes += page.notes
        found.left_out += page.left_out
        found.next_cursor = page.next_cursor
        if not found.next_cursor:
            return found
    found.notes.append(
        f"Cut: the service has more than the {len(found.kept)} results that were looked at. Narrow it by dates."
    )
    return found


def _kept(found: Found, category: str, codes: Sequence[str]) -> list[Resource]:
    """Those that the search was for: a server may not know a parameter, and answer with all."""
    return [
        each
        for each in found.kept
        if has_code(each.get("category"), category) and any(is_of(each, code) for code in codes)
    ]


def _chart(results: Sequence[Reported], code: str, found: Found) -> Chart:
    drawn: list[tuple[str, Resource, Point]] = []
    undrawn: list[str] = []
    for result, report in {each.result.get("id"): each for each in results}.values():
        for of, holder in _measured(result):
            point = None if is_qualified(result) else point_of(result, holder, report)
            if point is None:
                undrawn.append(_why_not(result, holder))
            else:
                drawn.append((of, holder, point))
    title = next((name for each in results if (name := concept(each.result.get("code")))), "Values over time")
    series = _series(sorted(drawn, key=lambda each: each[2].at)[-MOST_POINTS:])
    cut = [f"Cut: only the newest {MOST_POINTS} values are drawn."] if len(drawn) > MOST_POINTS else []
    notes = [*cut, *found.told(), *_told(undrawn), *_of_units(series)]
    kept = [words(note, LONGEST_WORDS) for note in notes[:MOST_NOTES]]
    return Chart(kind="chart", title=title, code=code, series=series[:MOST_SERIES], notes=kept)


def _measured(result: Resource) -> Iterable[tuple[str, Resource]]:
    """What a result measured: itself, or its components, or both; each by what tells it from the others."""
    components = objects(result.get("component"))
    if not components or any(field.startswith("value") for field in result):
        yield "", result
    for each in components:
        yield together(known_codes(each.get("code"))) or concept(each.get("code")), each


def _series(drawn: Iterable[tuple[str, Resource, Point]]) -> list[Series]:
    """The lines: values in different units are never on one. Its name is that of its first value."""
    lines: dict[tuple[str, str], Series] = {}
    for of, holder, point in drawn:
        value, key = inside(holder, "valueQuantity"), (of, unit_of(holder))
        if key in lines:
            lines[key].points.append(point)
        else:
            unit = words(value.get("unit"), 60) or words(value.get("code"), 60)
            lines[key] = Series(name=_name(holder), unit=unit, points=[point])
    return sorted(lines.values(), key=lambda each: -len(each.points))


def _name(holder: Resource) -> str:
    return concept(holder.get("code")) or "A value without a name"


def _why_not(result: Resource, holder: Resource) -> str:
    """What is not drawn, with its value and why."""
    missing = "a panel of results" if objects(result.get("hasMember")) else None
    why = QUALIFIED if is_qualified(result) else ""
    told = [when(result) or "no date", _name(holder), value_of(holder, missing), why, reading_of(result).id]
    return " · ".join(part for part in told if part)


def _told(undrawn: Sequence[str]) -> list[str]:
    more = len(undrawn) - MOST_TOLD
    told = [f"Not drawn: {each}" for each in undrawn[:MOST_TOLD]]
    return [*told, *([f"Not drawn: {more} more without a number at a known time."] if more > 0 else [])]


def _of_units(series: Sequence[Series]) -> list[str]:
    """That a name's values are in several units, and are not to be compared."""
    units: dict[str, list[str]] = {}
    for each in series:
        units.setdefault(each.name, []).append(each.unit or "no unit")
    return [
        f"{name} is written in several units ({', '.join(its)}): each has a line of its own, nothing was converted."
        for name, its in units.items()
        if len(its) > 1
    ]
