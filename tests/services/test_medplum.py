"""Medplum's router as our tests start it: searches, pages, and numbers as they were written."""

from typing import Any

import httpx2
import pytest

from tests.services.health_seed import HEART_RATES
from tests.services.medplum import Medplum

pytestmark = pytest.mark.peer


def get(medplum: Medplum, path: str, **query: Any) -> httpx2.Response:
    url = path if path.startswith("http") else f"{medplum.origin}/{path}"
    return httpx2.get(url, params=query or None, trust_env=False, timeout=20)


def ids(bundle: dict[str, Any]) -> list[str]:
    return [entry["resource"]["id"] for entry in bundle.get("entry", [])]


@pytest.mark.parametrize(
    ("path", "query", "found"),
    [
        ("Observation", {"patient": "mia-kern", "code": "http://loinc.org|2345-7"}, ["glucose", "glucose-wrong"]),
        (
            "Observation",
            {"category": "laboratory", "date": "2026-05-08"},
            ["a1c-2026-05-08", "crp-6", "glucose", "sodium"],
        ),
        ("Observation", {"patient": "ada-byron"}, ["adas-a1c"]),
        ("Observation", {"patient": "mia-kern", "status": "preliminary"}, ["sodium"]),
        ("DiagnosticReport", {"patient": "mia-kern", "category": "LAB"}, ["report-may", "report-wrong"]),
        ("Condition", {"patient": "mia-kern"}, ["prediabetes", "asthma-wrong"]),
        ("MedicationRequest", {"patient": "mia-kern"}, ["metformin"]),
        ("AllergyIntolerance", {"patient": "mia-kern"}, ["penicillin"]),
        ("Immunization", {"patient": "mia-kern"}, ["influenza"]),
        ("Encounter", {"patient": "mia-kern"}, ["visit-may"]),
        ("DocumentReference", {"patient": "mia-kern"}, ["note-may"]),
        ("Patient", {"_id": "mia-kern"}, ["mia-kern"]),
        ("Observation", {"patient": "mia-kern", "kode": "2345-7"}, []),
    ],
)
def test_a_search_finds_what_is_asked_for(medplum: Medplum, path: str, query: dict[str, str], found: list[str]) -> None:
    bundle = get(medplum, path, **query).json()
    assert (ids(bundle), bundle["total"]) == (found, len(found))


def test_the_pages_of_a_long_answer_hold_everything_once(medplum: Medplum) -> None:
    page = get(medplum, "Observation", patient="mia-kern", code="8867-4", _count=20).json()
    sizes, seen = [len(ids(page))], ids(page)
    while links := [link["url"] for link in page["link"] if link["relation"] == "next"]:
        page = get(medplum, links[0]).json()
        sizes.append(len(ids(page)))
        seen += ids(page)
    assert sizes == [20, 20, 5]
    assert len(set(seen)) == HEART_RATES == page["total"]


def test_a_report_brings_its_results_along(medplum: Medplum) -> None:
    bundle = get(medplum, "DiagnosticReport", patient="mia-kern", _include="DiagnosticReport:result").json()
    assert {"report-may", "glucose", "a1c-2026-05-08", "ferritin-unsorted"} <= set(ids(bundle))


def test_a_sorted_search_comes_with_the_newest_first(medplum: Medplum) -> None:
    bundle = get(medplum, "Observation", patient="mia-kern", code="4548-4", _sort="-date").json()
    assert ids(bundle) == ["a1c-2026-05-08", "a1c-2025-05-09", "a1c-2024-11-08", "a1c-2024-05-03"]


def test_numbers_leave_as_they_were_written(medplum: Medplum) -> None:
    assert '"valueQuantity":{"value":7.10,"unit":"mmol/L"' in get(medplum, "Observation/glucose").text
    assert '"value":0.010' in get(medplum, "Observation", code="67151-1").text


def test_what_is_not_there_and_what_is_not_read_are_refused(medplum: Medplum) -> None:
    missing = get(medplum, "Observation/nowhere")
    assert (missing.status_code, missing.json()["resourceType"]) == (404, "OperationOutcome")
    written = httpx2.post(f"{medplum.origin}/Observation", json={}, trust_env=False)
    assert written.status_code == 405
