"""A strict stand-in of a FHIR server: what the packages of others let pass is refused here.

Medplum answers an unknown parameter with no hits and validates nothing; here it is an error, a search is for the
token's patient and for nobody else, and the pages may be of any size.
"""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.fakes.serving import served
from tests.services.stand_in import ADA, MIA, Desk, token_of

PATIENTS = {MIA: "mia-kern", ADA: "ada-byron"}
PARAMETERS = {
    "Observation": {"category", "code", "date", "_sort"},
    "DiagnosticReport": {"category", "date", "_include", "_sort"},
    "Condition": set[str](),
    "MedicationRequest": {"_include"},
    "AllergyIntolerance": set[str](),
    "Immunization": set[str](),
    "Encounter": {"date", "_sort"},
    "DocumentReference": {"date", "_sort"},
}
SCOPES = {f"patient/{kind}.read" for kind in (*PARAMETERS, "Patient", "Binary")}
DATE = re.compile(r"(ge|le)\d{4}(-\d{2}(-\d{2})?)?")
FHIR = "application/fhir+json"
Resource = dict[str, Any]


def outcome(code: str, text: str) -> Resource:
    """An OperationOutcome."""
    return {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": code, "diagnostics": text}]}


class Fhir(Desk):
    """What each patient's record holds, by type; `page` is the most entries on a page, whatever is asked for."""

    def __init__(self) -> None:
        super().__init__({token: set(SCOPES) for token in PATIENTS})
        self.records: dict[str, dict[str, list[Resource]]] = {token: {} for token in PATIENTS}
        self.along: list[Resource] = []
        self.page = 100
        self.next_link = "{base}?page={page}"
        self.bodies: dict[str, tuple[bytes, str]] = {}

    @property
    def base(self) -> str:
        """The address of the API."""
        return f"{self.origin}/r4"

    def holds(self, *resources: Resource, token: str = MIA) -> None:
        """Put these into a record, the first of a list first."""
        for number, resource in enumerate(resources):
            kind = resource["resourceType"]
            self.records[token].setdefault(kind, []).append({"id": f"{kind.lower()}-{number}", **resource})


def answer(body: Any, status: int = 200, **headers: str) -> Response:
    """FHIR's JSON, in which a text such as "§7.10" leaves as that number."""
    text = re.sub(r'"§([-+.0-9Ee]+)"', r"\1", json.dumps(body, ensure_ascii=False))
    return Response(text, status, {name.replace("_", "-"): value for name, value in headers.items()}, FHIR)


@contextmanager
def health_stand_in() -> Iterator[Fhir]:
    """Run it until the block ends."""
    desk = Fhir()

    async def handle(request: Request) -> Response:
        planned = await desk.note(request)
        token = token_of(request)
        if token not in desk.scopes:
            return answer(outcome("login", "no such token"), 401, www_authenticate='Bearer error="invalid_token"')
        if planned is not None:
            return planned
        kind, _, identity = request.path_params.get("path", "").partition("/")
        return _page(desk, request, token) if not kind else _found(desk, request, token, kind, identity)

    with served(Starlette(routes=[Route("/r4", handle), Route("/r4/{path:path}", handle)])) as origin:
        desk.origin = origin
        yield desk


def _found(desk: Fhir, request: Request, token: str, kind: str, identity: str) -> Response:
    if f"patient/{kind}.read" not in desk.scopes[token]:
        challenge = f'Bearer error="insufficient_scope", scope="patient/{kind}.read"'
        return answer(outcome("forbidden", "scope"), 403, www_authenticate=challenge)
    if request.url.path in desk.bodies:
        return Response(desk.bodies[request.url.path][0], media_type=desk.bodies[request.url.path][1])
    if identity:
        held = [each for each in desk.records[token].get(kind, []) if each["id"] == identity]
        return answer(held[0]) if held else answer(outcome("not-found", f"{kind}/{identity} is not known"), 404)
    return _searched(desk, request, token, kind)


def _searched(desk: Fhir, request: Request, token: str, kind: str) -> Response:
    query = request.query_params
    unknown = set(query) - PARAMETERS[kind] - {"patient", "_count"}
    bad_dates = [date for date in query.getlist("date") if not DATE.fullmatch(date)]
    empty = [name for name, value in query.multi_items() if not value]
    if unknown or bad_dates or empty:
        return answer(outcome("invalid", f"not a search: {sorted(unknown)} {bad_dates} {empty}"), 400)
    if query.get("patient") != PATIENTS[token]:
        return answer(outcome("forbidden", "another patient's record"), 403)
    return _bundle(desk, desk.records[token].get(kind, []), min(int(query["_count"]), desk.page), kind, 0)


def _page(desk: Fhir, request: Request, token: str) -> Response:
    kind, count, start = request.query_params["page"].split("-")
    return _bundle(desk, desk.records[token].get(kind, []), int(count), kind, int(start))


def _bundle(desk: Fhir, held: list[Resource], count: int, kind: str, start: int) -> Response:
    entries: list[Resource] = [{"resource": each, "search": {"mode": "match"}} for each in held[start : start + count]]
    entries += [{"resource": each, "search": {"mode": "include"}} for each in desk.along]
    page = desk.next_link.format(base=desk.base, page=f"{kind}-{count}-{start + count}")
    link = [{"relation": "next", "url": page}] if start + count < len(held) else []
    return answer({"resourceType": "Bundle", "type": "searchset", "link": link, "entry": entries})
