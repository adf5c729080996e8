"""Tools of a real server, on both eras of the protocol."""

import asyncio
import base64
from typing import Any

import pytest

from connectors.mcp import (
    ConnectionLost,
    Credential,
    Negotiated,
    Progress,
    ServerAddress,
    ToolOutcome,
    ToolSchemas,
    ToolTimedOut,
    open_client,
)
from connectors.network import EgressPolicy
from tests.fakes.tool_server import PIXEL, ToolServer, tool_server

pytestmark = pytest.mark.anyio

LEGACY = Negotiated("2025-11-25")


async def call(server: ToolServer, name: str, arguments: dict[str, Any], stored: Negotiated | None) -> ToolOutcome:
    policy = EgressPolicy.parse(server.allowed)
    async with open_client(ServerAddress(server.url), policy=policy, stored=stored) as client:
        return await client.call_tool(name, arguments, deadline_seconds=10)


@pytest.mark.parametrize("stored", [None, LEGACY], ids=["2026", "2025"])
async def test_results_of_every_kind_arrive(stored: Negotiated | None) -> None:
    with tool_server() as server:
        echoed = await call(server, "echo", {"text": "hé"}, stored)
        assert (echoed.status, echoed.blocks) == ("succeeded", ({"type": "text", "text": "hé"},))
        assert (await call(server, "add", {"a": 1, "b": 2}, stored)).structured == {"sum": 3}
        image = (await call(server, "pixel", {}, stored)).blocks[0]
        assert (image["mime_type"], image["bytes"]) == ("image/png", len(PIXEL))
        assert base64.b64decode(image["data"]) == PIXEL
        link = (await call(server, "link", {}, stored)).blocks[0]
        assert (link["type"], link["uri"], link["name"]) == ("resource_link", "file:///report.txt", "report")


@pytest.mark.parametrize("stored", [None, LEGACY], ids=["2026", "2025"])
@pytest.mark.parametrize("name", ["fail", "no_such_tool", "echo"])
async def test_a_tool_that_fails_is_an_outcome_that_the_model_can_read(name: str, stored: Negotiated | None) -> None:
    with tool_server() as server:
        outcome = await call(server, name, {}, stored)
    assert (outcome.status, outcome.is_error) == ("failed", True)
    assert name in outcome.blocks[0]["text"]


@pytest.mark.parametrize(("stored", "status"), [(None, "failed"), (LEGACY, "succeeded")], ids=["2026", "2025"])
async def test_what_is_pushed_in_the_middle_of_a_call_is_declined_and_holds_nobody_up(
    stored: Negotiated | None, status: str
) -> None:
    with tool_server() as server:
        outcome = await call(server, "ask", {}, stored)
    # The tool of the older server is told; a newer one cannot push, and says so.
    assert outcome.status == status and outcome.blocks[0]["text"]
    assert (outcome.blocks[0]["text"] == "decline") is (stored is LEGACY)
    assert server.asked == 1


async def test_text_is_cleaned_on_the_way_out_and_in() -> None:
    with tool_server() as server:
        outcome = await call(server, "echo", {"text": "a\0b\ud800c", "extra": float("nan")}, None)
    assert outcome.blocks[0]["text"] == "abc"


async def test_a_stored_definition_makes_a_call_exactly_one_request() -> None:
    with tool_server() as server:
        address, policy = ServerAddress(server.url), EgressPolicy.parse(server.allowed)
        async with open_client(address, policy=policy) as client:
            stored = Negotiated.from_json(client.negotiated.to_json())
            listed = {tool.name: tool for tool in (await client.list_tools()).tools}
        server.requests.clear()
        schemas = ToolSchemas(listed["add"].input_schema, listed["add"].output_schema)
        async with open_client(address, policy=policy, stored=stored) as client:
            outcome = await client.call_tool("add", {"a": 1, "b": 2}, schemas=schemas, deadline_seconds=10)
            assert server.requests == [("POST", "tools/call")]
            await client.call_tool("echo", {"text": "x"}, deadline_seconds=10)
        assert server.requests == [("POST", "tools/call")] * 2
    assert outcome.structured == {"sum": 3}


async def test_a_result_that_does_not_fit_the_stored_schema_is_used_and_noted() -> None:
    wrong = ToolSchemas({"type": "object"}, {"type": "object", "required": ["product"]})
    with tool_server() as server:
        async with open_client(ServerAddress(server.url), policy=EgressPolicy.parse(server.allowed)) as client:
            outcome = await client.call_tool("add", {"a": 1, "b": 2}, schemas=wrong, deadline_seconds=10)
    assert outcome.status == "succeeded" and "'product' is a required property" in outcome.blocks[-1]["text"]


@pytest.mark.parametrize("stored", [None, LEGACY], ids=["2026", "2025"])
async def test_progress_is_passed_on_but_not_faster_than_a_person_reads(stored: Negotiated | None) -> None:
    seen: list[Progress] = []

    async def note(progress: Progress) -> None:
        seen.append(progress)

    with tool_server() as server:
        async with open_client(
            ServerAddress(server.url), policy=EgressPolicy.parse(server.allowed), stored=stored
        ) as client:
            outcome = await client.call_tool("steps", {"count": 50}, deadline_seconds=10, on_progress=note)
    assert outcome.status == "succeeded"
    assert 1 <= len(seen) < 20
    assert (seen[0].total, seen[0].message) == (50, "step 1")


@pytest.mark.parametrize("stored", [None, LEGACY], ids=["2026", "2025"])
async def test_a_tool_that_never_ends_ends_at_its_deadline_and_the_client_lives_on(
    stored: Negotiated | None,
) -> None:
    with tool_server() as server:
        async with open_client(
            ServerAddress(server.url), policy=EgressPolicy.parse(server.allowed), stored=stored
        ) as client:
            with pytest.raises(ToolTimedOut) as late:
                await client.call_tool("wait_forever", {"name": "a"}, deadline_seconds=0.3)
            assert late.value.may_have_run
            assert (await client.call_tool("echo", {"text": "x"}, deadline_seconds=10)).status == "succeeded"


@pytest.mark.parametrize("stored", [None, LEGACY], ids=["2026", "2025"])
async def test_a_tool_that_falls_silent_ends_before_its_deadline(stored: Negotiated | None) -> None:
    with tool_server() as server:
        async with open_client(
            ServerAddress(server.url), policy=EgressPolicy.parse(server.allowed), stored=stored
        ) as client:
            with pytest.raises(ToolTimedOut) as late:
                await client.call_tool("wait_forever", {"name": "a"}, deadline_seconds=60, silence_seconds=0.3)
            assert late.value.may_have_run
            assert (await client.call_tool("echo", {"text": "x"}, deadline_seconds=10)).status == "succeeded"


@pytest.mark.parametrize("stored", [None, LEGACY], ids=["2026", "2025"])
async def test_progress_keeps_a_call_alive_until_its_deadline(stored: Negotiated | None) -> None:
    with tool_server() as server:
        async with open_client(
            ServerAddress(server.url), policy=EgressPolicy.parse(server.allowed), stored=stored
        ) as client:
            for deadline, ends in ((30, True), (0.5, False)):
                running = client.call_tool(
                    "steps", {"count": 12, "pause": 0.1}, deadline_seconds=deadline, silence_seconds=0.5
                )
                if ends:
                    assert (await running).status == "succeeded"
                else:
                    with pytest.raises(ToolTimedOut):
                        await running


@pytest.mark.parametrize("stored", [None, LEGACY], ids=["2026", "2025"])
async def test_cancelling_the_task_cancels_the_tool_at_the_server(stored: Negotiated | None) -> None:
    with tool_server() as server:
        async with open_client(
            ServerAddress(server.url), policy=EgressPolicy.parse(server.allowed), stored=stored
        ) as client:
            running = asyncio.create_task(client.call_tool("wait_forever", {"name": "b"}, deadline_seconds=30))
            assert await asyncio.to_thread(server.started.wait, 5)
            running.cancel()
            with pytest.raises(asyncio.CancelledError):
                await running
            assert await asyncio.to_thread(server.stopped.wait, 5)


async def test_many_calls_share_one_client() -> None:
    with tool_server() as server:
        async with open_client(ServerAddress(server.url), policy=EgressPolicy.parse(server.allowed)) as client:
            outcomes = await asyncio.gather(
                *(client.call_tool("echo", {"text": str(n)}, deadline_seconds=20) for n in range(60))
            )
    assert [outcome.blocks[0]["text"] for outcome in outcomes] == [str(n) for n in range(60)]


async def test_a_closed_client_says_so_and_sends_nothing() -> None:
    with tool_server() as server:
        async with open_client(ServerAddress(server.url), policy=EgressPolicy.parse(server.allowed)) as client:
            await client.list_tools()
        server.requests.clear()
        for name in ("echo", "unheard_of"):
            with pytest.raises(ConnectionLost) as lost:
                await client.call_tool(name, {"text": "x"}, deadline_seconds=5)
            assert not lost.value.may_have_run
        with pytest.raises(ConnectionLost):
            await client.list_tools()
        assert server.requests == []


async def test_an_error_of_the_callers_own_block_comes_out_as_it_is() -> None:
    with tool_server() as server, pytest.raises(KeyError):
        async with open_client(ServerAddress(server.url), policy=EgressPolicy.parse(server.allowed)):
            raise KeyError("mine")


@pytest.mark.parametrize(
    ("credential", "sent"),
    [
        (Credential.bearer("token-1"), "Bearer token-1"),
        (Credential.header("authorization", "Key k"), "Key k"),
        (None, ""),
    ],
)
async def test_the_credential_is_sent_with_every_request(credential: Credential | None, sent: str) -> None:
    with tool_server() as server:
        policy = EgressPolicy.parse(server.allowed)
        async with open_client(ServerAddress(server.url), credential=credential, policy=policy) as client:
            await client.call_tool("echo", {"text": "x"}, deadline_seconds=10)
        assert server.authorizations == {sent}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("x y", "v"),
        ("Host", "v"),
        ("mcp-session-id", "v"),
        ("X-Key", "a\r\nb"),
        ("X-Key", "é"),
        ("X-Key", ""),
        ("", "v"),
    ],
)
def test_a_credential_that_is_no_header_is_refused_without_showing_it(name: str, value: str) -> None:
    with pytest.raises(ValueError, match="cannot be") as refused:
        Credential.header(name, value)
    assert not value or value not in str(refused.value)
    assert "hush" not in repr(Credential.bearer("hush"))
