"""What the documents' tools take and give."""

from typing import Annotated

from pydantic import BaseModel, Field

from connectors.demo.words import CleanText

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
