"""FHIR's values in words, cell by cell: nothing rounded, nothing without its unit, nothing guessed."""

import json
from decimal import Decimal
from typing import Any

import pytest

from connectors.servers.health import values
from connectors.servers.health.api import is_wrong, name_of
from connectors.servers.health.readings import ranges, reading_of, when
from connectors.servers.wire import Call, during
from tests.services.health_seed import coded

Resource = dict[str, Any]


def written(text: str) -> Any:
    """As the server's bytes are read."""
    return json.loads(text, parse_float=Decimal)


@pytest.mark.parametrize(
    "number",
    [
        "7.10",
        "7",
        "0.010",
        "0.0000001",
        "1E+3",
        "72.0",
        "-0.50",
        "100000000000000000000.5",
        "0.1234567890123456789",
        "140",
    ],
)
def test_a_number_keeps_its_digits(number: str) -> None:
    assert values.quantity(written(f'{{"value": {number}, "unit": "mmol/L"}}')) == f"{number} mmol/L"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ('{"value": 0.010, "comparator": "<", "unit": "ng/mL"}', "<0.010 ng/mL"),
        ('{"value": 5, "comparator": ">=", "unit": "g"}', ">=5 g"),
        ('{"value": 5, "comparator": "~", "unit": "g"}', "~5 g"),
        ('{"value": 5, "code": "mg/dL"}', "5 mg/dL"),
        ('{"value": 5, "unit": "mg per dl", "code": "mg/dL"}', "5 mg per dl"),
        ('{"value": 5}', "5"),
        ('{"unit": "g"}', "no number given"),
        ('{"unit": "g", "_value": {"extension": [{"url": "URL", "valueCode": "masked"}]}}', "no number: withheld"),
        ('{"value": 1.50, "currency": "EUR"}', "1.50 EUR"),
    ],
)
def test_a_quantity_has_its_comparator_and_unit(given: str, said: str) -> None:
    url = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
    assert values.quantity(written(given.replace("URL", url))) == said


@pytest.mark.parametrize(
    ("holder", "said"),
    [
        ('{"valueQuantity": {"value": 7.10, "unit": "g"}}', "7.10 g"),
        ('{"valueString": "No growth\\nafter 5 days"}', "No growth after 5 days"),
        ('{"valueBoolean": false}', "no"),
        ('{"valueBoolean": true}', "yes"),
        ('{"valueInteger": 0}', "0"),
        ('{"valueCodeableConcept": {"text": "Negative"}}', "Negative"),
        ('{"valueRange": {"low": {"value": 1, "unit": "g"}, "high": {"value": 2.0, "unit": "g"}}}', "1 to 2.0 g"),
        ('{"valueRatio": {"numerator": {"value": 1}, "denominator": {"value": 128}}}', "1:128"),
        (
            '{"valueRatio": {"numerator": {"value": 5, "unit": "mg"}, "denominator": {"value": 1, "unit": "d"}}}',
            "5 mg per 1 d",
        ),
        ('{"valuePeriod": {"start": "2026", "end": "2026-02"}}', "2026 to 2026-02"),
        ('{"valueTime": "08:00:00"}', "08:00:00"),
        ('{"valueDateTime": "2026-03"}', "2026-03"),
        ('{"valueSampledData": {"data": "1 2"}}', "a series of measurements, which is not shown here"),
        ('{"valueSomething": {}}', "a kind of value that is not shown here"),
        ('{"valueset": "x"}', ""),
        ("{}", ""),
        (
            '{"_valueString": {"extension": [{"url": "URL", "valueCode": "asked-declined"}]}}',
            "none: asked, but declined",
        ),
    ],
)
def test_a_value_of_any_type_is_told(holder: str, said: str) -> None:
    url = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
    assert values.choice(written(holder.replace("URL", url)), "value") == said


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (coded("x", "not-performed", "Not Performed"), "not performed"),
        (coded("x", "error", "Measurement Error"), "measurement error"),
        ({"text": "The machine broke"}, "The machine broke"),
        ({"coding": [{"code": "own-code"}]}, "own-code"),
        ({}, "no reason given"),
        ([], "no reason given"),
    ],
)
def test_a_missing_value_has_its_reason_in_words(given: Any, said: str) -> None:
    assert values.absent(given) == said


@pytest.mark.parametrize(
    ("resource", "said"),
    [
        ({"effectiveDateTime": "2024"}, "2024"),
        ({"effectiveDateTime": "2024-05"}, "2024-05"),
        ({"effectiveDateTime": "2026-05-08T08:15:00+02:00"}, "2026-05-08T08:15:00+02:00"),
        ({"effectiveInstant": "2026-05-08T08:15:00.123456789Z"}, "2026-05-08T08:15:00.123456789Z"),
        ({"effectivePeriod": {"start": "2026-02-01"}}, "since 2026-02-01"),
        ({"effectivePeriod": {"end": "2026-02-01"}}, "until 2026-02-01"),
        ({"effectiveTiming": {"event": ["2026-01-01", "2026-01-02"]}}, "2026-01-01, 2026-01-02"),
        ({"issued": "2026-05-09T00:00:00Z"}, "issued 2026-05-09T00:00:00Z"),
        ({}, ""),
    ],
)
def test_a_date_stays_as_it_is_written(resource: Resource, said: str) -> None:
    assert when(resource) == said


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ([{"low": {"value": 3, "unit": "g"}, "high": {"value": 5, "unit": "g"}}], "3 to 5 g"),
        ([{"low": {"value": 3, "unit": "g"}, "high": {"value": 5, "unit": "kg"}}], "3 g to 5 kg"),
        ([{"low": {"value": 3, "unit": "g"}}], "≥ 3 g"),
        ([{"high": {"value": 5, "unit": "g"}}], "≤ 5 g"),
        ([{"text": "below 1:80"}], "below 1:80"),
        ([{"high": {"value": 5, "unit": "g"}, "text": "fasting"}], "≤ 5 g, fasting"),
        (
            [
                {"high": {"value": 5, "unit": "g"}, "appliesTo": [{"text": "women"}]},
                {"high": {"value": 7, "unit": "g"}, "appliesTo": [{"text": "men"}], "type": {"text": "normal"}},
            ],
            "≤ 5 g (women); ≤ 7 g (normal, men)",
        ),
        ([{"high": {"value": 5, "unit": "g"}, "age": {"high": {"value": 12, "unit": "a"}}}], "≤ 5 g (age ≤ 12 a)"),
        ([{}], ""),
        ("nonsense", ""),
    ],
)
def test_a_reference_range_says_for_whom_it_is(given: Any, said: str) -> None:
    assert ranges({"referenceRange": given}) == said


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"text": "Plain", "coding": [{"display": "Shown"}]}, "Plain"),
        ({"coding": [{"display": "Shown", "code": "1"}]}, "Shown"),
        ({"coding": [{"system": "http://loinc.org", "code": "1-8"}]}, "LOINC 1-8"),
        ({"coding": "x"}, ""),
        ("x", ""),
    ],
)
def test_a_concept_is_told_as_people_say_it(given: Any, said: str) -> None:
    assert values.concept(given) == said


@pytest.mark.parametrize(
    ("resource", "wrong"),
    [
        ({"status": "entered-in-error"}, True),
        ({"verificationStatus": {"coding": [{"code": "entered-in-error"}]}}, True),
        ({"verificationStatus": {"coding": [{"code": "refuted"}]}}, False),
        ({"status": "final"}, False),
    ],
)
def test_what_is_wrong_is_known_as_such(resource: Resource, wrong: bool) -> None:
    assert is_wrong(resource) is wrong


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ([{"given": ["Mia", "J."], "family": "Kern"}], "Mia J. Kern"),
        ([{"text": "Dr. Mia Kern", "family": "Kern"}], "Dr. Mia Kern"),
        ([{"family": "Born", "use": "maiden"}, {"family": "Now", "use": "usual"}], "Now"),
        ([{"family": "Nick", "use": "nickname"}, {"family": "Full", "use": "official"}], "Full"),
        ([], "No name"),
        ([{"given": 7}], "No name"),
    ],
)
def test_a_person_has_the_name_that_they_go_by(names: list[Resource], said: str) -> None:
    assert name_of({"name": names}) == said


def reading(**resource: Any) -> Any:
    call = Call(http=None, base_url="https://ehr.example/r4", wire=None)  # type: ignore[arg-type]
    with during(call):
        return reading_of({"resourceType": "Observation", "id": "o", "status": "final", **resource})


def test_blood_pressure_has_both_its_values_and_what_was_not_measured() -> None:
    upper = {"code": {"text": "Systolic"}, "valueQuantity": {"value": 121, "unit": "mm[Hg]"}}
    lower = {"code": {"text": "Diastolic"}, "dataAbsentReason": coded("x", "error", "Error")}
    found = reading(component=[upper, lower], code={"text": "Pressure"})
    assert [part.told() for part in found.parts] == ["Systolic: 121 mm[Hg]", "Diastolic: no value: measurement error"]
    assert found.value == ""


@pytest.mark.parametrize(
    ("resource", "said"),
    [
        ({"valueString": "x", "status": "preliminary"}, "status preliminary"),
        ({"valueString": "x", "status": "cancelled"}, "status cancelled"),
        ({"valueString": "x", "interpretation": [coded("x", "H", "High")]}, "High"),
        ({"dataAbsentReason": coded("x", "unknown", "Unknown")}, "no value: not known"),
        ({"hasMember": [{"reference": "Observation/1"}]}, "a panel of 1 results"),
        ({}, "no value given"),
        ({"valueString": "x", "note": [{"text": "after a meal"}]}, "note: after a meal"),
        ({"valueString": "x", "modifierExtension": [{"url": "u"}]}, "look at the original"),
    ],
)
def test_a_reading_says_what_its_value_alone_does_not(resource: Resource, said: str) -> None:
    assert said in reading(**resource).told()
