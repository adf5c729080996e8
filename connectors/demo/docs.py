"""Acme Docs' tools."""

import re
import sqlite3
from typing import Annotated

from mcp_types import CallToolResult, ToolAnnotations
from pydantic import BaseModel, Field

from connectors.demo.database import (
    CleanText,
    Database,
    Limit,
    Person,
    Private,
    Query,
    best_of,
    excerpt,
    name_of,
    now_text,
    search_words,
)
from connectors.demo.speaking_server import Refused, SpeakingServer, answer, asking_person

# What the documents' tools take and give.

DocumentId = Annotated[
    CleanText, Field(min_length=3, max_length=20, description="The document's id", examples=["DOC-1"])
]
Title = Annotated[CleanText, Field(min_length=1, max_length=200, description="The document's title")]
Body = Annotated[CleanText, Field(min_length=1, max_length=50_000, description="The text, in Markdown")]


class DocumentSummary(BaseModel):
    """A document as it stands in a list, with a piece of its text."""

    id: str
    title: str
    owner: str
    private: bool
    updated_at: str
    excerpt: str


class Document(BaseModel):
    """A whole document."""

    id: str
    title: str
    owner: str
    private: bool
    updated_at: str
    body: str


class DocumentList(BaseModel):
    """The documents that were found, best match first."""

    documents: list[DocumentSummary]


# The stored documents. Every look-up starts from the person: others' private ones do not exist.

# ruff: noqa: S608 - table and column names below are constants of ours; values are always bound


_COLUMNS = "key AS id, title, owner, private, updated_at, body"
_HEADING = re.compile(r"^#+ .*$", re.MULTILINE)
_VISIBLE = "workspace = ? AND (private = 0 OR owner = ?)"


def search(connection: sqlite3.Connection, person: Person, *, query: str, limit: int) -> list[DocumentSummary]:
    """Documents that match the words best; titles count double."""
    words = search_words(query)
    score = " + ".join("2 * mentions(title, ?) + mentions(body, ?)" for _ in words) or "1"
    rows = connection.execute(
        f"{best_of(f'SELECT {_COLUMNS}, {score} AS score FROM documents WHERE {_VISIBLE}')}"
        " ORDER BY score DESC, updated_at DESC LIMIT ?",
        [*(word for word in words for _ in range(2)), person.workspace, person.email, limit],
    )
    return [
        DocumentSummary.model_validate({**dict(row), "excerpt": excerpt(_HEADING.sub("", row["body"]), words)})
        for row in rows
    ]


def get(connection: sqlite3.Connection, person: Person, document_id: str) -> Document | None:
    """The document with this id, when the person may see it."""
    row = connection.execute(
        f"SELECT {_COLUMNS} FROM documents WHERE {_VISIBLE} AND key = ?",
        (person.workspace, person.email, document_id.upper()),
    ).fetchone()
    return None if row is None else Document.model_validate(dict(row))


def create(connection: sqlite3.Connection, person: Person, *, title: str, body: str, private: bool) -> str:
    """Store a new document of the person's; returns its id."""
    (highest,) = connection.execute(
        "SELECT max(CAST(substr(key, 5) AS INTEGER)) FROM documents WHERE workspace = ?", (person.workspace,)
    ).fetchone()
    key = f"DOC-{(highest or 0) + 1}"
    connection.execute(
        "INSERT INTO documents (workspace, key, title, body, owner, private, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (person.workspace, key, title, body, person.email, int(private), now_text()),
    )
    return key


_READS = ToolAnnotations(read_only_hint=True, open_world_hint=False)
_WRITES = ToolAnnotations(read_only_hint=False, destructive_hint=False, idempotent_hint=False, open_world_hint=False)
OneDocument = Annotated[CallToolResult, Document]
ManyDocuments = Annotated[CallToolResult, DocumentList]


class Docs:
    """The tools, over one database. What a tool may see depends on the person behind the token."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add_to(self, server: SpeakingServer) -> None:
        """Offer the tools."""
        server.add_tool(self.search_documents, title="Search documents", annotations=_READS)
        server.add_tool(self.read_document, title="Read document", annotations=_READS)
        server.add_tool(self.create_document, title="Create document", annotations=_WRITES)

    def search_documents(self, query: Query = "", limit: Limit = 10) -> ManyDocuments:
        """Search the documents that you can see, by words in title and text."""
        with self._database.reading() as connection:
            found = search(connection, asking_person(), query=query, limit=limit)
        lines = [_line(document) for document in found] or ["No documents match."]
        return answer("\n".join(lines), DocumentList(documents=found))

    def read_document(self, document_id: DocumentId) -> OneDocument:
        """Read one document in full, by the id that a search gives."""
        return self._document(asking_person(), document_id)

    def create_document(self, title: Title, body: Body, private: Private = False) -> OneDocument:
        """Create a new document in your name, for your workspace or for yourself only."""
        person = asking_person()
        with self._database.writing() as connection:
            key = create(connection, person, title=title, body=body, private=private)
        return self._document(person, key, f"Created {key}.\n\n")

    def _document(self, person: Person, document_id: str, outcome: str = "") -> CallToolResult:
        with self._database.reading() as connection:
            document = get(connection, person, document_id)
        if document is None:
            raise Refused(f"There is no document {document_id.upper()} that you can see.")
        who = f"By {name_of(document.owner)}, changed on {document.updated_at[:10]}"
        private = " · private" if document.private else ""
        return answer(f"{outcome}# {document.id} · {document.title}\n{who}{private}\n\n{document.body}", document)


def _line(document: DocumentSummary) -> str:
    private = ", private" if document.private else ""
    return f"- {document.id} · {document.title} ({name_of(document.owner)}{private}): {document.excerpt}"
