"""The record of Mia's and Ada's health as a FHIR R4 server holds it, with what a careless reader gets wrong.

Decimals are written as `D("7.10")`: JavaScript would make 7.1 of it, so the server gets a text with a mark and writes
the number as it stands here.
"""

from typing import Any

PATIENTS = {"mia@acme.example": "mia-kern", "ada@acme.example": "ada-byron"}
HEART_RATES = 45

LOINC, UCUM, LOCAL = "http://loinc.org", "http://unitsofmeasure.org", "http://northwind.example/codes"
HL7 = "http://terminology.hl7.org/CodeSystem"
A1C, GLUCOSE, PRESSURE = ("4548-4", "Hemoglobin A1c"), ("2345-7", "Glucose"), ("85354-9", "Blood pressure panel")
CRP = ("1988-5", "C reactive protein")

Resource = dict[str, Any]


def D(number: str) -> str:
    """A number that keeps its digits."""
    return f"§{number}"


def record() -> list[Resource]:
    """Every resource of the server."""
    return [*_patients(), *_labs(), *_odd_labs(), *_vitals(), *_reports(), *_rest(), *_adas()]


def _patients() -> list[Resource]:
    doctor = {"resourceType": "Practitioner", "id": "doctor-lee", "name": [{"family": "Lee", "given": ["Jo"]}]}
    mia = {"name": [{"family": "Kern", "given": ["Mia"]}], "gender": "female", "birthDate": "1988-04"}
    ada = {"name": [{"family": "Byron", "given": ["Ada"]}], "gender": "female", "birthDate": "1979-12-10"}
    return [
        {"resourceType": "Patient", "id": "mia-kern", **mia},
        {"resourceType": "Patient", "id": "ada-byron", **ada},
        doctor,
    ]


def coded(system: str, code: str, text: str) -> Resource:
    """A CodeableConcept."""
    return {"coding": [{"system": system, "code": code, "display": text}], "text": text}


def quantity(number: str, unit: str, **more: Any) -> Resource:
    """A measured value in a UCUM unit."""
    return {"value": D(number), "unit": unit, "system": UCUM, "code": unit, **more}


def observation(name: str, code: tuple[str, str], kind: str, when: str, **more: Any) -> Resource:
    """One of Mia's, final unless it says otherwise."""
    return {
        "resourceType": "Observation",
        "id": name,
        "status": "final",
        "category": [coded(f"{HL7}/observation-category", kind, kind)],
        "code": coded(LOINC, *code),
        "subject": {"reference": "Patient/mia-kern"},
        "effectiveDateTime": when,
        **more,
    }


def lab(name: str, code: tuple[str, str], when: str, **more: Any) -> Resource:
    """One of Mia's laboratory results."""
    return observation(name, code, "laboratory", when, **more)


def _labs() -> list[Resource]:
    steps = [("2024-05-03", "6.40"), ("2024-11-08", "6.1"), ("2025-05-09", "5.90"), ("2026-05-08", "5.70")]
    below = {"referenceRange": [{"low": quantity("4.0", "%"), "high": quantity("5.60", "%")}]}
    a1c = [
        lab(f"a1c-{day}", A1C, f"{day}T08:15:00+02:00", valueQuantity=quantity(value, "%"), **below)
        for day, value in steps
    ]
    normal = [{"low": quantity("3.90", "mmol/L"), "high": quantity("5.60", "mmol/L")}]
    high = [coded(f"{HL7}/v3-ObservationInterpretation", "H", "High")]
    glucose = {"valueQuantity": quantity("7.10", "mmol/L"), "referenceRange": normal, "interpretation": high}
    return [*a1c, *_course(), lab("glucose", GLUCOSE, "2026-05-08T08:15:00+02:00", **glucose)]


def _course() -> list[Resource]:
    """A course with all that a chart has a mark for: a limit, a month, a year, both sides, a range that changed."""
    narrow, wide = {"high": quantity("5.0", "mg/L")}, {"low": quantity("0.3", "mg/L"), "high": quantity("3.0", "mg/L")}
    values = [
        ("2024", "2.40", narrow, {}),
        ("2024-11-08T08:15:00+01:00", "0.50", narrow, {"comparator": "<"}),
        ("2025-05", "7.20", narrow, {}),
        ("2025-06-02", "12.0", narrow, {}),
        ("2025-09-14", "3.10", narrow, {}),
        ("2026-01-20", "0.20", wide, {}),
        ("2026-05-08", "1.40", wide, {}),
    ]
    return [
        lab(f"crp-{number}", CRP, when, valueQuantity=quantity(value, "mg/L", **more), referenceRange=[range_])
        for number, (when, value, range_, more) in enumerate(values)
    ]


def _odd_labs() -> list[Resource]:
    below = quantity("0.010", "ng/mL", comparator="<")
    absent = coded(f"{HL7}/data-absent-reason", "not-performed", "Not Performed")
    urine = coded("http://snomed.info/sct", "260385009", "Negative")
    ratio = {"numerator": {"value": 1}, "denominator": {"value": 128}}
    salt = {"status": "preliminary", "valueQuantity": quantity("140", "mmol/L")}
    period = {"start": "2026-02-01T20:00:00Z", "end": "2026-02-02T20:00:00Z"}
    collected = lab("protein-24h", ("2889-4", "Protein 24h urine"), "", valueQuantity=quantity("0.239", "g/(24.h)"))
    del collected["effectiveDateTime"]
    without = lab("ferritin-unsorted", ("x-fer", "Ferritin"), "2026-05-08", valueQuantity=quantity("31", "ug/L"))
    del without["category"]
    without["code"] = coded(LOCAL, "x-fer", "Ferritin")
    return [
        lab("troponin", ("67151-1", "Troponin T"), "2026-03-01T11:00:00Z", valueQuantity=below),
        lab("culture", ("600-7", "Blood culture"), "2026-03", valueString="No growth after 5 days"),
        lab("urine-glucose", ("2350-7", "Glucose in urine"), "2025", valueCodeableConcept=urine),
        lab("lipase", ("3040-3", "Lipase"), "2026-03-01", dataAbsentReason=absent),
        lab("ana", ("5048-4", "ANA titer"), "2026-03-02", valueRatio=ratio, referenceRange=[{"text": "below 1:80"}]),
        {**collected, "effectivePeriod": period},
        lab("sodium", ("2951-2", "Sodium"), "2026-05-08", **salt),
        lab(
            "glucose-wrong",
            GLUCOSE,
            "2026-05-07T08:15:00+02:00",
            status="entered-in-error",
            valueQuantity=quantity("71.0", "mmol/L"),
        ),
        without,
    ]


def _vitals() -> list[Resource]:
    def part(code: str, name: str, **value: Any) -> Resource:
        return {"code": coded(LOINC, code, name), **value}

    def upper(value: str) -> Resource:
        return part("8480-6", "Systolic blood pressure", valueQuantity=quantity(value, "mm[Hg]"))

    absent = coded(f"{HL7}/data-absent-reason", "error", "Measurement error")
    lower = part("8462-4", "Diastolic blood pressure", valueQuantity=quantity("79", "mm[Hg]"))
    unread = part("8462-4", "Diastolic blood pressure", dataAbsentReason=absent)
    rates = [
        observation(
            f"heart-rate-{number:02}",
            ("8867-4", "Heart rate"),
            "vital-signs",
            f"2026-{1 + number // 28:02}-{1 + number % 28:02}T07:00:00Z",
            valueQuantity=quantity(str(60 + number % 9), "/min"),
        )
        for number in range(HEART_RATES)
    ]
    weight = {"valueQuantity": quantity("72.0", "kg")}
    return [
        observation("pressure", PRESSURE, "vital-signs", "2026-05-08T08:00:00Z", component=[upper("121"), lower]),
        observation("pressure-half", PRESSURE, "vital-signs", "2026-05-09", component=[upper("118"), unread]),
        observation("weight", ("29463-7", "Body weight"), "vital-signs", "2026-05-08", **weight),
        *rates,
    ]


def mias(kind: str, name: str, **more: Any) -> Resource:
    """A resource about Mia; `patient` where the type calls it so."""
    of = "patient" if kind in ("AllergyIntolerance", "Immunization") else "subject"
    return {"resourceType": kind, "id": name, of: {"reference": "Patient/mia-kern"}, **more}


def _reports() -> list[Resource]:
    results = [{"reference": f"Observation/{name}"} for name in ("glucose", "a1c-2026-05-08", "ferritin-unsorted")]
    laboratory = [coded(f"{HL7}/v2-0074", "LAB", "Laboratory")]
    common = {"status": "final", "category": laboratory, "code": coded(LOINC, "11502-2", "Laboratory report")}
    wrong = {**common, "status": "entered-in-error"}
    return [
        mias("DiagnosticReport", "report-may", **common, effectiveDateTime="2026-05-08", result=results),
        mias("DiagnosticReport", "report-wrong", **wrong, effectiveDateTime="2026-05-07", result=results[:1]),
    ]


def _rest() -> list[Resource]:
    active = {"clinicalStatus": coded(f"{HL7}/condition-clinical", "active", "Active")}
    wrong = {"verificationStatus": coded(f"{HL7}/condition-ver-status", "entered-in-error", "Entered in Error")}
    snomed = "http://snomed.info/sct"
    text = [{"attachment": {"contentType": "text/plain", "data": "TWlhIHNsZWVwcyB3ZWxsLg==", "title": "Visit note"}}]
    allergic = {
        "clinicalStatus": coded(f"{HL7}/allergyintolerance-clinical", "active", "Active"),
        "criticality": "high",
    }
    walk_in = {"class": {"system": f"{HL7}/v3-ActCode", "code": "AMB"}, "period": {"start": "2026-05-08T08:00:00Z"}}
    dose = [{"text": "1 tablet twice a day"}]
    return [
        mias("Condition", "prediabetes", **active, code=coded(snomed, "15777000", "Prediabetes"), onsetDateTime="2024"),
        mias("Condition", "asthma-wrong", **wrong, code=coded(snomed, "195967001", "Asthma")),
        mias(
            "MedicationRequest",
            "metformin",
            status="active",
            intent="order",
            authoredOn="2024-05-10",
            medicationCodeableConcept=coded(LOCAL, "met", "Metformin 500 mg"),
            dosageInstruction=dose,
        ),
        mias("AllergyIntolerance", "penicillin", **allergic, code=coded(snomed, "764146007", "Penicillin")),
        mias(
            "Immunization",
            "influenza",
            status="completed",
            vaccineCode=coded(LOCAL, "flu", "Influenza"),
            occurrenceDateTime="2025-10",
        ),
        mias("Encounter", "visit-may", status="finished", **walk_in, type=[{"text": "Check-up"}]),
        mias("DocumentReference", "note-may", status="current", date="2026-05-08T09:00:00Z", content=text),
    ]


def _adas() -> list[Resource]:
    mine = lab("adas-a1c", A1C, "2026-04-01", valueQuantity=quantity("5.00", "%"))
    return [{**mine, "subject": {"reference": "Patient/ada-byron"}}]
