"""Documents of a health record: their text in the forms that clinics use, and what is not fetched."""

import base64
from collections.abc import Iterator
from time import process_time
from typing import Any

import pytest

from connectors.servers.health.markup import text_of
from tests.services.health_seed import mias
from tests.services.health_stand_in import Fhir, health_stand_in
from tests.services.test_health import data, refused, words

pytestmark = pytest.mark.anyio
CDA = """<?xml version="1.0" encoding="UTF-8"?>
<ClinicalDocument xmlns="urn:hl7-org:v3"><title>Visit</title><component><structuredBody><component><section>
<title>Results</title><text><table><tbody><tr><td>Glucose</td><td>7.10 mmol/L</td></tr>
<tr><td>Sodium</td><td>140</td></tr></tbody></table><paragraph>All <content>well</content> otherwise.</paragraph></text>
<entry><observation><text><reference value="#r"/></text></observation></entry></section></component></structuredBody>
</component></ClinicalDocument>"""


@pytest.fixture
def fhir() -> Iterator[Fhir]:
    with health_stand_in() as running:
        yield running


def note(fhir: Fhir, **attachment: Any) -> None:
    fhir.holds(mias("DocumentReference", "n", status="current", content=[{"attachment": attachment}]))


def packed(data: bytes) -> str:
    return base64.b64encode(data).decode()


@pytest.mark.parametrize(
    ("kind", "content", "text"),
    [
        ("text/plain", b"Mia sleeps\r\nwell.", "Mia sleeps\nwell."),
        ("text/plain; charset=iso-8859-1", "Größe".encode("latin-1"), "Größe"),
        ("text/plain", "Größe".encode(), "Größe"),
        ("text/html", b"<style>x</style><p>Mia <b>sleeps</b></p><p>well</p>", "Mia sleeps\n\nwell"),
        ("text/xml", CDA.encode(), None),
    ],
)
async def test_a_note_in_the_document_is_read(fhir: Fhir, kind: str, content: bytes, text: str | None) -> None:
    note(fhir, contentType=kind, data=packed(content), title="Note")
    found = await data(fhir, "read_document", document="DocumentReference/n")
    assert found["document"]["title"] == "Note"
    if text is not None:
        assert found["content"] == text
        return
    told = "Visit Results Glucose | 7.10 mmol/L Sodium | 140 All well otherwise."
    assert " ".join(found["content"].split()) == told


@pytest.mark.parametrize("form", ["bytes", "Binary"])
async def test_a_note_at_an_address_of_the_service_is_read(fhir: Fhir, form: str) -> None:
    note(fhir, contentType="text/plain", url="Binary/7")
    binary = b'{"resourceType": "Binary", "contentType": "text/plain", "data": "TWlhIHNsZWVwcw=="}'
    fhir.bodies["/r4/Binary/7"] = (
        (b"Mia sleeps", "text/plain") if form == "bytes" else (binary, "application/fhir+json")
    )
    assert (await data(fhir, "read_document", document="n"))["content"] == "Mia sleeps"


@pytest.mark.parametrize(
    ("attachment", "said"),
    [
        ({"contentType": "text/plain", "url": "https://elsewhere.example/x"}, "another address"),
        ({"contentType": "text/plain", "url": "//elsewhere.example/x"}, "another address"),
        ({"contentType": "application/pdf", "data": "eA=="}, "(it has: application/pdf)"),
        ({"contentType": "text/plain"}, "does not give this document's text"),
        ({"contentType": "text/plain", "data": "x"}, "cannot be unpacked"),
        ({"contentType": "text/xml", "data": packed(b"<!DOCTYPE x><x/>")}, "its own entities"),
        ({"contentType": "text/xml", "data": packed(b"<x>")}, "no XML"),
        ({}, "(it has: unknown)"),
    ],
)
async def test_what_cannot_be_read_says_why(fhir: Fhir, attachment: Any, said: str) -> None:
    note(fhir, **attachment)
    assert said in await refused(fhir, "read_document", document="n")
    assert all(asked.headers["host"] == fhir.host for asked in fhir.asked)


async def test_a_long_note_is_read_in_parts(fhir: Fhir) -> None:
    note(fhir, contentType="text/plain", data=packed(b"line\n" * 5000))
    first = await data(fhir, "read_document", document="n")
    rest = await data(fhir, "read_document", document="n", part=first["next_part"])
    assert first["content"] + rest["content"] == "line\n" * 5000 and rest["next_part"] == 0
    assert "call again with part" in await words(fhir, "read_document", document="n")


async def test_a_note_that_was_entered_in_error_is_not_read(fhir: Fhir) -> None:
    fhir.holds(mias("DocumentReference", "n", status="entered-in-error"))
    fhir.holds(mias("DocumentReference", "d", status="current", docStatus="entered-in-error"))
    assert "entered in error" in await refused(fhir, "read_document", document="d")
    assert "entered in error" in await refused(fhir, "read_document", document="n")
    assert "does not have that" in await refused(fhir, "read_document", document="unknown")
    assert "do not fit" in await refused(fhir, "read_document", document="../Patient/x")


async def test_a_note_of_another_patient_is_not_read(fhir: Fhir) -> None:
    attachment = {"contentType": "text/plain", "data": packed(b"hers")}
    hers = {"subject": {"reference": "Patient/ada-byron"}, "content": [{"attachment": attachment}]}
    fhir.holds({"resourceType": "DocumentReference", "id": "n", "status": "current", **hers})
    assert "another patient's record" in await refused(fhir, "read_document", document="n")


async def test_a_note_whose_bytes_the_service_leaves_out_is_not_empty(fhir: Fhir) -> None:
    note(fhir, contentType="text/plain", url="Binary/7")
    fhir.bodies["/r4/Binary/7"] = (b'{"resourceType": "Binary", "contentType": "text/plain"}', "application/fhir+json")
    assert "does not give this document's text" in await refused(fhir, "read_document", document="n")


async def test_a_long_page_of_html_says_where_it_is_cut(fhir: Fhir) -> None:
    note(fhir, contentType="text/html", data=packed(b"<p>" + b"word " * 60_000 + b"</p>"))
    first = await data(fhir, "read_document", document="n")
    part = first["next_part"]
    while part:
        rest = await data(fhir, "read_document", document="n", part=part)
        part = rest["next_part"]
    assert rest["content"].endswith("too long to be read here: open the original.]")


def test_narratives_inside_narratives_cost_no_more_than_their_length() -> None:
    began = process_time()
    assert text_of("text/xml", f"<d>{'<text>x' * 30_000}{'</text>' * 30_000}</d>").split() == ["x"] * 30_000
    assert process_time() - began < 2
