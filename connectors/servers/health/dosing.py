"""A dosage in words, where the service wrote no text: how much, how often, and whether only as needed.

What is left out here would be read as not being there, so that a timing of another kind is said to be one.
"""

from connectors.servers.health.values import (
    Resource,
    choice,
    concept,
    inside,
    number,
    objects,
    ratio,
    timing,
    together,
    words,
)

_UNITS = {
    "s": "second",
    "min": "minute",
    "h": "hour",
    "d": "day",
    "wk": "week",
    "mo": "month",
    "a": "year",
}
# http://terminology.hl7.org/CodeSystem/v3-TimingEvent and http://hl7.org/fhir/event-timing
_WHEN = {
    "MORN": "in the morning",
    "NOON": "at noon",
    "AFT": "in the afternoon",
    "EVE": "in the evening",
    "NIGHT": "at night",
    "HS": "before sleep",
    "WAKE": "after waking",
    "AC": "before meals",
    "PC": "after meals",
    "C": "with meals",
}
_TOLD = ("frequency", "frequencyMax", "period", "periodMax", "periodUnit", "when", "dayOfWeek", "timeOfDay")
_QUALIFIED = "with a qualification that cannot be read here: look at the original"
_MORE = "a timing that is not shown whole: look at the original"


def dose(instruction: Resource) -> str:
    """A Dosage without its text."""
    each_time = [choice(each, name) for each in objects(instruction.get("doseAndRate")) for name in ("dose", "rate")]
    when = inside(instruction, "timing")
    most = ratio(inside(instruction, "maxDosePerPeriod")) if inside(instruction, "maxDosePerPeriod") else ""
    return together(
        [
            *each_time,
            timing(when),
            how_often(inside(when, "repeat")),
            concept(instruction.get("route")),
            _as_needed(instruction),
            f"at most {most}" if most else "",
            _QUALIFIED if instruction.get("modifierExtension") else "",
        ]
    )


def how_often(repeat: Resource) -> str:
    """A Timing's `repeat`; empty where there is none."""
    bounds = choice(repeat, "bounds")
    left = [name for name in repeat if name not in _TOLD and not name.startswith("bounds")]
    return together(
        [
            _per_period(repeat),
            *(_WHEN.get(code, words(code, 20)) for code in _texts(repeat, "when")),
            f"on {together(_texts(repeat, 'dayOfWeek'))}" if _texts(repeat, "dayOfWeek") else "",
            f"at {together(_texts(repeat, 'timeOfDay'))}" if _texts(repeat, "timeOfDay") else "",
            f"for {bounds}" if bounds else "",
            _MORE if left else "",
        ]
    )


def _per_period(repeat: Resource) -> str:
    times = _span(repeat, "frequency")
    unit = _UNITS.get(str(repeat.get("periodUnit")), "")
    period = _span(repeat, "period")
    if not period or not unit:
        return f"{times} times" if times else _MORE if period else ""
    every = f"every {unit}" if period == "1" else f"every {period} {unit}s"
    # FHIR: without a frequency, once.
    return f"{times or '1'} time{'' if times in ('', '1') else 's'} {every}"


def _span(repeat: Resource, name: str) -> str:
    least, most = number(repeat.get(name)), number(repeat.get(f"{name}Max"))
    return f"{least} to {most}" if least and most else least or most


def _texts(repeat: Resource, name: str) -> list[str]:
    given = repeat.get(name)
    return [words(each, 20) for each in given if isinstance(each, str)] if isinstance(given, list) else []


def _as_needed(instruction: Resource) -> str:
    if isinstance(instruction.get("asNeededCodeableConcept"), dict):
        why = concept(instruction["asNeededCodeableConcept"])
        return f"as needed for {why}" if why else "as needed"
    return "as needed" if instruction.get("asNeededBoolean") is True else ""
