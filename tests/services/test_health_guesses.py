"""Health records where a good guess is wrong: whose entry it is, when it was, and what its medicine is worth."""

import pytest

from tests.services.calling import data_of
from tests.services.health_seed import coded, lab, mias, quantity
from tests.services.health_stand_in import Fhir
from tests.services.test_health import ask, conditions, data, fhir, words

__all__ = ["fhir"]
pytestmark = pytest.mark.anyio


async def test_what_a_lenient_server_gives_of_another_patient_is_left_out_and_said(fhir: Fhir) -> None:
    adas = {**conditions("hers")[0], "subject": {"reference": "Patient/ada-byron"}}
    fhir.holds(*conditions("mine"), adas)
    found = await data(fhir, "list_conditions")
    assert [entry["title"] for entry in found["entries"]] == ["mine"]
    assert found["notes"] == ["The service gave entries of another patient's record: they are left out."]


async def test_a_result_that_has_only_the_day_of_its_issue_stands_at_that_day(fhir: Fhir) -> None:
    old = lab("old", ("1-8", "Iron"), "2019-03-01", valueQuantity=quantity("1.0", "g"), issued="2019-03-01T08:00:00Z")
    del old["effectiveDateTime"]
    fhir.holds(old, lab("new", ("1-8", "Iron"), "2026-05-08", valueQuantity=quantity("2.0", "g")))
    found = await data(fhir, "list_labs")
    assert [each["value"] for each in found["readings"]] == ["2.0 g", "1.0 g"]


async def test_a_medicine_that_is_marked_as_wrong_is_not_named_without_saying_so(fhir: Fhir) -> None:
    code = coded("http://snomed.info/sct", "1", "Warfarin")
    inside = {"resourceType": "Medication", "id": "m", "status": "entered-in-error", "code": code}
    fhir.holds(mias("MedicationRequest", "r", contained=[inside], medicationReference={"reference": "#m"}))
    assert "Warfarin (the entry of the medicine itself is marked as entered in error)" in await words(
        fhir, "list_medications"
    )


async def test_a_next_page_whose_link_names_a_code_system_is_followed(fhir: Fhir) -> None:
    fhir.page = 1
    fhir.next_link = "{base}?page={page}&code=http://loinc.org|1-8"
    fhir.holds(*conditions("one", "two"))
    found = await data(fhir, "list_conditions", limit=1)
    rest = await data(fhir, "list_conditions", limit=1, cursor=found["next_cursor"])
    assert [entry["title"] for entry in [*found["entries"], *rest["entries"]]] == ["one", "two"]


async def test_pages_are_followed_below_an_address_in_capitals(fhir: Fhir) -> None:
    fhir.page = 1
    fhir.holds(*conditions("one", "two", "three"))
    base = fhir.base.replace("127.0.0.1", "LocalHost")
    fhir.next_link = base + "?page={page}"
    done = data_of(await ask(base, "list_conditions", limit=2))
    assert [entry["title"] for entry in done["entries"]] == ["one", "two"] and done["next_cursor"]
