"""FHIR's data types in words. Numbers and dates stay as they are written: 7.10 is not 7.1, 2024 is not a day."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from organizations.text import clean_text

Resource = dict[str, Any]

_LONGEST = 500
_ABSENT_URL = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
# http://terminology.hl7.org/CodeSystem/data-absent-reason
_ABSENT = {
    "unknown": "not known",
    "asked-unknown": "asked, but not known",
    "temp-unknown": "not known yet",
    "not-asked": "not asked",
    "asked-declined": "asked, but declined",
    "masked": "withheld",
    "not-applicable": "not applicable",
    "unsupported": "the system cannot hold it",
    "as-text": "given as text only",
    "error": "measurement error",
    "not-a-number": "not a number",
    "negative-infinity": "too low to be a number",
    "positive-infinity": "too high to be a number",
    "not-performed": "not performed",
    "not-permitted": "not permitted",
}
_SYSTEMS = {
    "http://loinc.org": "LOINC",
    "http://snomed.info/sct": "SNOMED CT",
    "http://www.nlm.nih.gov/research/umls/rxnorm": "RxNorm",
    "http://hl7.org/fhir/sid/icd-10-cm": "ICD-10-CM",
    "http://hl7.org/fhir/sid/cvx": "CVX",
}


def words(value: Any, longest: int = _LONGEST) -> str:
    """Text in one line; what is cut ends with an ellipsis."""
    line = " ".join(clean_text(value).split()) if isinstance(value, str) else ""
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


def objects(value: Any) -> list[Resource]:
    """The objects of a list; nothing for anything else."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def inside(resource: Resource, name: str) -> Resource:
    """The object in a field; empty for anything else."""
    value = resource.get(name)
    return value if isinstance(value, dict) else {}


def together(parts: Iterable[str], separator: str = ", ") -> str:
    """Those that say something, each once."""
    return separator.join(dict.fromkeys(part for part in parts if part))


def number(value: Any) -> str:
    """As it is written, digits and all."""
    if isinstance(value, bool) or not isinstance(value, Decimal | int):
        return words(value)
    plain = f"{value:f}" if isinstance(value, Decimal) else str(value)
    # Python would write 0.0000001 as 1E-7; what was written as 1e3 has no digits of its own to show.
    return plain if len(plain) <= 30 and not _is_short_for_more(value) else str(value)


def _is_short_for_more(value: Decimal | int) -> bool:
    """Whether it was written with an exponent that stands for zeros, such as 1e3."""
    exponent = value.as_tuple().exponent if isinstance(value, Decimal) else 0
    return not isinstance(exponent, int) or exponent > 0


def concept(value: Any) -> str:
    """A CodeableConcept: its text, else what a coding displays, else a code."""
    if not isinstance(value, dict):
        return ""
    codings = objects(value.get("coding"))
    shown = [words(value.get("text")), *(words(coding.get("display")) for coding in codings)]
    return next((text for text in shown if text), "") or next(filter(None, map(code, codings)), "")


def concepts(value: Any) -> str:
    """Several, each once."""
    return together(concept(each) for each in objects(value))


def code(coding: Resource) -> str:
    """A code with the system that it belongs to, where that has a name."""
    system = _SYSTEMS.get(str(coding.get("system")), "")
    return f"{system} {words(coding.get('code'), 100)}".strip()


def known_codes(value: Any) -> list[str]:
    """The codes of systems that have a name."""
    return [code(each) for each in objects(inside({"it": value}, "it").get("coding")) if each.get("system") in _SYSTEMS]


def has_code(values: Any, wanted: str) -> bool:
    """Whether one of the CodeableConcepts has this code."""
    given = objects(values) if isinstance(values, list) else objects([values])
    return any(coding.get("code") == wanted for each in given for coding in objects(each.get("coding")))


def absent(value: Any) -> str:
    """A dataAbsentReason in words."""
    for coding in objects(inside({"it": value}, "it").get("coding")):
        if said := _ABSENT.get(str(coding.get("code"))):
            return said
    return concept(value) or "no reason given"


def absent_by_extension(holder: Resource, field: str) -> str:
    """Why a plain field, such as a date, has no value: beside it, with an underscore."""
    for each in objects(inside(holder, f"_{field}").get("extension")):
        if each.get("url") == _ABSENT_URL:
            return _ABSENT.get(str(each.get("valueCode")), words(each.get("valueCode")))
    return ""


def date(holder: Resource, field: str) -> str:
    """A date as it is written, which may be a year alone; or why there is none."""
    missing = absent_by_extension(holder, field)
    return words(holder.get(field), 40) or (f"date {missing}" if missing else "")


def quantity(value: Resource) -> str:
    """Comparator, number and unit, which belong together; a money amount or an age too."""
    unit = words(value.get("unit"), 60) or words(value.get("code"), 60) or words(value.get("currency"), 10)
    if "value" not in value:
        reason = absent_by_extension(value, "value")
        return f"no number: {reason}" if reason else "no number given"
    return f"{words(value.get('comparator'), 10)}{number(value['value'])} {unit}".strip()


def span(value: Resource) -> str:
    """A Range: both ends with their units, or one."""
    low, high = (inside(value, end) for end in ("low", "high"))
    if not low or not high:
        return f"≥ {quantity(low)}" if low else f"≤ {quantity(high)}" if high else ""
    first, last = quantity(low), quantity(high)
    has_one_unit = low.get("unit") == high.get("unit") and low.get("code") == high.get("code")
    return f"{number(low.get('value'))} to {last}" if has_one_unit and "comparator" not in low else f"{first} to {last}"


def period(value: Resource) -> str:
    """From and to, as they are written."""
    start, end = date(value, "start"), date(value, "end")
    if not start or not end:
        return f"since {start}" if start else f"until {end}" if end else ""
    return f"{start} to {end}"


def ratio(value: Resource) -> str:
    """A Ratio, such as a titer of 1:128."""
    upper, lower = (quantity(inside(value, part)) for part in ("numerator", "denominator"))
    return f"{upper}:{lower}" if " " not in upper + lower else f"{upper} per {lower}"


def timing(value: Resource) -> str:
    """The times that a Timing names."""
    return together(words(each, 40) for each in value.get("event") or []) or concept(value.get("code"))


_TYPES: dict[str, Callable[[Resource], str]] = {
    "CodeableConcept": concept,
    "Quantity": quantity,
    "Age": quantity,
    "Range": span,
    "Ratio": ratio,
    "Period": period,
    "Timing": timing,
    "SampledData": lambda value: "a series of measurements, which is not shown here",
    "Attachment": lambda value: "an attachment, which is not shown here",
    "Reference": lambda value: words(value.get("display")) or words(value.get("reference")),
}


def choice(holder: Resource, name: str) -> str:
    """The value of a field that may be of several types, such as `valueQuantity`; empty where there is none."""
    for field, value in holder.items():
        kind = field.removeprefix(name)
        if not field.startswith(name) or not kind[:1].isupper():
            continue
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, dict):
            return _TYPES[kind](value) if kind in _TYPES else "a kind of value that is not shown here"
        return number(value)
    for field in holder:
        if field.startswith(f"_{name}") and (reason := absent_by_extension(holder, field[1:])):
            return f"none: {reason}"
    return ""


def is_qualified(resource: Resource) -> bool:
    """Whether the resource may mean something else than it seems to (FHIR's modifier extensions)."""
    return bool(resource.get("modifierExtension") or resource.get("implicitRules"))


def annotations(resource: Resource) -> list[str]:
    """The notes that people left on it."""
    return [f"note: {text}" for each in objects(resource.get("note")) if (text := words(each.get("text")))]
