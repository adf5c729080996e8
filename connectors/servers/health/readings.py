"""Tools for what was measured: laboratory results and vital signs."""

import re
from typing import Annotated, Literal, NamedTuple

from pydantic import BaseModel, Field

from connectors.servers.api import Refused
from connectors.servers.health.api import Found, health, is_wrong
from connectors.servers.health.server import SERVER, Item, Items, Limit, Since, Until, between, named
from connectors.servers.health.values import (
    Resource,
    absent,
    annotations,
    choice,
    concept,
    concepts,
    date,
    has_code,
    inside,
    known_codes,
    objects,
    span,
    together,
    words,
)
from connectors.servers.tools import Cursor

_DATE = re.compile(r"\d{4}(-\d\d){0,2}")
MOST_REPORTS = 50
MOST_LOOKED_UP = 20
LABORATORY, VITAL = "laboratory", "vital-signs"
Sign = Literal[
    "blood pressure", "heart rate", "respiratory rate", "temperature", "oxygen saturation", "weight", "height", "bmi",
    "head circumference",
]  # fmt: skip
# FHIR's vital signs profile, and LOINC's newer code for oxygen saturation.
SIGNS: dict[Sign, str] = {
    "blood pressure": "85354-9,55284-4",
    "heart rate": "8867-4",
    "respiratory rate": "9279-1",
    "temperature": "8310-5",
    "oxygen saturation": "2708-6,59408-5",
    "weight": "29463-7",
    "height": "8302-2",
    "bmi": "39156-5",
    "head circumference": "9843-4",
}


class Reported(NamedTuple):
    """A result, and the report that alone names it."""

    result: Resource
    report: str = ""


class Measured(BaseModel):
    """One part of a reading, such as the upper blood pressure. `value` has its comparator and unit in it."""

    title: str
    value: str
    range: str = ""
    interpretation: str = ""

    def told(self) -> str:
        """In one line."""
        extras = [f"range {self.range}" if self.range else "", self.interpretation]
        return f"{self.title}: {together([self.value, *extras])}"


class Reading(Item):
    """One result. `value` is exactly as written, with its comparator and unit; `range` is the service's own."""

    value: str
    range: str = ""
    interpretation: str = ""
    codes: list[str] = []
    parts: list[Measured] = []
    report: str = ""

    def more(self) -> list[str]:
        return [
            self.value,
            *(part.told() for part in self.parts),
            f"range {self.range}" if self.range else "",
            self.interpretation,
            "" if self.status == "final" else f"status {self.status or 'not given'}",
            *self.codes,
            f"in report {self.report}" if self.report else "",
        ]


class Readings(Items):
    """One page of results, the newest first."""

    readings: list[Reading]

    def items(self) -> list[Item]:
        return [*self.readings]


@SERVER.reads("List lab results")
async def list_labs(
    code: Annotated[
        str, Field(description="A LOINC code such as 4548-4 (HbA1c); empty: every test.", pattern=r"^(\d{1,7}-\d)?$")
    ] = "",
    since: Since = "",
    until: Until = "",
    limit: Limit = 30,
    cursor: Cursor = "",
) -> Readings:
    """List laboratory results, the newest first, each with comparator, unit and the service's reference range: repeat
    values exactly as written. The last page also has results that stand only in reports. Not for blood pressure or
    weight: use list_vitals.
    """
    query = {"category": LABORATORY, "code": loinc(code), "date": between(since, until), "_sort": "-date"}
    found = await health.search("Observation", query, limit=limit, cursor=cursor)
    readings = [reading_of(each) for each in found.kept if has_code(each.get("category"), LABORATORY)]
    if not found.next_cursor:
        reported = await only_in_reports(code, since, until, found)
        readings += [reading_of(each.result, each.report) for each in reported]
    return _page(readings, found)


@SERVER.reads("List vital signs")
async def list_vitals(
    kind: Annotated[Literal["any", Sign], Field(description="Which sign.")] = "any",
    since: Since = "",
    until: Until = "",
    limit: Limit = 30,
    cursor: Cursor = "",
) -> Readings:
    """List vital signs (blood pressure with both its values, heart rate, temperature, weight, height and so on), the
    newest first, with their units. Not for laboratory results: use list_labs.
    """
    query = {
        "category": VITAL,
        "code": loinc("" if kind == "any" else SIGNS[kind]),
        "date": between(since, until),
        "_sort": "-date",
    }
    found = await health.search("Observation", query, limit=limit, cursor=cursor)
    return _page([reading_of(each) for each in found.kept if has_code(each.get("category"), VITAL)], found)


def reading_of(resource: Resource, report: str = "") -> Reading:
    """An Observation."""
    parts = [_part(each) for each in objects(resource.get("component"))]
    members = len(objects(resource.get("hasMember")))
    missing = f"a panel of {members} results" if members else "" if parts else None
    return Reading(
        **named(resource) | {"notes": [*named(resource)["notes"], *annotations(resource)]},
        title=concept(resource.get("code")) or "A result without a name",
        status=words(resource.get("status"), 40),
        date=when(resource),
        value=value_of(resource, missing),
        range=ranges(resource),
        interpretation=concepts(resource.get("interpretation")),
        codes=known_codes(resource.get("code")),
        parts=parts,
        report=report,
    )


def when(resource: Resource) -> str:
    """When it was so, which is not when it was written down: that is said to be so."""
    issued = words(resource.get("issued"), 40)
    return choice(resource, "effective") or (f"issued {issued}" if issued else "")


def ranges(resource: Resource) -> str:
    """The reference ranges, also those that are text only, and whom each is for."""
    return together((_range(each) for each in objects(resource.get("referenceRange"))), "; ")


def _range(value: Resource) -> str:
    ends = together([span(value), words(value.get("text"))], ", ")
    age = span(inside(value, "age"))
    whom = together([concept(value.get("type")), concepts(value.get("appliesTo")), f"age {age}" if age else ""])
    return f"{ends} ({whom})" if whom and ends else ends


def value_of(holder: Resource, missing: str | None = None) -> str:
    """The value, or why there is none; `missing` is what to say where none is expected."""
    if value := choice(holder, "value"):
        return value
    if "dataAbsentReason" in holder:
        return f"no value: {absent(holder['dataAbsentReason'])}"
    return "no value given" if missing is None else missing


def _part(component: Resource) -> Measured:
    return Measured(
        title=concept(component.get("code")) or "A part without a name",
        value=value_of(component),
        range=ranges(component),
        interpretation=concepts(component.get("interpretation")),
    )


def loinc(codes: str) -> str:
    """A search for codes of LOINC."""
    return ",".join(f"http://loinc.org|{code}" for code in codes.split(",")) if codes else ""


def _page(readings: list[Reading], found: Found) -> Readings:
    # By day: within one, the service's order, which knows time zones.
    newest_first = sorted(readings, key=_day, reverse=True)
    return Readings(readings=newest_first, notes=found.told(), next_cursor=found.next_cursor)


def _day(reading: Reading) -> str:
    """The first date in words such as "since 2026-05" or "issued 2026-05-08T08:00:00Z"; without one, the last."""
    found = _DATE.search(reading.date)
    return found[0] if found else ""


async def only_in_reports(code: str, since: str, until: str, found: Found) -> list[Reported]:
    """Results that laboratory reports name and that are not sorted as laboratory results themselves."""
    query = {"category": "LAB", "date": between(since, until), "_include": "DiagnosticReport:result", "_sort": "-date"}
    reports = await health.search("DiagnosticReport", query, limit=MOST_REPORTS)
    found.notes += reports.notes
    if reports.next_cursor:
        found.notes.append(f"Only the newest {MOST_REPORTS} reports were looked through: narrow it by dates.")
    listed: dict[str, Reported] = {}
    looked_up = 0
    for report in reports.kept:
        for place in [words(each.get("reference"), 200) for each in objects(report.get("result"))]:
            name = "/".join(place.split("/")[-2:])
            if name in listed or not name.startswith("Observation/"):
                continue
            if name not in reports.included:
                if looked_up == MOST_LOOKED_UP:
                    found.notes.append(
                        "Some results that stand only in reports were not looked up: narrow it by dates."
                    )
                    return list(listed.values())
                looked_up += 1
                reports.included[name] = await _result(name)
            result = reports.included[name]
            if is_wrong(result) or has_code(result.get("category"), LABORATORY) or not is_of(result, code):
                continue
            listed[name] = Reported(result, _title(report))
    return list(listed.values())


async def _result(name: str) -> Resource:
    """A report's result that did not come along; nothing of it where the account may not see it."""
    try:
        return await health.read(*name.split("/"))
    except Refused:
        return {}


def is_of(result: Resource, code: str) -> bool:
    """Whether it is a result of this test."""
    return bool(result) and (not code or has_code(result.get("code"), code))


def _title(report: Resource) -> str:
    return together([concept(report.get("code")), choice(report, "effective") or date(report, "issued")], " of ")
