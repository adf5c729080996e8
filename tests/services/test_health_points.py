"""One value as a point of a chart, cell by cell: nothing rounded, no range guessed, no date made up."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from connectors.servers.api import Written
from connectors.servers.chart import Point
from connectors.servers.health.points import moment_of, own_range, point_of, side
from connectors.servers.wire import Call, during
from tests.services.health_seed import coded

Resource = dict[str, Any]


@pytest.fixture(autouse=True)
def call() -> Iterator[None]:
    """Addresses of resources are below the service's."""
    with during(Call(None, "https://fhir.example/r4", None)):  # type: ignore[arg-type]
        yield


def written(text: str) -> Any:
    """As the server's bytes are read."""
    return json.loads(text, parse_float=Written)


def result(value: str, **more: Any) -> Resource:
    resource = {"resourceType": "Observation", "id": "x", "status": "final", "effectiveDateTime": "2026-05-08"}
    return {**resource, "valueQuantity": written(value), **more}


def drawn(value: str, **more: Any) -> Point | None:
    resource = result(value, **more)
    return point_of(resource, resource)


@pytest.mark.parametrize("number", ["7.10", "7", "0.010", "-0.50", "100000000000000000000.5", "0.0000001", "1E+3"])
def test_a_value_keeps_its_digits(number: str) -> None:
    point = drawn(f'{{"value": {number}, "unit": "mmol/L"}}')
    assert point and (point.value, point.shown) == (number, f"{number} mmol/L")


@pytest.mark.parametrize("comparator", ["<", "<=", ">=", ">"])
def test_a_comparator_stays_with_its_number(comparator: str) -> None:
    point = drawn(f'{{"value": 0.50, "comparator": "{comparator}", "unit": "g"}}')
    assert point and (point.value, point.comparator, point.shown) == ("0.50", comparator, f"{comparator}0.50 g")


@pytest.mark.parametrize(
    "value",
    [
        '{"unit": "g"}',
        '{"value": "7.10", "unit": "g"}',
        '{"value": true, "unit": "g"}',
        '{"value": NaN, "unit": "g"}',
        '{"value": 1e400, "unit": "g"}',
        f'{{"value": {"9" * 61}, "unit": "g"}}',
        '{"value": 5, "comparator": "ad", "unit": "g"}',
        '{"value": null}',
    ],
)
def test_what_is_no_number_that_stands_on_an_axis_is_no_point(value: str) -> None:
    assert drawn(value) is None


@pytest.mark.parametrize(
    ("dated", "at", "precision"),
    [
        ({"effectiveDateTime": "2026-05-08T08:15:00+02:00"}, "2026-05-08T06:15:00", "time"),
        ({"effectiveDateTime": "2026-05-08T00:30:00+02:00"}, "2026-05-07T22:30:00", "time"),
        ({"effectiveInstant": "2026-05-08T08:15:00.5Z"}, "2026-05-08T08:15:00.500000", "time"),
        ({"effectiveDateTime": "2026-05-08"}, "2026-05-08T12:00:00", "day"),
        ({"effectiveDateTime": "2026-05"}, "2026-05-16T12:00:00", "month"),
        ({"effectiveDateTime": "2026-02"}, "2026-02-15T00:00:00", "month"),
        ({"effectiveDateTime": "2026"}, "2026-07-02T12:00:00", "year"),
        ({"effectivePeriod": {"start": "2026-02-01T20:00:00Z", "end": "2026-02-02T20:00:00Z"}}, None, "period"),
        ({"effectivePeriod": {"end": "2026-02-02T08:00:00Z"}}, "2026-02-02T08:00:00", "period"),
        ({"issued": "2026-05-09T00:00:00Z"}, "2026-05-09T00:00:00", "time"),
    ],
)
def test_a_value_stands_in_the_middle_of_the_time_that_was_written(
    dated: Resource, at: str | None, precision: str
) -> None:
    found = moment_of(dated)
    assert found is not None and found.precision == precision
    assert found.at.replace(tzinfo=None).isoformat() == (at or "2026-02-02T08:00:00")


@pytest.mark.parametrize(
    "dated",
    [
        {},
        {"effectiveDateTime": "2026-13"},
        {"effectiveDateTime": "2026-02-30"},
        {"effectiveDateTime": "0000"},
        {"effectiveDateTime": "0001-01-01T00:00:00+02:00"},
        {"effectiveDateTime": "in May"},
        {"effectiveDateTime": 2026},
        {"effectivePeriod": {}},
        {"effectivePeriod": {"start": "x"}},
        {"effectiveTiming": {"event": ["2026-01-01"]}, "issued": "2026-05-09T00:00:00Z"},
    ],
)
def test_a_date_that_is_none_has_no_place_in_time(dated: Resource) -> None:
    assert moment_of(dated) is None
    resource = {"resourceType": "Observation", "id": "x", "valueQuantity": {"value": 1}, **dated}
    assert point_of(resource, resource) is None


RANGE = {"low": {"value": Written("3.90"), "unit": "g"}, "high": {"value": Written("5.60"), "unit": "g"}}
NORMAL, TREATED = coded("x", "normal", "Normal Range"), coded("x", "treatment", "Treatment Range")
WOMEN = {"appliesTo": [{"text": "women"}]}


@pytest.mark.parametrize(
    ("given", "low", "high"),
    [
        ([RANGE], "3.90", "5.60"),
        ([{"low": RANGE["low"]}], "3.90", ""),
        ([{"high": RANGE["high"]}], "", "5.60"),
        ([{"high": {"value": 5}}], "", "5"),
        ([{**RANGE, "type": NORMAL}], "3.90", "5.60"),
        ([{**RANGE, "type": TREATED}], "", ""),
        ([{**RANGE, "type": TREATED}, RANGE], "3.90", "5.60"),
        ([{**RANGE, **WOMEN}], "3.90", "5.60"),
        ([{**RANGE, **WOMEN}, RANGE], "3.90", "5.60"),
        ([{**RANGE, **WOMEN}, {**RANGE, "age": {"low": {"value": 60}}}], "", ""),
        ([RANGE, RANGE], "", ""),
        ([{"text": "below 1:80"}], "", ""),
        ([{"low": {"value": 39, "unit": "mg"}, "high": RANGE["high"]}], "", ""),
        ([{"low": {"value": "3.90", "unit": "g"}}], "", ""),
        ([], "", ""),
        (None, "", ""),
    ],
)
def test_a_range_is_the_values_own_and_never_guessed(given: Any, low: str, high: str) -> None:
    assert own_range(result('{"value": 7.10, "unit": "g"}', referenceRange=given)) == (low, high)


@pytest.mark.parametrize(
    ("value", "comparator", "low", "high", "lies"),
    [
        ("3.89", "", "3.90", "5.60", "low"),
        ("3.9", "", "3.90", "5.60", ""),
        ("5.60", "", "3.90", "5.6", ""),
        ("5.61", "", "3.90", "5.60", "high"),
        ("100000000000000000000.5", "", "", "100000000000000000000.4", "high"),
        ("0.5", "<", "0.50", "", "low"),
        ("0.5", "<=", "0.50", "", ""),
        ("0.4", "<=", "0.50", "", "low"),
        ("0.6", "<", "0.50", "", ""),
        ("9", "<", "", "5", ""),
        ("5", ">", "", "5.0", "high"),
        ("5", ">=", "", "5.0", ""),
        ("6", ">=", "", "5.0", "high"),
        ("1", ">", "3", "5", ""),
        ("1", ">=", "3", "5", ""),
        ("9", "<=", "3", "5", ""),
        ("7", "", "", "", ""),
        ("-1", "", "0", "", "low"),
    ],
)
def test_a_value_is_outside_only_where_that_is_sure(
    value: str, comparator: str, low: str, high: str, lies: str
) -> None:
    assert side(value, comparator, low, high) == lies


def test_a_point_has_all_that_the_service_wrote() -> None:
    point = drawn(
        '{"value": 7.10, "unit": "mmol/L", "code": "mmol/L"}',
        status="preliminary",
        referenceRange=[{"low": {"value": Written("3.90"), "unit": "mmol/L"}, "text": "fasting"}],
        interpretation=[coded("x", "H", "High")],
        note=[{"text": "Not fasting."}],
    )
    assert point is not None
    assert point.model_dump() == {
        "id": "Observation/x",
        "url": "https://fhir.example/r4/Observation/x",
        "at": "2026-05-08T12:00:00Z",
        "precision": "day",
        "date": "2026-05-08",
        "value": "7.10",
        "comparator": "",
        "shown": "7.10 mmol/L",
        "low": "3.90",
        "high": "",
        "range": "≥ 3.90 mmol/L, fasting",
        "outside": "",
        "interpretation": "High",
        "status": "preliminary",
        "notes": ["note: Not fasting."],
    }
