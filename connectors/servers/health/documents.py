"""Tools for documents: visit notes, letters, summaries."""

import base64
import binascii
import re
from typing import Annotated

import anyio.to_thread
from pydantic import Field

from connectors.oauth.fetching import origin_of
from connectors.servers.api import Refused
from connectors.servers.charsets import decoded
from connectors.servers.health.api import JSON_KINDS, health, is_wrong
from connectors.servers.health.markup import text_of
from connectors.servers.health.server import SERVER, Item, Items, Limit, Since, Until, between, named
from connectors.servers.health.values import (
    Resource,
    absent_by_extension,
    concept,
    date,
    inside,
    objects,
    period,
    together,
    words,
)
from connectors.servers.texts import Part
from connectors.servers.tools import Cursor, Result
from connectors.servers.wire import current_call

_MARKUP = ("text/html", "application/xhtml+xml", "text/xml", "application/xml", "application/hl7-v3+xml")
_READABLE = ("text/plain", "text/markdown", *_MARKUP)
_CHARSET = re.compile(r"charset=[\"']?([\w.:-]+)", re.IGNORECASE)


class Document(Item):
    """A document without its text; `kinds` are the forms that it has."""

    type: str = ""
    author: str = ""
    period: str = ""
    kinds: list[str] = []

    def more(self) -> list[str]:
        return [self.type, self.status, self.author, self.period, ", ".join(self.kinds)]


class Documents(Items):
    """One page of documents."""

    documents: list[Document]

    def items(self) -> list[Item]:
        return [*self.documents]


@SERVER.reads("List documents")
async def list_documents(since: Since = "", until: Until = "", limit: Limit = 20, cursor: Cursor = "") -> Documents:
    """List documents such as visit notes, letters and summaries, the newest first, without their text: read_document
    gives that.
    """
    query = {"date": between(since, until), "_sort": "-date"}
    found = await health.search("DocumentReference", query, limit=limit, cursor=cursor)
    documents = [_document(each) for each in found.kept]
    return Documents(documents=documents, notes=found.told(), next_cursor=found.next_cursor)


class Reading(Result):
    """A part of a document's text; `next_part` is where the rest begins, 0 where this is all."""

    document: Document
    content: str
    next_part: int

    def text(self) -> str:
        return f"{self.document.told()}\n\n{Part(self.content, self.next_part).told('part')}"


@SERVER.reads("Read document")
async def read_document(
    document: Annotated[
        str,
        Field(
            description="A document's id from list_documents, such as DocumentReference/12.",
            pattern=r"^(DocumentReference/)?[A-Za-z0-9.-]{1,64}$",
        ),
    ],
    part: Annotated[int, Field(description="Where to go on: `next_part`.", ge=0, le=100_000_000)] = 0,
) -> Reading:
    """Read the text of one document: plain text, HTML, and clinical documents in XML. Scans and PDF files cannot be
    read here.
    """
    found = await health.read("DocumentReference", document.removeprefix("DocumentReference/"))
    if is_wrong(found):
        raise Refused("The service marked this document as entered in error: it is not read.")
    attachments = [inside(each, "attachment") for each in objects(found.get("content"))]
    readable = sorted(
        (each for each in attachments if _kind(each) in _READABLE), key=lambda each: _READABLE.index(_kind(each))
    )
    if not readable:
        kinds = together(_kind(each) or "unknown" for each in attachments) or "nothing"
        raise Refused(f"This document has no text that can be read here (it has: {kinds}). Open it at the service.")
    piece = Part.of(await _text(readable[0]), part)
    return Reading(document=_document(found), content=piece.text, next_part=piece.next_part)


def _document(resource: Resource) -> Document:
    attachments = [inside(each, "attachment") for each in objects(resource.get("content"))]
    titles = [words(resource.get("description")), *(words(each.get("title")) for each in attachments)]
    of_when = period(inside(inside(resource, "context"), "period"))
    return Document(
        **named(resource),
        title=next(filter(None, titles), "") or concept(resource.get("type")) or "A document without a name",
        status=together([words(resource.get("status"), 40), words(resource.get("docStatus"), 40)]),
        date=date(resource, "date"),
        type=concept(resource.get("type")),
        author=together(words(each.get("display"), 100) for each in objects(resource.get("author"))),
        period=f"about {of_when}" if of_when else "",
        kinds=list(dict.fromkeys(filter(None, map(_kind, attachments)))),
    )


def _kind(attachment: Resource) -> str:
    return words(attachment.get("contentType"), 100).partition(";")[0].strip().lower()


async def _text(attachment: Resource) -> str:
    data, declared = await _bytes(attachment)
    charset = _CHARSET.search(f"{attachment.get('contentType')};{declared}")
    text = decoded(data, charset[1] if charset else "").replace("\r\n", "\n")
    is_markup = _kind(attachment) in _MARKUP
    return await anyio.to_thread.run_sync(text_of, _kind(attachment), text) if is_markup else text


async def _bytes(attachment: Resource) -> tuple[bytes, str]:
    """The content, which stands in the document or at an address of the service; and the kind it was sent with."""
    if isinstance(attachment.get("data"), str):
        return _unpacked(attachment["data"]), ""
    address = attachment.get("url")
    if not isinstance(address, str):
        missing = absent_by_extension(attachment, "data")
        raise Refused(f"The service does not give this document's text{f': {missing}' if missing else ''}.")
    base = current_call().base_url
    address = address if "://" in address else f"{base}/{address.lstrip('/')}"
    if attachment["url"].startswith("//") or origin_of(address) != origin_of(base):
        raise Refused("This document lies at another address than the records: it is not fetched from there.")
    answer = await health.ask("GET", address, headers={"accept": f"{_kind(attachment)}, application/fhir+json;q=0.5"})
    if answer.kind in JSON_KINDS:
        # A Binary resource around the bytes.
        binary = answer.json(exact=True)
        return _unpacked(inside({"it": binary}, "it").get("data")), ""
    return answer.body, answer.headers.get("content-type", "")


def _unpacked(data: object) -> bytes:
    if not isinstance(data, str):
        raise Refused("The service does not give this document's text.")
    try:
        return base64.b64decode(data)
    except (binascii.Error, ValueError):
        raise Refused("The service's document cannot be unpacked.") from None
