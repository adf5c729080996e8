"""Health records on a strict stand-in: whose record, pages, what is left out, and how a server says no."""

from collections.abc import Iterator
from typing import Any

import pytest

from connectors.mcp import (
    AuthorizationRequired,
    BuiltinClient,
    Credential,
    InsufficientScope,
    RateLimited,
    ServerAddress,
    ServerFailed,
    open_client,
)
from tests.services.calling import data_of, policy, text_of
from tests.services.health_seed import coded, lab, mias, quantity
from tests.services.health_stand_in import PATIENTS, Fhir, Resource, health_stand_in, outcome
from tests.services.stand_in import ADA, MIA

pytestmark = pytest.mark.anyio
LISTS = {
    "list_labs": "Observation",
    "list_vitals": "Observation",
    "list_conditions": "Condition",
    "list_medications": "MedicationRequest",
    "list_allergies": "AllergyIntolerance",
    "list_immunizations": "Immunization",
    "list_encounters": "Encounter",
    "list_documents": "DocumentReference",
}


@pytest.fixture
def fhir() -> Iterator[Fhir]:
    with health_stand_in() as running:
        for token, patient in PATIENTS.items():
            running.holds(person(patient), token=token)
        yield running


def person(patient: str, **more: Any) -> Resource:
    name = {"given": [patient.partition("-")[0].title()], "family": patient.partition("-")[2].title()}
    return {"resourceType": "Patient", "id": patient, "name": [name], "birthDate": "1988-04", **more}


async def ask(base: str, tool: str, *, token: str = MIA, patient: str | None = None, **arguments: Any) -> Any:
    """One call as the member whose token it is."""
    subject = PATIENTS.get(token) if patient is None else patient
    address = ServerAddress(base, builtin="health")
    async with open_client(address, credential=Credential.bearer(token, subject), policy=policy(base)) as client:
        assert isinstance(client, BuiltinClient)
        return await client.call_tool(tool, arguments, deadline_seconds=20)


async def data(fhir: Fhir, tool: str, **arguments: Any) -> Any:
    return data_of(await ask(fhir.base, tool, **arguments))


async def words(fhir: Fhir, tool: str, **arguments: Any) -> str:
    return text_of(await ask(fhir.base, tool, **arguments))


async def refused(fhir: Fhir, tool: str, **arguments: Any) -> str:
    done = await ask(fhir.base, tool, **arguments)
    assert (done.status, done.is_error) == ("failed", True), done
    return text_of(done)


async def account(fhir: Fhir, token: str, patient: str) -> str:
    credential = Credential.bearer(token, patient)
    async with open_client(
        ServerAddress(fhir.base, builtin="health"), credential=credential, policy=policy(fhir.base)
    ) as client:
        assert isinstance(client, BuiltinClient)
        return await client.account()


async def test_an_account_is_its_patient(fhir: Fhir) -> None:
    assert await account(fhir, MIA, "mia-kern") == "Mia Kern (patient mia-kern)"
    assert await account(fhir, ADA, "ada-byron") == "Ada Byron (patient ada-byron)"


async def test_each_member_reads_the_record_of_their_own_patient(fhir: Fhir) -> None:
    for token, name in ((MIA, "Mia Kern"), (ADA, "Ada Byron")):
        assert (await data(fhir, "get_patient", token=token))["title"] == name
    assert fhir.asked[0].query == {}
    fhir.holds(lab("x", ("1-8", "Iron"), "2026", valueQuantity=quantity("1.0", "g")), token=ADA)
    assert (await data(fhir, "list_labs", token=MIA))["readings"] == []
    assert "does not let" in await refused(fhir, "list_labs", token=ADA, patient="mia-kern")


async def test_without_a_patient_in_the_sign_in_more_access_is_asked_for(fhir: Fhir) -> None:
    for tool in ("get_patient", *LISTS):
        with pytest.raises(InsufficientScope) as raised:
            await ask(fhir.base, tool, patient="")
        assert "launch/patient" in (raised.value.scope or "")
    assert fhir.asked == []


@pytest.mark.parametrize(("tool", "kind"), LISTS.items())
async def test_every_list_is_of_the_one_patient_and_a_search_that_a_server_knows(
    fhir: Fhir, tool: str, kind: str
) -> None:
    dated = {"since": "2026-05", "until": "2026"} if tool in ("list_labs", "list_vitals", "list_encounters") else {}
    assert "nothing that fits" in await words(fhir, tool, **dated)
    assert fhir.asked[0].path == f"/r4/{kind}"
    assert all(asked.query["patient"] == "mia-kern" for asked in fhir.asked)
    assert all(asked.method == "GET" for asked in fhir.asked)


def conditions(*names: str, **more: Any) -> list[Resource]:
    return [mias("Condition", name, code=coded("http://snomed.info/sct", "1", name), **more) for name in names]


@pytest.mark.parametrize("page", [1, 2, 3, 100])
async def test_a_list_is_followed_to_its_end_whatever_the_services_pages_are(fhir: Fhir, page: int) -> None:
    fhir.page = page
    names = [f"c{number}" for number in range(7)]
    fhir.holds(*conditions(*names))
    seen, cursor = [], ""
    for _ in range(5):
        answered = await data(fhir, "list_conditions", limit=3, cursor=cursor)
        assert len(answered["entries"]) <= 3
        seen += [entry["title"] for entry in answered["entries"]]
        cursor = answered["next_cursor"]
        if not cursor:
            break
    assert seen == names


async def test_a_server_that_ignores_the_count_loses_nothing(fhir: Fhir) -> None:
    import json

    from tests.services.health_stand_in import answer

    bundle = {"resourceType": "Bundle", "entry": [{"resource": each} for each in conditions(*"abcde")]}
    seen, cursor = "", ""
    for _ in range(3):
        fhir.planned.append(("/Condition", answer(json.loads(json.dumps(bundle)))))
        answered = await data(fhir, "list_conditions", limit=2, cursor=cursor)
        seen += "".join(entry["title"] for entry in answered["entries"])
        cursor = answered["next_cursor"]
    assert (seen, cursor) == ("abcde", "")


@pytest.mark.parametrize(
    "link",
    [
        "https://elsewhere.example/r4?page={page}",
        "http://127.0.0.1:1/r4?page={page}",
        "//elsewhere.example/r4?page={page}",
        "{base}evil?page={page}",
        "{base}/../admin?page={page}",
        "{base}@elsewhere.example/?page={page}",
    ],
)
async def test_a_link_that_leads_away_is_not_followed_and_that_is_said(fhir: Fhir, link: str) -> None:
    fhir.page, fhir.next_link = 1, link
    fhir.holds(*conditions("a", "b"))
    answered = await data(fhir, "list_conditions", limit=2)
    assert [entry["title"] for entry in answered["entries"]] == ["a"]
    assert "leads away" in answered["notes"][0] and answered["next_cursor"] == ""
    assert len(fhir.asked) == 1


@pytest.mark.parametrize("link", ["?page={page}", "/r4?page={page}", "{base}?page={page}"])
async def test_a_link_of_the_service_is_followed_however_it_is_written(fhir: Fhir, link: str) -> None:
    fhir.page, fhir.next_link = 1, link if link != "?page={page}" else "../r4?page={page}"
    fhir.holds(*conditions("a", "b"))
    assert len((await data(fhir, "list_conditions", limit=2))["entries"]) == 2


@pytest.mark.parametrize("cursor", ["x", "https://elsewhere.example/", "0/../admin", "0//elsewhere/x", "0@evil", "3"])
async def test_a_cursor_that_is_none_is_refused(fhir: Fhir, cursor: str) -> None:
    assert "none of this tool's" in await refused(fhir, "list_conditions", cursor=cursor)
    assert fhir.asked == []


async def test_another_lists_cursor_shows_nothing_of_it(fhir: Fhir) -> None:
    vital = lab("pulse", ("8867-4", "Heart rate"), "2026", valueQuantity=quantity("61", "/min"))
    fhir.holds(vital | {"category": [coded("x", "vital-signs", "vital-signs")]}, *conditions("a"))
    place = "0/Observation?patient=mia-kern&category=vital-signs&_count=5"
    for tool in ("list_labs", "list_conditions"):
        done = await data(fhir, tool, cursor=place)
        assert done.get("readings", done.get("entries")) == []


async def test_so_many_pages_are_looked_through_and_the_rest_is_left_to_a_cursor(fhir: Fhir) -> None:
    fhir.page = 1
    wrong = coded("x", "entered-in-error", "Entered in Error")
    fhir.holds(*conditions(*"abcdefg", verificationStatus=wrong))
    answered = await data(fhir, "list_conditions", limit=5)
    assert (len(fhir.asked), answered["entries"]) == (5, [])
    assert answered["notes"] == ["5 entries were left out: marked at the service as entered in error."]
    assert answered["next_cursor"].startswith("0?page=")


WRONG = {"status": "entered-in-error"}
DOUBTED = {"verificationStatus": coded("x", "entered-in-error", "Entered in Error")}


@pytest.mark.parametrize(
    ("tool", "wrong"),
    [
        ("list_labs", lab("w", ("1-8", "Iron"), "2026") | WRONG),
        ("list_vitals", lab("w", ("1-8", "Iron"), "2026") | WRONG),
        ("list_conditions", mias("Condition", "w", **DOUBTED)),
        ("list_medications", mias("MedicationRequest", "w", **WRONG)),
        ("list_allergies", mias("AllergyIntolerance", "w", **DOUBTED)),
        ("list_immunizations", mias("Immunization", "w", **WRONG)),
        ("list_encounters", mias("Encounter", "w", **WRONG)),
        ("list_documents", mias("DocumentReference", "w", **WRONG)),
    ],
)
async def test_what_the_service_marked_as_wrong_is_left_out_and_that_is_said(
    fhir: Fhir, tool: str, wrong: Resource
) -> None:
    fhir.holds(wrong)
    said = await words(fhir, tool)
    assert said.splitlines() == [
        "The record has nothing that fits.",
        "1 entry was left out: marked at the service as entered in error.",
    ]


async def test_what_the_service_says_beside_its_answer_is_passed_on(fhir: Fhir) -> None:
    fhir.along = [outcome("informational", "Some results are held back until the doctor has seen them.")]
    assert "held back until the doctor" in await words(fhir, "list_conditions")


async def test_a_token_that_ended_ends_the_sign_in(fhir: Fhir) -> None:
    del fhir.scopes[MIA]
    with pytest.raises(AuthorizationRequired):
        await ask(fhir.base, "list_labs")


@pytest.mark.parametrize(("tool", "kind"), [*LISTS.items(), ("get_patient", "Patient")])
async def test_a_scope_that_is_missing_is_asked_for_by_name(fhir: Fhir, tool: str, kind: str) -> None:
    fhir.scopes[MIA].discard(f"patient/{kind}.read")
    with pytest.raises(InsufficientScope) as raised:
        await ask(fhir.base, tool)
    assert f"patient/{kind}.read" in (raised.value.scope or "")


async def test_a_server_that_is_busy_or_down_is_said_to_be_so(fhir: Fhir) -> None:
    fhir.plan("/Condition", 429, outcome("throttled", "slow"), Retry_After="7")
    with pytest.raises(RateLimited) as raised:
        await ask(fhir.base, "list_conditions")
    assert raised.value.retry_after_seconds == 7
    fhir.plan("/Condition", 503, outcome("transient", "down"))
    with pytest.raises(ServerFailed):
        await ask(fhir.base, "list_conditions")


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (404, outcome("not-found", "Resource 7 is not known"), "or no longer: Resource 7 is not known"),
        (410, outcome("deleted", "gone"), "or no longer: gone"),
        (403, outcome("forbidden", "not this"), "does not let this account read that: not this"),
        (400, outcome("invalid", "what?"), "refused this (400): what?"),
        (
            422,
            {"resourceType": "OperationOutcome", "issue": [{"details": {"text": "plain words"}, "diagnostics": "x"}]},
            "refused this (422): plain words",
        ),
        (400, [1], "refused this (400): no reason given"),
    ],
)
async def test_a_refusal_is_told_in_the_services_words(fhir: Fhir, status: int, body: Any, said: str) -> None:
    fhir.plan("/Condition", status, body)
    assert said in await refused(fhir, "list_conditions")


@pytest.mark.parametrize("body", [[1], {"resourceType": "Patient"}, {}])
async def test_an_answer_that_is_no_list_is_refused(fhir: Fhir, body: Any) -> None:
    fhir.plan("/Condition", 200, body)
    assert "something" in await refused(fhir, "list_conditions")
