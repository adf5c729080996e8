"""Acme Docs' tools."""

from typing import Annotated

from mcp_types import CallToolResult, ToolAnnotations

from connectors.demo.arguments import Limit, Private, Query
from connectors.demo.database import Database
from connectors.demo.docs import documents, shapes
from connectors.demo.people import Person, name_of
from connectors.demo.speaking_server import Refused, SpeakingServer, answer, asking_person

_READS = ToolAnnotations(read_only_hint=True, open_world_hint=False)
_WRITES = ToolAnnotations(read_only_hint=False, destructive_hint=False, idempotent_hint=False, open_world_hint=False)
OneDocument = Annotated[CallToolResult, shapes.Document]
ManyDocuments = Annotated[CallToolResult, shapes.DocumentList]


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
            found = documents.search(connection, asking_person(), query=query, limit=limit)
        lines = [_line(document) for document in found] or ["No documents match."]
        return answer("\n".join(lines), shapes.DocumentList(documents=found))

    def read_document(self, document_id: shapes.DocumentId) -> OneDocument:
        """Read one document in full, by the id that a search gives."""
        return self._document(asking_person(), document_id)

    def create_document(self, title: shapes.Title, body: shapes.Body, private: Private = False) -> OneDocument:
        """Create a new document in your name, for your workspace or for yourself only."""
        person = asking_person()
        with self._database.writing() as connection:
            key = documents.create(connection, person, title=title, body=body, private=private)
        return self._document(person, key, f"Created {key}.\n\n")

    def _document(self, person: Person, document_id: str, outcome: str = "") -> CallToolResult:
        with self._database.reading() as connection:
            document = documents.get(connection, person, document_id)
        if document is None:
            raise Refused(f"There is no document {document_id.upper()} that you can see.")
        who = f"By {name_of(document.owner)}, changed on {document.updated_at[:10]}"
        private = " · private" if document.private else ""
        return answer(f"{outcome}# {document.id} · {document.title}\n{who}{private}\n\n{document.body}", document)


def _line(document: shapes.DocumentSummary) -> str:
    private = ", private" if document.private else ""
    return f"- {document.id} · {document.title} ({name_of(document.owner)}{private}): {document.excerpt}"
