"""Clients kept between calls: per connection, never shared, replaced when something changed."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import anyio
import pytest
from starlette.responses import Response

from connectors.mcp import (
    ClientPool,
    ConnectionLost,
    Credential,
    McpFailed,
    Negotiated,
    ServerAddress,
    Target,
    ToolOutcome,
    open_client,
)
from connectors.network import EgressPolicy
from tests.fakes.raw_server import raw_server, silent
from tests.fakes.scripted_mcp import (
    DISCOVERED,
    Answer,
    Message,
    error,
    response,
    result,
    scripted_mcp,
    stream,
    text_result,
)
from tests.fakes.tool_server import ToolServer, tool_server

pytestmark = pytest.mark.anyio

LEGACY = Negotiated("2025-11-25")


@asynccontextmanager
async def pool_for(allowed: str, **options: float) -> AsyncIterator[ClientPool]:
    pool = ClientPool(EgressPolicy.parse(allowed), **options)  # type: ignore[arg-type]
    with anyio.fail_after(20):
        yield pool
        await pool.aclose()


def target(server: ToolServer, key: str = "mia", stored: Negotiated | None = LEGACY) -> Target:
    return Target(key, ServerAddress(server.url), Credential.bearer(f"token-of-{key}"), stored)


async def echo(pool: ClientPool, to: Target, text: str = "x") -> ToolOutcome:
    return await pool.call_tool(to, "echo", {"text": text}, deadline_seconds=10)


def handshakes(server: ToolServer) -> int:
    """Sessions of 2025 that were opened, by those that were ended."""
    return sum(method == "DELETE" for method, _ in server.requests)


async def test_a_hundred_calls_at_once_open_one_client() -> None:
    with tool_server() as server:
        async with pool_for(server.allowed) as pool:
            outcomes = await asyncio.gather(*(echo(pool, target(server), str(n)) for n in range(100)))
        assert [outcome.blocks[0]["text"] for outcome in outcomes] == [str(n) for n in range(100)]
        assert handshakes(server) == 1


async def ends_a_little_later(message: Message) -> AsyncIterator[bytes]:
    body = json.dumps({"jsonrpc": "2.0", "id": message["id"], "result": {"content": [], "resultType": "complete"}})
    yield f"data: {body}\n\n".encode()
    await asyncio.sleep(0.05)


@pytest.mark.parametrize("answer", [text_result("x"), stream(ends_a_little_later, "text/event-stream")])
async def test_calls_one_after_the_other_use_one_connection(answer: Answer) -> None:
    with scripted_mcp({"tools/call": answer}) as script:
        async with pool_for(script.allowed) as pool:
            to = Target("mia", ServerAddress(script.url), None, Negotiated("2026-07-28", DISCOVERED))
            for _ in range(5):
                await pool.call_tool(to, "read", {}, deadline_seconds=5)
                await asyncio.sleep(0.1)
        assert len(script.connections) == 1


async def test_two_connections_never_share_a_client_or_a_credential() -> None:
    with tool_server() as server:
        async with pool_for(server.allowed) as pool:
            await asyncio.gather(*(echo(pool, target(server, key)) for key in ("mia", "ada") * 10))
        assert handshakes(server) == 2
        assert server.authorizations == {"Bearer token-of-mia", "Bearer token-of-ada"}


async def test_a_changed_credential_takes_a_new_client_and_running_calls_finish() -> None:
    with tool_server() as server:
        async with pool_for(server.allowed) as pool:
            old = target(server)
            running = asyncio.create_task(pool.call_tool(old, "wait_forever", {"name": "w"}, deadline_seconds=0.6))
            assert await asyncio.to_thread(server.started.wait, 5)
            renewed = replace(old, credential=Credential.bearer("renewed"))
            server.authorizations.clear()
            assert (await echo(pool, renewed)).status == "succeeded"
            assert server.authorizations == {"Bearer renewed"}
            assert not running.done()
            with pytest.raises(McpFailed) as ended:
                await running
            assert ended.value.code == "tool_timed_out"


async def test_an_idle_client_is_closed_and_the_next_call_opens_another() -> None:
    with tool_server() as server:
        async with pool_for(server.allowed, idle_seconds=0.05) as pool:
            await echo(pool, target(server))
            await asyncio.wait_for(pool._clients["mia"].task, 5)
            assert (await echo(pool, target(server))).status == "succeeded"
        assert handshakes(server) == 2


async def test_a_client_in_use_is_not_idle() -> None:
    with tool_server() as server:
        async with pool_for(server.allowed, idle_seconds=0.01) as pool:
            with pytest.raises(McpFailed) as late:
                await pool.call_tool(target(server), "wait_forever", {"name": "w"}, deadline_seconds=0.3)
        assert late.value.code == "tool_timed_out"


async def test_disconnecting_ends_running_calls_of_that_connection_only() -> None:
    with tool_server() as server:
        async with pool_for(server.allowed) as pool:
            waiting = {"name": "w"}
            gone = asyncio.create_task(pool.call_tool(target(server), "wait_forever", waiting, deadline_seconds=30))
            stays = asyncio.create_task(
                pool.call_tool(target(server, "ada"), "wait_forever", waiting, deadline_seconds=30)
            )
            assert await asyncio.to_thread(server.started.wait, 5)
            await asyncio.sleep(0.1)
            await pool.forget("mia")
            with pytest.raises(ConnectionLost) as lost:
                await gone
            assert lost.value.may_have_run
            assert not stays.done()
            stays.cancel()
            with pytest.raises(asyncio.CancelledError):
                await stays


async def test_a_session_that_the_server_forgot_is_opened_again_without_a_word() -> None:
    with scripted_mcp({"server/discover": error(-32601, "no such method", 400)}) as script:
        script.answers |= {"initialize": initialized, "tools/call": text_result("before")}
        async with pool_for(script.allowed) as pool:
            to = Target("mia", ServerAddress(script.url), None, LEGACY)
            await pool.call_tool(to, "read", {}, deadline_seconds=5)
            answers = iter([response(404, "gone"), response(404, "gone")])
            script.answers["tools/call"] = lambda message: next(answers, text_result("after"))(message)
            calls = (pool.call_tool(to, "read", {}, deadline_seconds=5) for _ in range(2))
            outcomes = await asyncio.gather(*calls)
        assert [outcome.blocks[0]["text"] for outcome in outcomes] == ["after", "after"]
        assert len(script.asked("initialize")) == 2


def initialized(message: Message) -> Response:
    """A session of 2025."""
    agreed = {"protocolVersion": "2025-11-25", "capabilities": {}, "serverInfo": {"name": "s", "version": "1"}}
    answer = result(agreed)(message)
    answer.headers["mcp-session-id"] = "session-1"
    return answer


async def test_a_server_that_changed_its_revision_is_asked_again_and_the_tool_runs_once() -> None:
    with tool_server() as server:
        async with pool_for(server.allowed) as pool:
            stale = target(server, stored=LEGACY)
            async with open_client(stale.server, policy=EgressPolicy.parse(server.allowed)) as client:
                assert client.negotiated.protocol_version == "2026-07-28"
            assert (await echo(pool, stale)).status == "succeeded"
    with scripted_mcp({}) as script:
        answers = iter([error(-32022, "Unsupported protocol version", 400), text_result("ran")])
        script.answers["tools/call"] = lambda message: next(answers)(message)
        async with pool_for(script.allowed) as pool:
            to = Target("mia", ServerAddress(script.url), None, Negotiated("2026-07-28", DISCOVERED))
            outcome = await pool.call_tool(to, "write", {}, deadline_seconds=5)
        assert outcome.blocks[0]["text"] == "ran"
        assert (len(script.asked("server/discover")), len(script.asked("tools/call"))) == (1, 2)


async def test_a_client_that_cannot_be_opened_fails_every_waiting_call_and_is_tried_again() -> None:
    with scripted_mcp({}) as script:
        script.answers["server/discover"] = script.answers["initialize"] = error(-32600, "not yet")
        async with pool_for(script.allowed) as pool:
            to = Target("mia", ServerAddress(script.url))
            calls = (pool.call_tool(to, "write", {}, deadline_seconds=5) for _ in range(10))
            failures = await asyncio.gather(*calls, return_exceptions=True)
            assert {getattr(failure, "code", None) for failure in failures} == {"not_an_mcp_server"}
            del script.answers["initialize"]
            script.answers |= {"server/discover": text_result("?", **DISCOVERED), "tools/call": text_result("ran")}
            assert (await pool.call_tool(to, "write", {}, deadline_seconds=5)).status == "succeeded"


async def test_a_call_does_not_wait_longer_for_a_client_than_its_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    # What is still being opened at the end is not waited for.
    monkeypatch.setattr("connectors.mcp.pool._CLOSING_SECONDS", 0.1)
    async with raw_server(silent) as server, pool_for(f"127.0.0.1:{server.port}") as pool:
        started = asyncio.get_running_loop().time()
        with pytest.raises(McpFailed) as failed:
            await pool.call_tool(Target("mia", ServerAddress(server.origin)), "x", {}, deadline_seconds=0.2)
        assert asyncio.get_running_loop().time() - started < 2
    assert (failed.value.code, failed.value.may_have_run) == ("server_unreachable", False)


async def test_one_caller_that_gives_up_does_not_take_the_client_from_the_others() -> None:
    with tool_server() as server:
        async with pool_for(server.allowed) as pool:
            first = asyncio.create_task(echo(pool, target(server)))
            second = asyncio.create_task(echo(pool, target(server)))
            await asyncio.sleep(0)
            first.cancel()
            assert (await second).status == "succeeded"
            assert first.cancelled()


async def test_the_pool_keeps_no_more_than_its_number_of_idle_clients() -> None:
    with tool_server() as server:
        async with pool_for(server.allowed, max_clients=3) as pool:
            for number in range(6):
                await echo(pool, target(server, f"member-{number}"))
            assert list(pool._clients) == ["member-3", "member-4", "member-5"]


async def test_closing_the_pool_ends_every_task() -> None:
    with tool_server() as server:
        async with pool_for(server.allowed) as pool:
            await echo(pool, target(server))
        names = [task.get_name() for task in asyncio.all_tasks()]
    assert not [name for name in names if name.startswith("mcp-client")]


def test_a_pool_belongs_to_one_loop() -> None:
    pool = ClientPool(EgressPolicy())
    to = Target("mia", ServerAddress("https://10.0.0.1/"))

    async def use() -> None:
        with pytest.raises(McpFailed):
            await pool.call_tool(to, "echo", {}, deadline_seconds=5)
        await pool.aclose()

    asyncio.run(use())
    with pytest.raises(RuntimeError, match="one event loop"):
        asyncio.run(pool.call_tool(to, "echo", {}, deadline_seconds=5))
