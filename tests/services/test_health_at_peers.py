"""Health records at servers that others wrote: Medplum's FHIR router, and the same behind a SMART sign-in."""

from typing import Any

import pytest

from connectors.mcp import (
    AuthorizationRequired,
    BuiltinClient,
    Credential,
    InsufficientScope,
    ServerAddress,
    open_client,
)
from tests.services.calling import data_of, policy, text_of
from tests.services.emulate_seed import ADA, MIA
from tests.services.health_seed import HEART_RATES, PATIENTS, record
from tests.services.medplum import Medplum
from tests.services.smart import Smart

pytestmark = [pytest.mark.anyio, pytest.mark.peer]


async def ask(base: str, tool: str, *, token: str = "unasked", patient: str = "mia-kern", **arguments: Any) -> Any:
    address, credential = ServerAddress(base, builtin="health"), Credential.bearer(token, patient)
    async with open_client(address, credential=credential, policy=policy(base)) as client:
        assert isinstance(client, BuiltinClient)
        return await client.call_tool(tool, arguments, deadline_seconds=20)


async def data(medplum: Medplum, tool: str, **arguments: Any) -> Any:
    return data_of(await ask(medplum.origin, tool, **arguments))


async def lab(medplum: Medplum, code: str) -> Any:
    """The one result of that test; those that stand only in reports have no such code."""
    (found,) = (await data(medplum, "list_labs", code=code))["readings"]
    return found


async def test_a_series_of_results_keeps_every_digit_and_is_in_order(medplum: Medplum) -> None:
    found = (await data(medplum, "list_labs", code="4548-4"))["readings"]
    assert [each["value"] for each in found] == ["5.70 %", "5.90 %", "6.1 %", "6.40 %"]
    assert found[0]["date"] == "2026-05-08T08:15:00+02:00"
    assert (found[0]["title"], found[0]["codes"]) == ("Hemoglobin A1c", ["LOINC 4548-4"])
    assert found[0]["url"] == f"{medplum.origin}/Observation/a1c-2026-05-08"
    recent = (await data(medplum, "list_labs", code="4548-4", since="2025", until="2026-05-07"))["readings"]
    assert [each["value"] for each in recent] == ["5.90 %"]


async def test_a_chart_has_the_series_in_order_with_every_digit(medplum: Medplum) -> None:
    (line,) = (await data(medplum, "chart_lab", code="4548-4"))["series"]
    assert [(point["shown"], point["date"][:10]) for point in line["points"]] == [
        ("6.40 %", "2024-05-03"),
        ("6.1 %", "2024-11-08"),
        ("5.90 %", "2025-05-09"),
        ("5.70 %", "2026-05-08"),
    ]
    assert [point["outside"] for point in line["points"]] == ["high"] * 4
    found = await data(medplum, "chart_lab", code="2345-7")
    ((point,),) = [each["points"] for each in found["series"]]
    assert (point["value"], point["low"], point["high"], point["outside"]) == ("7.10", "3.90", "5.60", "high")
    assert found["notes"] == ["1 entry was left out: marked at the service as entered in error."]


async def test_a_chart_of_the_blood_pressure_draws_what_was_measured_and_says_what_was_not(medplum: Medplum) -> None:
    found = await data(medplum, "chart_vital", kind="blood pressure")
    assert {line["name"]: [point["shown"] for point in line["points"]] for line in found["series"]} == {
        "Systolic blood pressure": ["121 mm[Hg]", "118 mm[Hg]"],
        "Diastolic blood pressure": ["79 mm[Hg]"],
    }
    (note,) = found["notes"]
    assert "Diastolic blood pressure · no value: measurement error" in note


async def test_a_result_has_its_range_and_what_the_laboratory_made_of_it(medplum: Medplum) -> None:
    done = await ask(medplum.origin, "list_labs", code="2345-7")
    (glucose,) = data_of(done)["readings"]
    assert (glucose["value"], glucose["range"], glucose["interpretation"]) == (
        "7.10 mmol/L",
        "3.90 to 5.60 mmol/L",
        "High",
    )
    said = text_of(done)
    assert "Glucose · 7.10 mmol/L · range 3.90 to 5.60 mmol/L · High" in said
    assert "1 entry was left out: marked at the service as entered in error." in said and "71.0" not in said


@pytest.mark.parametrize(
    ("code", "value", "date"),
    [
        ("67151-1", "<0.010 ng/mL", "2026-03-01T11:00:00Z"),
        ("600-7", "No growth after 5 days", "2026-03"),
        ("2350-7", "Negative", "2025"),
        ("3040-3", "no value: not performed", "2026-03-01"),
        ("5048-4", "1:128", "2026-03-02"),
        ("2889-4", "0.239 g/(24.h)", "2026-02-01T20:00:00Z to 2026-02-02T20:00:00Z"),
    ],
)
async def test_an_odd_result_is_told_as_it_is(medplum: Medplum, code: str, value: str, date: str) -> None:
    found = await lab(medplum, code)
    assert (found["value"], found["date"]) == (value, date)


async def test_a_range_of_text_and_a_result_that_is_not_final_say_so(medplum: Medplum) -> None:
    assert (await lab(medplum, "5048-4"))["range"] == "below 1:80"
    assert "status preliminary" in text_of(await ask(medplum.origin, "list_labs", code="2951-2"))


async def test_a_result_that_only_a_report_names_is_found(medplum: Medplum) -> None:
    found = (await data(medplum, "list_labs", limit=50))["readings"]
    (ferritin,) = [each for each in found if each["title"] == "Ferritin"]
    assert (ferritin["value"], ferritin["report"]) == ("31 ug/L", "Laboratory report of 2026-05-08")
    assert len(found) == len({each["id"] for each in found}) == 20


async def test_blood_pressure_has_both_values_or_says_what_is_missing(medplum: Medplum) -> None:
    half, whole = (await data(medplum, "list_vitals", kind="blood pressure"))["readings"]
    assert [part["value"] for part in whole["parts"]] == ["121 mm[Hg]", "79 mm[Hg]"]
    assert [part["value"] for part in half["parts"]] == ["118 mm[Hg]", "no value: measurement error"]
    weight = (await data(medplum, "list_vitals", kind="weight"))["readings"]
    assert [each["value"] for each in weight] == ["72.0 kg"]


async def test_many_vital_signs_come_page_by_page_each_once(medplum: Medplum) -> None:
    seen, cursor = set(), ""
    for size in (20, 20, 5):
        page = await data(medplum, "list_vitals", kind="heart rate", limit=20, cursor=cursor)
        assert len(page["readings"]) == size
        seen |= {each["id"] for each in page["readings"]}
        cursor = page["next_cursor"]
    assert (len(seen), cursor) == (HEART_RATES, "")


@pytest.mark.parametrize(
    ("tool", "said"),
    [
        ("get_patient", "Mia Kern (Patient/mia-kern) · born 1988-04 · female"),
        ("list_conditions", "- 2024 · Prediabetes · Active · SNOMED CT 15777000 · Condition/prediabetes"),
        (
            "list_medications",
            "- 2024-05-10 · Metformin 500 mg · active · order · dosage: 1 tablet twice a day",
        ),
        ("list_allergies", "- no date · Penicillin · Active · criticality high · SNOMED CT 764146007"),
        ("list_immunizations", "- 2025-10 · Influenza · completed · Immunization/influenza"),
        ("list_encounters", "- since 2026-05-08T08:00:00Z · Check-up · finished · ambulatory · Encounter/visit-may"),
        ("list_documents", "- 2026-05-08T09:00:00Z · Visit note · current · text/plain · DocumentReference/note-may"),
    ],
)
async def test_each_part_of_the_record_is_told_with_dates_as_written(medplum: Medplum, tool: str, said: str) -> None:
    assert said in text_of(await ask(medplum.origin, tool))


async def test_a_diagnosis_that_was_entered_in_error_is_left_out(medplum: Medplum) -> None:
    said = text_of(await ask(medplum.origin, "list_conditions"))
    assert "Asthma" not in said and "1 entry was left out" in said


async def test_a_visit_note_is_read(medplum: Medplum) -> None:
    found = await data(medplum, "read_document", document="DocumentReference/note-may")
    assert found["content"] == "Mia sleeps well."


async def test_two_members_read_their_own_record_and_not_the_others(smart_server: Smart) -> None:
    values = {}
    for person in (MIA, ADA):
        given = smart_server.sign_in(person)
        done = await ask(
            smart_server.base, "list_labs", token=given["access_token"], patient=given["patient"], code="4548-4"
        )
        values[person] = [each["value"] for each in data_of(done)["readings"]]
        (other,) = set(PATIENTS.values()) - {given["patient"]}
        refused = await ask(smart_server.base, "list_labs", token=given["access_token"], patient=other)
        assert refused.is_error and "does not let" in text_of(refused)
    assert values == {MIA: ["5.70 %", "5.90 %", "6.1 %", "6.40 %"], ADA: ["5.00 %"]}


async def test_a_token_that_was_revoked_ends_the_sign_in(smart_server: Smart) -> None:
    token = smart_server.sign_in(MIA)["access_token"]
    smart_server.revoke(token)
    for tool in ("get_patient", "list_labs"):
        with pytest.raises(AuthorizationRequired):
            await ask(smart_server.base, tool, token=token)


async def test_a_scope_that_was_not_given_is_asked_for(smart_server: Smart) -> None:
    token = smart_server.sign_in(MIA, "launch/patient patient/Patient.read")["access_token"]
    assert not (await ask(smart_server.base, "get_patient", token=token)).is_error
    with pytest.raises(InsufficientScope) as raised:
        await ask(smart_server.base, "list_labs", token=token)
    assert "patient/Observation.read" in (raised.value.scope or "")


def test_the_records_of_these_tests_are_what_fhir_allows() -> None:
    models = pytest.importorskip("fhir.resources.R4B", reason="fhir.resources is not installed")
    for resource in record():
        models.get_fhir_model_class(resource["resourceType"]).model_validate(_with_numbers(resource))


def _with_numbers(value: Any) -> Any:
    """The seed's texts with a mark as numbers."""
    if isinstance(value, dict):
        return {name: _with_numbers(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_with_numbers(each) for each in value]
    return float(value[1:]) if isinstance(value, str) and value.startswith("§") else value
