"""A service of notes with an API that behaves as asked, and the built-in server around it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Annotated, Any

import anyio
import pytest
from pydantic import Field
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from connectors.mcp import Credential, ServerAddress
from connectors.network import EgressPolicy
from connectors.servers import Service
from connectors.servers.api import Api, Refused, segment
from connectors.servers.tools import Result, ToolServer
from tests.fakes.serving import served

TOKEN = "token-of-mia-kern"
SENT = "what the service sent: secret-of-the-service"


@dataclass
class NotesApi:
    """`answers` replaces an answer by (method, path); `asked` is what came: method, path, query, authorization."""

    answers: dict[tuple[str, str], Response] = field(default_factory=dict)
    asked: list[tuple[str, str, str, str]] = field(default_factory=list)
    origin: str = ""
    seconds: float = 0.0

    async def answer(self, request: Request) -> Response:
        path, token = request.url.path, request.headers.get("authorization", "")
        self.asked.append((request.method, path, request.url.query, token))
        await anyio.sleep(self.seconds)
        if (request.method, path) in self.answers:
            return self.answers[request.method, path]
        return JSONResponse({"text": "a note", "by": token})

    @property
    def address(self) -> ServerAddress:
        return ServerAddress(f"{self.origin}/v1", builtin="notes")

    @property
    def policy(self) -> EgressPolicy:
        return EgressPolicy.parse(self.origin.removeprefix("http://"))


@contextmanager
def notes_api() -> Iterator[NotesApi]:
    """The API on a port of its own."""
    state = NotesApi()
    routes = [Route("/{rest:path}", state.answer, methods=["GET", "POST", "DELETE"])]
    with served(Starlette(routes=routes)) as origin:
        state.origin = origin
        yield state


class Note(Result):
    """A note, and for whom the API answered."""

    text_: str
    by: str

    def text(self) -> str:
        return self.text_


def notes_service() -> Service:
    """A server with tools of every kind."""
    api, server = Api(), ToolServer("notes")

    def note(said: Any) -> Note:
        return Note(text_=said["text"], by=said["by"])

    @server.reads("Read note")
    async def read_note(id: Annotated[str, Field(description="Which one.", max_length=20)] = "1") -> Note:
        """Read one note."""
        return note(await api.get(f"/notes/{segment(id)}", {"full": True, "tag": ["a", "b"], "none": None}))

    @server.writes("Write note")
    async def write_note(words: str) -> Note:
        """Write a note: looks first, then writes."""
        await api.get("/notes")
        return note(await api.post("/notes", {"text": words}))

    @server.destroys("Delete note")
    async def delete_note() -> Note:
        """Delete the note."""
        await api.ask("DELETE", "/notes/1")
        raise KeyError(SENT)

    @server.reads("Search notes")
    async def search_notes() -> Note:
        """Asks with a POST, which changes nothing."""
        return note(await api.post("/search", {}, changes=False))

    @server.reads("Fetch elsewhere")
    async def fetch(url: str) -> Note:
        """Fetch an address that the API named."""
        return note(await api.get(url))

    @server.reads("Want more")
    async def want_more() -> Note:
        """Says what the sign-in lacks."""
        api.more_access("notes:all")

    @server.writes("Refuse")
    async def refuse() -> Note:
        """Refuses by itself."""
        raise Refused("There are no notes on Sundays.")

    async def account() -> str:
        return str((await api.get("/me"))["by"])

    return Service(server=server, account=account)


@pytest.fixture
def notes(monkeypatch: pytest.MonkeyPatch) -> Iterator[NotesApi]:
    service = notes_service()
    monkeypatch.setattr("connectors.mcp.builtin.service_named", {"notes": service}.__getitem__)
    with notes_api() as state:
        yield state


MINE = Credential.bearer(TOKEN)
