"""Tools for what stands in the record: the patient, conditions, medications, allergies, immunizations, visits."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from connectors.servers.health.api import Found, health, is_wrong, name_of
from connectors.servers.health.dosing import dose
from connectors.servers.health.server import QUALIFIED, SERVER, Item, Items, Limit, Since, Until, between, named
from connectors.servers.health.values import (
    Resource,
    absent_by_extension,
    annotations,
    choice,
    concept,
    concepts,
    date,
    inside,
    is_qualified,
    known_codes,
    objects,
    period,
    together,
    words,
)
from connectors.servers.tools import Cursor, Result

Kind = TypeVar("Kind", bound=Item)


class Patient(Result):
    """Whose record it is. Addresses and numbers of identity are left out."""

    id: str
    title: str
    url: str
    birth_date: str
    gender: str
    deceased: str
    languages: str
    notes: list[str] = []

    def text(self) -> str:
        told = [
            f"{self.title} ({self.id})",
            f"born {self.birth_date or 'on a day that is not given'}",
            self.gender,
            f"deceased: {self.deceased}" if self.deceased else "",
            f"speaks {self.languages}" if self.languages else "",
            *self.notes,
        ]
        return " · ".join(each for each in told if each)


@SERVER.reads("Get patient")
async def get_patient() -> Patient:
    """Say whose record it is: name, birth date, gender, languages. Use it for an age or to be sure whose results these
    are. Addresses, telephone numbers and insurance are left out.
    """
    found = await health.read("Patient", health.patient)
    missing = absent_by_extension(found, "birthDate")
    spoken = [concept(each.get("language")) for each in objects(found.get("communication"))]
    return Patient(
        id=f"Patient/{health.patient}",
        title=name_of(found),
        url=named(found)["url"],
        birth_date=words(found.get("birthDate"), 20) or missing,
        gender=words(found.get("gender"), 20),
        deceased=choice(found, "deceased"),
        languages=together(spoken),
        notes=[QUALIFIED] if is_qualified(found) else [],
    )


class Entry(Item):
    """A condition, an allergy, an immunization or a visit; `details` are short facts about it."""

    codes: list[str] = []
    details: list[str] = []

    def more(self) -> list[str]:
        return [self.status, *self.details, *self.codes]


class Entries(Items):
    """One page of entries."""

    entries: list[Entry]

    def items(self) -> list[Item]:
        return [*self.entries]


@SERVER.reads("List conditions")
async def list_conditions(limit: Limit = 30, cursor: Cursor = "") -> Entries:
    """List diagnoses and health problems with when they began and whether they are active, resolved, refuted. Not for
    allergies: use list_allergies.
    """
    return await _entries("Condition", {}, _condition, limit, cursor)


def _condition(resource: Resource) -> Entry:
    verification = concept(resource.get("verificationStatus"))
    recorded = date(resource, "recordedDate")
    return _entry(
        resource,
        title=concept(resource.get("code")),
        status=concept(resource.get("clinicalStatus")),
        date=choice(resource, "onset"),
        codes=known_codes(resource.get("code")),
        details=[
            f"verification: {verification}" if verification else "",
            concept(resource.get("severity")),
            concepts(resource.get("bodySite")),
            f"ended {choice(resource, 'abatement')}" if choice(resource, "abatement") else "",
            f"recorded {recorded}" if recorded else "",
        ],
    )


@SERVER.reads("List medications")
async def list_medications(limit: Limit = 30, cursor: Cursor = "") -> Entries:
    """List prescriptions and medication plans: dosage as written, status, intent, when they were written. It does not
    show what was really taken. Not for vaccines: use list_immunizations.
    """
    query = {"_include": "MedicationRequest:medication"}
    return await _entries("MedicationRequest", query, _medication, limit, cursor)


def _medication(resource: Resource, found: Found) -> Entry:
    is_not_to_take = resource.get("doNotPerform") is True
    doses = [words(each.get("text")) or dose(each) for each in objects(resource.get("dosageInstruction"))]
    reasons = concepts(resource.get("reasonCode"))
    why = concept(resource.get("statusReason"))
    return _entry(
        resource,
        title=_medicine(resource, found),
        status=words(resource.get("status"), 40),
        date=date(resource, "authoredOn"),
        codes=known_codes(resource.get("medicationCodeableConcept")),
        details=[
            "NOT to be taken" if is_not_to_take else "",
            words(resource.get("intent"), 40),
            f"dosage: {together(doses, '; ')}" if any(doses) else "",
            f"for {reasons}" if reasons else "",
            f"status reason: {why}" if why else "",
        ],
    )


def _medicine(resource: Resource, found: Found) -> str:
    """The medicine's name: its own, or that of the Medication it refers to, which may be inside or have come along."""
    if name := concept(resource.get("medicationCodeableConcept")):
        return name
    reference = inside(resource, "medicationReference")
    place = words(reference.get("reference"), 200)
    own = {f"#{each.get('id')}": each for each in objects(resource.get("contained"))}
    medication = own.get(place) or found.included.get("/".join(place.split("/")[-2:])) or {}
    name = concept(medication.get("code")) or words(reference.get("display"))
    wrong = " (the entry of the medicine itself is marked as entered in error)"
    return f"{name or 'A medicine'}{wrong}" if is_wrong(medication) else name


@SERVER.reads("List allergies")
async def list_allergies(limit: Limit = 30, cursor: Cursor = "") -> Entries:
    """List allergies and intolerances with how serious they are and what reactions were seen. An empty list does not
    mean that there are none: it means that none were written down.
    """
    return await _entries("AllergyIntolerance", {}, _allergy, limit, cursor)


def _allergy(resource: Resource) -> Entry:
    criticality = words(resource.get("criticality"), 40)
    verification = concept(resource.get("verificationStatus"))
    seen = [
        together([concepts(each.get("manifestation")), words(each.get("severity"), 40)])
        for each in objects(resource.get("reaction"))
    ]
    return _entry(
        resource,
        title=concept(resource.get("code")),
        status=concept(resource.get("clinicalStatus")),
        date=choice(resource, "onset") or date(resource, "recordedDate"),
        codes=known_codes(resource.get("code")),
        details=[
            words(resource.get("type"), 40),
            f"verification: {verification}" if verification else "",
            f"criticality {criticality}" if criticality else "",
            *(f"reaction: {each}" for each in seen if each),
        ],
    )


@SERVER.reads("List immunizations")
async def list_immunizations(limit: Limit = 30, cursor: Cursor = "") -> Entries:
    """List vaccinations with dates as written, and those that were not done with the reason."""
    return await _entries("Immunization", {}, _immunization, limit, cursor)


def _immunization(resource: Resource) -> Entry:
    why = concept(resource.get("statusReason"))
    doses = [choice(each, "doseNumber") for each in objects(resource.get("protocolApplied"))]
    lot = words(resource.get("lotNumber"), 60)
    is_not_done = resource.get("status") == "not-done"
    return _entry(
        resource,
        title=concept(resource.get("vaccineCode")),
        status="NOT done" if is_not_done else words(resource.get("status"), 40),
        date=choice(resource, "occurrence"),
        codes=known_codes(resource.get("vaccineCode")),
        details=[
            f"because {why}" if why else "",
            f"dose {together(doses)}" if any(doses) else "",
            f"lot {lot}" if lot else "",
        ],
    )


@SERVER.reads("List encounters")
async def list_encounters(since: Since = "", until: Until = "", limit: Limit = 30, cursor: Cursor = "") -> Entries:
    """List visits and stays: when, what kind, where, and why. Use it for what happened at a visit, then
    list_documents for its notes.
    """
    query = {"date": between(since, until), "_sort": "-date"}
    return await _entries("Encounter", query, _encounter, limit, cursor)


def _encounter(resource: Resource) -> Entry:
    setting = inside(resource, "class")
    places = [words(inside(each, "location").get("display"), 100) for each in objects(resource.get("location"))]
    reasons = concepts(resource.get("reasonCode"))
    return _entry(
        resource,
        title=concepts(resource.get("type")) or "Visit",
        status=words(resource.get("status"), 40),
        date=period(inside(resource, "period")),
        details=[
            words(setting.get("display"), 60) or _CLASSES.get(str(setting.get("code")), words(setting.get("code"), 20)),
            *places,
            words(inside(resource, "serviceProvider").get("display"), 100),
            f"for {reasons}" if reasons else "",
        ],
    )


# HL7's ActEncounterCode.
_CLASSES = {
    "AMB": "ambulatory",
    "EMER": "emergency",
    "HH": "at home",
    "IMP": "in hospital",
    "OBSENC": "under observation",
    "SS": "short stay",
    "VR": "virtual",
}


def _entry(resource: Resource, *, title: str, details: list[str], **more: Any) -> Entry:
    common = named(resource)
    return Entry(
        **{**common, "notes": [*common["notes"], *annotations(resource)]},
        title=title or "An entry without a name",
        details=[each for each in details if each],
        **more,
    )


async def _entries(
    kind: str,
    query: Mapping[str, Sequence[str]],
    form: Callable[..., Entry],
    limit: int,
    cursor: str,
) -> Entries:
    found = await health.search(kind, query, limit=limit, cursor=cursor)
    with_others = (found,) if kind == "MedicationRequest" else ()
    entries = [form(resource, *with_others) for resource in found.kept]
    return Entries(entries=entries, notes=found.told(), next_cursor=found.next_cursor)
