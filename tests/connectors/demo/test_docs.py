import pytest

from connectors.demo.services import DOCS
from tests.connectors.demo.calling import call, refusal, signed_in, text_of
from tests.connectors.demo.oauth_flow import OAuthFlow

pytestmark = pytest.mark.anyio
MIA, ADA, GUS = "mia@acme.example", "ada@acme.example", "gus@globex.example"


async def test_a_search_finds_the_best_match_first(flow: OAuthFlow) -> None:
    async with signed_in(flow, MIA, DOCS) as docs:
        found = (await call(docs, "search_documents", query="the release checklist"))["documents"]
        nothing = await docs.call_tool("search_documents", {"query": "xylophone"})
    assert found[0]["id"] == "DOC-2"
    assert found[0]["excerpt"].startswith("1. All issues of the release")
    assert text_of(nothing) == "No documents match."


async def test_a_document_is_read_by_its_id(flow: OAuthFlow) -> None:
    async with signed_in(flow, MIA, DOCS) as docs:
        document = await call(docs, "read_document", document_id="doc-1")
    assert document["title"] == "Launch plan: Acme 3.0"
    assert "#launch" in document["body"]


async def test_a_new_document_is_found_by_colleagues(flow: OAuthFlow) -> None:
    async with signed_in(flow, MIA, DOCS) as docs:
        created = await call(docs, "create_document", title="Retro notes", body="# Retro\n\nMore zebras.")
    async with signed_in(flow, ADA, DOCS) as docs:
        found = (await call(docs, "search_documents", query="zebras"))["documents"]
    assert [(document["id"], document["owner"]) for document in found] == [(created["id"], MIA)]


async def test_a_private_document_is_seen_by_its_owner_only(flow: OAuthFlow) -> None:
    async with signed_in(flow, ADA, DOCS) as docs:
        assert (await call(docs, "read_document", document_id="DOC-5"))["title"] == "Board notes"
        mine = await call(docs, "create_document", title="Secret", body="quokka", private=True)
    async with signed_in(flow, MIA, DOCS) as docs:
        for key in ("DOC-5", mine["id"]):
            assert await refusal(docs, "read_document", document_id=key) == (
                f"There is no document {key} that you can see."
            )
        for words in ("quokka", "board region"):
            assert (await call(docs, "search_documents", query=words))["documents"] == []


async def test_a_workspace_is_closed_to_the_people_of_another(flow: OAuthFlow) -> None:
    async with signed_in(flow, GUS, DOCS) as docs:
        assert (await call(docs, "read_document", document_id="DOC-1"))["title"].startswith("Reactor programme")
        assert "no document DOC-3" in await refusal(docs, "read_document", document_id="DOC-3")
        assert (await call(docs, "search_documents", query="launch"))["documents"] == []


async def test_a_search_without_words_gives_the_latest_documents(flow: OAuthFlow) -> None:
    async with signed_in(flow, MIA, DOCS) as docs:
        found = (await call(docs, "search_documents"))["documents"]
    assert [document["id"] for document in found] == ["DOC-1", "DOC-6", "DOC-2", "DOC-3", "DOC-4"]


async def test_a_document_without_a_text_is_refused(flow: OAuthFlow) -> None:
    async with signed_in(flow, MIA, DOCS) as docs:
        assert "body: " in await refusal(docs, "create_document", title="Empty", body=" ")
