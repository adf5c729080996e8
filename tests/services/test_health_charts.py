"""Values over time on a strict stand-in: what is drawn, what is left out and said, and what is cut."""

from typing import Any

import pytest

from connectors.mcp import InsufficientScope
from connectors.servers.chart import MOST_POINTS, is_chart
from connectors.servers.health.charts import MOST_RESULTS
from tests.services.health_seed import A1C, coded, lab, mias, observation, quantity
from tests.services.health_stand_in import PATIENTS, Fhir, Resource
from tests.services.stand_in import ADA, MIA
from tests.services.test_health import ask, data, fhir, refused, words

pytestmark = pytest.mark.anyio
__all__ = ["fhir"]
CODE = {"code": "4548-4"}
PRESSURE = ("85354-9", "Blood pressure panel")


def a1c(name: str, when: str, value: str = "5.70", unit: str = "%", **more: Any) -> Resource:
    return lab(name, A1C, when, **{"valueQuantity": quantity(value, unit), **more})


async def series(fhir: Fhir, tool: str = "chart_lab", **arguments: Any) -> list[Any]:
    found: list[Any] = (await data(fhir, tool, **(arguments or CODE)))["series"]
    return found


def shown(line: Any) -> list[str]:
    return [point["shown"] for point in line["points"]]


async def test_a_test_is_one_line_the_oldest_first_with_every_digit(fhir: Fhir) -> None:
    range_ = [{"low": quantity("4.0", "%"), "high": quantity("5.60", "%")}]
    fhir.holds(
        a1c("c", "2026-05-08T08:15:00+02:00", "5.70", referenceRange=range_),
        a1c("b", "2025", "6.10"),
        a1c("a", "2024-05", "6.40"),
    )
    found = await data(fhir, "chart_lab", **CODE)
    assert (found["kind"], found["title"], found["code"]) == ("chart", "Hemoglobin A1c", "LOINC 4548-4")
    (line,) = found["series"]
    assert (line["name"], line["unit"], shown(line)) == ("Hemoglobin A1c", "%", ["6.40 %", "6.10 %", "5.70 %"])
    last = line["points"][-1]
    assert (last["value"], last["low"], last["high"], last["outside"]) == ("5.70", "4.0", "5.60", "high")
    assert [point["date"] for point in line["points"]] == ["2024-05", "2025", "2026-05-08T08:15:00+02:00"]
    assert found["notes"] == [] and is_chart(found)


async def test_the_model_reads_a_line_for_each_value_and_that_the_person_sees_them(fhir: Fhir) -> None:
    fhir.holds(a1c("a", "2026-05-08", "4.0", status="preliminary"))
    assert (await words(fhir, "chart_lab", **CODE)).splitlines() == [
        "Hemoglobin A1c (LOINC 4548-4). The person sees it as a chart under this call: do not draw it again.",
        "Hemoglobin A1c, 1 value, the oldest first:",
        "- 2026-05-08 · 4.0 % · status preliminary · Observation/a",
    ]


async def test_one_test_is_searched_for_within_the_dates(fhir: Fhir) -> None:
    await data(fhir, "chart_lab", code="2345-7", since="2025", until="2026-05")
    first = fhir.asked[0].query
    assert (first["category"], first["code"]) == ("laboratory", "http://loinc.org|2345-7")
    # The stand-in notes the last of a parameter that stands twice.
    assert first["date"] == "le2026-05"
    await data(fhir, "chart_vital", kind="weight", since="2025")
    assert fhir.asked[-1].query["date"] == "ge2025"


@pytest.mark.parametrize("code", ["", "HbA1c", "4548", "4548-44", "4548-4,2345-7"])
async def test_a_code_that_is_none_of_loincs_is_refused(fhir: Fhir, code: str) -> None:
    assert "code" in await refused(fhir, "chart_lab", code=code)
    assert fhir.asked == []


@pytest.mark.parametrize("name", ["since", "until"])
async def test_a_date_that_is_none_is_refused(fhir: Fhir, name: str) -> None:
    assert name in await refused(fhir, "chart_lab", **CODE, **{name: "May 2026"})
    assert name in await refused(fhir, "chart_vital", kind="weight", **{name: "May 2026"})


async def test_values_in_other_units_are_on_a_line_of_their_own_and_that_is_said(fhir: Fhir) -> None:
    fhir.holds(a1c("a", "2024", "46", "mmol/mol"), a1c("b", "2025", "6.1"), a1c("c", "2026", "5.70"))
    found = await data(fhir, "chart_lab", **CODE)
    assert [(line["unit"], shown(line)) for line in found["series"]] == [
        ("%", ["6.1 %", "5.70 %"]),
        ("mmol/mol", ["46 mmol/mol"]),
    ]
    assert found["notes"] == [
        "Hemoglobin A1c is written in several units (%, mmol/mol): each has a line of its own, nothing was converted."
    ]


async def test_a_test_with_several_names_and_one_unit_is_one_line(fhir: Fhir) -> None:
    other = a1c("b", "2025", "6.1") | {"code": coded("http://loinc.org", "4548-4", "HbA1c")}
    spelled = a1c("c", "2024") | {"valueQuantity": {**quantity("6.0", "percent"), "code": "%"}}
    fhir.holds(a1c("a", "2026"), other, spelled)
    assert [shown(line) for line in await series(fhir)] == [["6.0 percent", "6.1 %", "5.70 %"]]


@pytest.mark.parametrize(
    ("odd", "said"),
    [
        (a1c("o", "2026") | {"valueQuantity": None, "valueString": "hemolyzed"}, "2026 · Hemoglobin A1c · hemolyzed"),
        (
            {
                key: value
                for key, value in a1c("o", "2026", dataAbsentReason=coded("x", "not-performed", "")).items()
                if key != "valueQuantity"
            },
            "2026 · Hemoglobin A1c · no value: not performed",
        ),
        (a1c("o", "sometime"), "sometime · Hemoglobin A1c · 5.70 %"),
        (
            a1c("o", "2026", modifierExtension=[{"url": "x"}]),
            "2026 · Hemoglobin A1c · 5.70 % · The service marked this",
        ),
    ],
)
async def test_what_cannot_be_drawn_is_said_with_its_value(fhir: Fhir, odd: Resource, said: str) -> None:
    fhir.holds({key: value for key, value in odd.items() if value is not None}, a1c("a", "2025"))
    found = await data(fhir, "chart_lab", **CODE)
    assert [shown(line) for line in found["series"]] == [["5.70 %"]]
    (note,) = found["notes"]
    assert note.startswith(f"Not drawn: {said}") and note.endswith("· Observation/o")


async def test_so_many_are_said_one_by_one_and_the_others_are_counted(fhir: Fhir) -> None:
    fhir.holds(*(a1c(f"o{number}", "sometime") for number in range(25)))
    notes = (await data(fhir, "chart_lab", **CODE))["notes"]
    assert len(notes) == 21 and notes[-1] == "Not drawn: 5 more without a number at a known time."


async def test_what_was_entered_in_error_is_left_out_and_that_is_said(fhir: Fhir) -> None:
    fhir.holds(a1c("wrong", "2026", "57.0", status="entered-in-error"), a1c("a", "2025"))
    found = await data(fhir, "chart_lab", **CODE)
    assert [shown(line) for line in found["series"]] == [["5.70 %"]]
    assert found["notes"] == ["1 entry was left out: marked at the service as entered in error."]


async def test_an_empty_record_is_no_chart_and_says_so(fhir: Fhir) -> None:
    found = await data(fhir, "chart_lab", **CODE)
    assert (found["series"], found["title"]) == ([], "Values over time") and not is_chart(found)
    assert await words(fhir, "chart_lab", **CODE) == "The record has nothing that can be drawn."


async def test_results_of_other_tests_that_a_careless_server_sends_are_not_drawn(fhir: Fhir) -> None:
    fhir.holds(lab("iron", ("1-8", "Iron"), "2026", valueQuantity=quantity("1.0", "g")), a1c("a", "2025"))
    assert [shown(line) for line in await series(fhir)] == [["5.70 %"]]


@pytest.mark.parametrize("page", [7, 100])
async def test_pages_are_followed_up_to_so_many_results_and_the_cut_is_said(fhir: Fhir, page: int) -> None:
    fhir.page = page
    days = [f"20{10 + number // 336:02}-{1 + number // 28 % 12:02}-{1 + number % 28:02}" for number in range(300)]
    fhir.holds(*(a1c(f"r{number}", day) for number, day in enumerate(reversed(days))))
    found = await data(fhir, "chart_lab", **CODE)
    (line,) = found["series"]
    looked_at = len(line["points"])
    assert looked_at == (MOST_RESULTS if page > 50 else 140) <= MOST_POINTS
    assert line["points"][-1]["date"] == days[-1]
    assert found["notes"] == [
        f"Cut: the service has more than the {looked_at} results that were looked at. Narrow it by dates.",
        "Results that stand only in reports were not looked for.",
    ]
    assert is_chart(found)


async def test_a_result_that_stands_only_in_a_report_is_drawn_and_says_so(fhir: Fhir) -> None:
    unsorted = {key: value for key, value in a1c("u", "2026-05-08").items() if key != "category"}
    result = [{"reference": "Observation/u"}]
    report = mias("DiagnosticReport", "r", status="final", code={"text": "Panel"}, result=result)
    fhir.holds(unsorted, report)
    ((point,),) = [line["points"] for line in await series(fhir)]
    assert (point["shown"], point["notes"]) == ("5.70 %", ["in report Panel"])


def pressure(name: str, when: str, upper: str, lower: str) -> Resource:
    parts = [("8480-6", "Systolic blood pressure", upper), ("8462-4", "Diastolic blood pressure", lower)]
    component = [
        {"code": coded("http://loinc.org", code, text), "valueQuantity": quantity(value, "mm[Hg]")}
        for code, text, value in parts
    ]
    return observation(name, PRESSURE, "vital-signs", when, component=component)


async def test_both_values_of_the_blood_pressure_are_two_lines(fhir: Fhir) -> None:
    fhir.holds(pressure("b", "2026-05-09", "118", "77"), pressure("a", "2026-05-08", "121", "79"))
    found = await data(fhir, "chart_vital", kind="blood pressure")
    assert {line["name"]: shown(line) for line in found["series"]} == {
        "Systolic blood pressure": ["121 mm[Hg]", "118 mm[Hg]"],
        "Diastolic blood pressure": ["79 mm[Hg]", "77 mm[Hg]"],
    }
    assert (found["title"], found["code"]) == ("Blood pressure panel", "LOINC 85354-9, 55284-4")
    assert found["notes"] == []
    assert fhir.asked[0].query["code"] == "http://loinc.org|85354-9,http://loinc.org|55284-4"


@pytest.mark.parametrize(("kind", "code"), [("weight", "29463-7"), ("heart rate", "8867-4"), ("bmi", "39156-5")])
async def test_a_sign_is_searched_for_by_its_code(fhir: Fhir, kind: str, code: str) -> None:
    sign = observation("s", (code, kind), "vital-signs", "2026", valueQuantity=quantity("72.0", "kg"))
    fhir.holds(sign)
    assert [shown(line) for line in await series(fhir, "chart_vital", kind=kind)] == [["72.0 kg"]]
    assert (fhir.asked[0].query["category"], fhir.asked[0].query["code"]) == ("vital-signs", f"http://loinc.org|{code}")


@pytest.mark.parametrize("kind", ["any", "mood", ""])
async def test_a_sign_that_is_none_is_refused(fhir: Fhir, kind: str) -> None:
    assert "kind" in await refused(fhir, "chart_vital", kind=kind)


async def test_each_member_sees_the_values_of_their_own_patient(fhir: Fhir) -> None:
    fhir.holds(a1c("a", "2026", "5.00", subject={"reference": f"Patient/{PATIENTS[ADA]}"}), token=ADA)
    assert (await data(fhir, "chart_lab", **CODE, token=MIA))["series"] == []
    assert [shown(line) for line in await series(fhir, token=ADA, **CODE)] == [["5.00 %"]]


@pytest.mark.parametrize(("tool", "given"), [("chart_lab", CODE), ("chart_vital", {"kind": "weight"})])
async def test_a_scope_that_is_missing_is_asked_for_by_name(fhir: Fhir, tool: str, given: dict[str, str]) -> None:
    fhir.scopes[MIA].discard("patient/Observation.read")
    with pytest.raises(InsufficientScope) as raised:
        await ask(fhir.base, tool, **given)
    assert "patient/Observation.read" in (raised.value.scope or "")
