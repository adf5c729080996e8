"""A call of a server of ours: in memory, with the member's own token, and ended by what happened at its service."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import anyio
import pytest
from starlette.responses import JSONResponse, PlainTextResponse, Response

from connectors.mcp import (
    AuthorizationRequired,
    BuiltinClient,
    ConnectionLost,
    Credential,
    InsufficientScope,
    McpFailed,
    NotAnMcpServer,
    ProtocolBroken,
    RateLimited,
    ServerAddress,
    ServerFailed,
    ServerUnreachable,
    ToolOutcome,
    ToolTimedOut,
    open_client,
)
from connectors.network import EgressPolicy
from tests.connectors.servers.notes import MINE, TOKEN, NotesApi, notes, notes_api
from tests.fakes.serving import said_by_the_product

__all__ = ["notes"]
pytestmark = pytest.mark.anyio


@asynccontextmanager
async def client_of(state: NotesApi, credential: Credential | None = MINE) -> AsyncIterator[BuiltinClient]:
    async with open_client(state.address, credential=credential, policy=state.policy) as client:
        assert isinstance(client, BuiltinClient)
        yield client


async def call(state: NotesApi, tool: str, seconds: float = 5.0, **arguments: Any) -> ToolOutcome:
    async with client_of(state) as client:
        return await client.call_tool(tool, arguments, deadline_seconds=seconds)


async def failure(state: NotesApi, tool: str, seconds: float = 5.0, **arguments: Any) -> McpFailed:
    with pytest.raises(McpFailed) as failed:
        await call(state, tool, seconds, **arguments)
    return failed.value


async def test_a_tool_asks_the_api_with_the_members_token_and_gives_text_and_data(notes: NotesApi) -> None:
    outcome = await call(notes, "read_note", id="7 ü/..")
    assert (outcome.status, outcome.blocks) == ("succeeded", ({"type": "text", "text": "a note"},))
    # The token that the service repeated stays out of the result (credentials-C4).
    assert outcome.structured == {"text_": "a note", "by": "Bearer …"}
    assert notes.asked == [("GET", "/v1/notes/7 ü/..", "full=true&tag=a&tag=b", f"Bearer {TOKEN}")]


async def test_its_tools_are_listed_with_what_each_may_do(notes: NotesApi) -> None:
    async with client_of(notes) as client:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
    reads, destroys = tools["read_note"], tools["delete_note"]
    assert reads.title == "Read note" and reads.description == "Read one note."
    assert reads.annotations["read_only_hint"] is True and destroys.annotations["destructive_hint"] is True
    assert reads.input_schema["properties"]["id"]["maxLength"] == 20
    assert reads.output_schema and set(reads.output_schema["properties"]) == {"text_", "by"}


async def test_two_members_calls_at_once_never_share_a_token(notes: NotesApi) -> None:
    notes.seconds = 0.02
    seen: dict[str, str] = {}

    async def one(person: str) -> None:
        async with client_of(notes, Credential.bearer(person)) as client:
            for _ in range(5):
                outcome = await client.call_tool("read_note", {"id": person}, deadline_seconds=5)
                assert outcome.structured == {"text_": "a note", "by": f"Bearer {person}"}
            seen[person] = await client.account()

    async with anyio.create_task_group() as group:
        for person in ("ada", "mia", "omar"):
            group.start_soon(one, person)
    assert seen == {person: f"Bearer {person}" for person in ("ada", "mia", "omar")}
    assert all(path in ("/v1/me", f"/v1/notes/{token.removeprefix('Bearer ')}") for _, path, _, token in notes.asked)


async def test_another_origin_is_asked_without_the_token(notes: NotesApi) -> None:
    with notes_api() as other:
        policy = EgressPolicy.parse(f"{notes.origin},{other.origin}".replace("http://", ""))
        async with open_client(notes.address, credential=MINE, policy=policy) as client:
            await client.call_tool("fetch", {"url": f"{other.origin}/file"}, deadline_seconds=5)
    assert [token for *_, token in other.asked] == [""]


async def test_an_address_in_a_private_network_is_not_asked(notes: NotesApi) -> None:
    failed = await failure(notes, "fetch", url="https://10.0.0.1/latest")
    assert failed.code == "address_refused" and notes.asked == []


@pytest.mark.parametrize("id", [".", "..", " ", ""])
async def test_an_id_that_leads_elsewhere_is_refused_before_anything_is_asked(notes: NotesApi, id: str) -> None:
    outcome = await call(notes, "read_note", id=id)
    assert outcome.status == "failed" and "is not an id" in outcome.blocks[0]["text"] and notes.asked == []


SAID = JSONResponse({"error": {"message": "No such  note"}}, 404)
UNREADABLE = PlainTextResponse("<html>")
# (what the service answers, the tool) -> the failure, and whether a change may have happened.
ENDINGS: list[tuple[Response, str, type[McpFailed], bool]] = [
    (JSONResponse({}, 401), "read_note", AuthorizationRequired, False),
    (JSONResponse({}, 401), "write_note", AuthorizationRequired, False),
    (JSONResponse({}, 429), "write_note", RateLimited, False),
    (JSONResponse({}, 503), "read_note", ServerFailed, False),
    (JSONResponse({}, 503), "write_note", ServerFailed, True),
    (JSONResponse({}, 503), "search_notes", ServerFailed, False),
    (UNREADABLE, "read_note", ProtocolBroken, False),
    (UNREADABLE, "write_note", ProtocolBroken, True),
    (UNREADABLE, "delete_note", ProtocolBroken, True),
]
REQUEST = {
    "read_note": ("GET", "/v1/notes/1"),
    "write_note": ("POST", "/v1/notes"),
    "search_notes": ("POST", "/v1/search"),
    "delete_note": ("DELETE", "/v1/notes/1"),
}


@pytest.mark.parametrize(("answer", "tool", "kind", "may_have_run"), ENDINGS)
async def test_what_the_service_answers_is_how_the_call_ends(
    notes: NotesApi, answer: Response, tool: str, kind: type[McpFailed], may_have_run: bool
) -> None:
    notes.answers[REQUEST[tool]] = answer
    failed = await failure(notes, tool, **({"words": "x"} if tool == "write_note" else {}))
    assert (type(failed), failed.may_have_run) == (kind, may_have_run)


async def test_a_look_that_fails_before_the_change_leaves_nothing_unknown(notes: NotesApi) -> None:
    notes.answers["GET", "/v1/notes"] = JSONResponse({}, 503)
    failed = await failure(notes, "write_note", words="x")
    assert (type(failed), failed.may_have_run) == (ServerFailed, False)
    assert [method for method, *_ in notes.asked] == ["GET"]


async def test_the_wait_that_the_service_asks_for_is_told(notes: NotesApi) -> None:
    notes.answers["GET", "/v1/notes/1"] = JSONResponse({}, 429, {"retry-after": "7"})
    failed = await failure(notes, "read_note")
    assert isinstance(failed, RateLimited) and failed.retry_after_seconds == 7


async def test_missing_access_names_what_to_ask_for(notes: NotesApi) -> None:
    failed = await failure(notes, "want_more")
    assert isinstance(failed, InsufficientScope) and failed.scope == "notes:all"


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (404, "The service does not find that: No such note"),
        (403, "The service does not let this account do that: No such note"),
        (422, "The service refused this (422): No such note"),
    ],
)
async def test_a_refusal_is_the_tools_result_in_the_services_words(notes: NotesApi, status: int, words: str) -> None:
    notes.answers["POST", "/v1/notes"] = JSONResponse({"error": {"message": "No such  note"}}, status)
    outcome = await call(notes, "write_note", words="x")
    assert (outcome.status, outcome.blocks[0]["text"]) == ("failed", words)


@pytest.mark.parametrize(
    ("tool", "arguments", "words"),
    [
        ("refuse", {}, "There are no notes on Sundays."),
        ("read_note", {"id": "1", "full": True}, "This tool has no argument full."),
        ("read_note", {"id": "x" * 21}, "The arguments do not fit. id: String should have at most 20 characters."),
    ],
)
async def test_what_a_tool_cannot_do_is_said_in_plain_words(
    notes: NotesApi, tool: str, arguments: dict[str, Any], words: str
) -> None:
    outcome = await call(notes, tool, **arguments)
    assert (outcome.status, outcome.blocks[0]["text"]) == ("failed", words) and notes.asked == []


@pytest.mark.parametrize(("tool", "may_have_run"), [("read_note", False), ("write_note", True)])
async def test_a_call_that_takes_too_long_ends(notes: NotesApi, tool: str, may_have_run: bool) -> None:
    notes.answers["GET", "/v1/notes"] = JSONResponse({"text": "", "by": ""})
    notes.seconds = 0.2
    failed = await failure(notes, tool, 0.3 if may_have_run else 0.1, **({"words": "x"} if may_have_run else {}))
    assert (type(failed), failed.may_have_run) == (ToolTimedOut, may_have_run)


async def test_a_service_that_cannot_be_reached_ends_the_call_with_nothing_sent() -> None:
    with notes_api() as state:
        pass
    # Its port is free again: nobody listens there.
    address = ServerAddress("http://127.0.0.1:9/v1", builtin="linear")
    async with open_client(address, credential=MINE, policy=EgressPolicy.parse("127.0.0.1:9")) as client:
        with pytest.raises(ServerUnreachable) as failed:
            await client.call_tool("list_teams", {}, deadline_seconds=5)
    assert not failed.value.may_have_run and state.asked == []


async def test_a_fault_of_ours_is_logged_without_the_services_data(
    notes: NotesApi, caplog: pytest.LogCaptureFixture
) -> None:
    failed = await failure(notes, "delete_note")
    assert isinstance(failed, ProtocolBroken) and failed.may_have_run
    said = "\n".join(said_by_the_product(caplog.records, logging.ERROR))
    assert "delete_note broke: KeyError" in said and "secret-of-the-service" not in said
    assert "secret-of-the-service" not in failed.person_message


async def test_a_call_that_is_stopped_stops_at_the_service_too(notes: NotesApi) -> None:
    notes.seconds = 30
    async with client_of(notes) as client:
        with anyio.move_on_after(0.2) as stopped:
            await client.call_tool("read_note", {}, deadline_seconds=60)
    assert stopped.cancelled_caught and len(notes.asked) == 1


async def test_the_account_is_asked_and_proves_the_token(notes: NotesApi) -> None:
    async with client_of(notes) as client:
        assert await client.account() == f"Bearer {TOKEN}"
        notes.answers["GET", "/v1/me"] = JSONResponse({}, 401)
        with pytest.raises(AuthorizationRequired):
            await client.account()


async def test_a_service_of_a_newer_version_is_told_in_words() -> None:
    with pytest.raises(NotAnMcpServer, match="no server of its own"):
        async with open_client(ServerAddress("https://x.example", builtin="newer"), policy=EgressPolicy()):
            pass


async def test_a_closed_client_says_that_the_connection_is_closed(notes: NotesApi) -> None:
    async with client_of(notes) as client:
        pass
    with pytest.raises(ConnectionLost):
        await client.call_tool("read_note", {}, deadline_seconds=5)
