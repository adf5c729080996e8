"""Every way in which a server can misbehave during a call ends in a named error, in bounded time."""

import asyncio
import gzip
import json
from collections.abc import AsyncIterator

import anyio
import pytest
from starlette.responses import JSONResponse, Response

from connectors.mcp import McpFailed, Negotiated, ServerAddress, ToolSchemas, exchange as exchange_module, open_client
from connectors.network import EgressPolicy
from tests.fakes.raw_server import raw_server
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

pytestmark = pytest.mark.anyio

MODERN = Negotiated("2026-07-28", DISCOVERED)


async def never(_: Message) -> AsyncIterator[bytes]:
    await asyncio.sleep(30)
    yield b""


async def trickle(_: Message) -> AsyncIterator[bytes]:
    while True:
        yield b" "
        await asyncio.sleep(0.05)


async def sixty_four_megabytes(_: Message) -> AsyncIterator[bytes]:
    for _block in range(256):
        yield b" " * 262_144


async def events_without_end(_: Message) -> AsyncIterator[bytes]:
    for _event in range(1000):
        yield b": " + b"x" * 65_536 + b"\n\n"
        await asyncio.sleep(0)


async def half_an_event(_: Message) -> AsyncIterator[bytes]:
    yield b"event: message\ndata: {\n\n"[:20]


async def ten_megabytes(message: Message) -> AsyncIterator[bytes]:
    text = {"content": [{"type": "text", "text": "x" * 10_000_000}], "resultType": "complete"}
    yield b"data: " + json.dumps({"jsonrpc": "2.0", "id": message["id"], "result": text}).encode() + b"\n\n"


def wrong_id(message: Message) -> object:
    return text_result("for somebody else")({**message, "id": 999})


NO_TOKEN = {"www_authenticate": 'Bearer resource_metadata="https://x.example/r"'}
NO_SESSION = '{"jsonrpc":"2.0","error":{"code":-32000,"message":"Bad Request: No valid session ID provided"}}'
MORE_SCOPE = {"www_authenticate": 'Bearer error="insufficient_scope", scope="write"'}

MISBEHAVIOURS: dict[str, tuple[Answer, str, bool]] = {
    "hangs": (stream(never, "application/json"), "tool_timed_out", True),
    "trickles": (stream(trickle, "application/json"), "tool_timed_out", True),
    "hangs in events": (stream(never, "text/event-stream"), "tool_timed_out", True),
    "64 MB": (stream(sixty_four_megabytes, "application/json"), "protocol_broken", True),
    "endless events": (stream(events_without_end, "text/event-stream"), "protocol_broken", True),
    "10 MB result": (stream(ten_megabytes, "text/event-stream"), "protocol_broken", True),
    "ends in mid-event": (stream(half_an_event, "text/event-stream"), "connection_lost", True),
    "gzip bomb": (
        response(200, gzip.compress(b"\0" * 20_000_000), content_encoding="gzip", content_type="application/json"),
        "protocol_broken",
        True,
    ),
    "wrong id": (wrong_id, "protocol_broken", True),  # type: ignore[dict-item]
    "401": (response(401, **NO_TOKEN), "authorization_required", False),
    "403 scope": (response(403, **MORE_SCOPE), "insufficient_scope", False),
    "403 names a scope": (response(403, www_authenticate='Bearer scope="write"'), "insufficient_scope", False),
    "403 challenge": (response(403, **NO_TOKEN), "access_refused", False),
    "403": (response(403), "access_refused", False),
    "429": (response(429, retry_after="7"), "rate_limited", False),
    "500": (response(500), "server_failed", True),
    "504 page": (response(504, "<h1>Gateway</h1>", content_type="text/html"), "server_failed", True),
    "500 with an error inside": (error(-32603, "boom", 500), "server_failed", True),
    "a page": (response(200, "<h1>Welcome</h1>", content_type="text/html"), "protocol_broken", True),
    "no type": (response(200, b"{}"), "protocol_broken", True),
    "not JSON": (response(200, "{", content_type="application/json"), "protocol_broken", True),
    "deep JSON": (response(200, "[" * 100_000, content_type="application/json"), "protocol_broken", True),
    "accepted": (response(202), "protocol_broken", True),
    "elsewhere": (response(307, location="https://evil.example.com/mcp"), "address_redirected", False),
    "inside": (response(307, location="http://169.254.169.254/"), "address_redirected", False),
    "elsewhere for good": (response(308, location="https://evil.example.com/mcp"), "address_redirected", False),
    "as a GET": (response(301, location="/mcp/"), "address_redirected", False),
    "to a result": (response(303, location="/result"), "address_redirected", True),
    "nowhere": (response(307, location="http://[nonsense"), "address_redirected", False),
    "no such page": (response(404, "<h1>404</h1>", content_type="text/html"), "connection_stale", False),
    "no such route": (
        response(404, '{"detail":"Not Found"}', content_type="application/json"),
        "connection_stale",
        False,
    ),
    "wrong method": (response(405), "connection_stale", False),
    "unknown session": (error(-32600, "Session not found", 404), "connection_stale", False),
    "old server, no id": (response(400, NO_SESSION, content_type="application/json"), "connection_stale", False),
    "old server": (error(-32000, "Bad Request: no session", 400), "connection_stale", False),
    "other revision": (error(-32022, "Unsupported protocol version", 400), "connection_stale", False),
}


@pytest.mark.parametrize("name", MISBEHAVIOURS)
async def test_a_misbehaving_server_ends_in_a_named_error(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchange_module, "WRONG_ID_SECONDS", 0.2)
    answer, code, may_have_run = MISBEHAVIOURS[name]
    with scripted_mcp({"tools/call": answer}) as script, anyio.fail_after(10):
        policy = EgressPolicy.parse(script.allowed)
        async with open_client(ServerAddress(script.url), policy=policy, stored=MODERN) as client:
            with pytest.raises(McpFailed) as failed:
                await client.call_tool("write", {"secret": "hush"}, deadline_seconds=_deadline(name))
            # The trouble of one call is not another's: the same client still works.
            script.answers["tools/call"] = text_result("fine")
            assert (await client.call_tool("read", {}, deadline_seconds=5)).status == "succeeded"
        assert len(script.asked("tools/call")) == 2
    assert (failed.value.code, failed.value.may_have_run) == (code, may_have_run)
    assert "hush" not in failed.value.person_message


def _deadline(name: str) -> float:
    # Long enough for the call to reach the server on a busy machine too.
    return 1.0 if name in ("hangs", "trickles", "hangs in events") else 5.0


ODD_ANSWERS: dict[str, Answer] = {
    "no result type": result({"content": [{"type": "text", "text": "done"}]}),
    "no content": result({"resultType": "complete", "structuredContent": {"text": "done"}}),
    "unknown content": result({"content": [{"type": "?"}, {"type": "text", "text": "done"}], "resultType": "complete"}),
    "null is_error": result({"content": [{"type": "text", "text": "done"}], "isError": None, "resultType": "complete"}),
    "odd data": result({"content": [], "structuredContent": ["done"], "resultType": "complete"}),
    "text as result": result("done"),  # type: ignore[arg-type]
    "a list as result": result(["done"]),  # type: ignore[arg-type]
    "no envelope": lambda asked: JSONResponse({"id": asked["id"], "result": {"content": "done"}}),
    "a batch of one": lambda asked: JSONResponse(
        [{"jsonrpc": "2.0", "id": asked["id"], "result": {"content": [{"type": "text", "text": "done"}]}}]
    ),
    "text as result in an event": lambda asked: Response(
        ": hi\r\n\r\nevent: message\r\ndata: "
        + json.dumps({"jsonrpc": "2.0", "id": asked["id"], "result": "done"})
        + "\r\n\r\n",
        media_type="text/event-stream",
    ),
    "called text": lambda asked: Response(
        json.dumps({"jsonrpc": "2.0", "id": asked["id"], "result": {"content": "done"}}), media_type="text/plain"
    ),
}


@pytest.mark.parametrize("name", ODD_ANSWERS)
async def test_a_write_whose_answer_came_is_known_to_have_ended(name: str) -> None:
    with scripted_mcp({"tools/call": ODD_ANSWERS[name]}) as script:
        policy = EgressPolicy.parse(script.allowed)
        async with open_client(ServerAddress(script.url), policy=policy, stored=MODERN) as client:
            schemas = ToolSchemas({"type": "object"}, {"type": "object", "required": ["n"]})
            outcome = await client.call_tool("write", {}, schemas=schemas, deadline_seconds=5)
    assert outcome.status == "succeeded"
    assert "done" in json.dumps([outcome.blocks, outcome.structured])
    assert "Note" in outcome.blocks[-1]["text"]
    assert len(script.asked("tools/call")) == 1 and script.asked("tools/list") == []


async def test_an_error_in_a_crooked_envelope_is_the_servers_answer() -> None:
    def crooked(asked: Message) -> Response:
        return JSONResponse({"id": asked["id"], "error": {"code": "E1", "message": "no such page"}})

    with scripted_mcp({"tools/call": crooked}) as script:
        policy = EgressPolicy.parse(script.allowed)
        async with open_client(ServerAddress(script.url), policy=policy, stored=MODERN) as client:
            outcome = await client.call_tool("write", {}, deadline_seconds=5)
    assert outcome.status == "failed" and "no such page" in outcome.blocks[0]["text"]


async def test_what_a_challenge_says_is_kept() -> None:
    with scripted_mcp({"tools/call": response(403, **MORE_SCOPE)}) as script:
        policy = EgressPolicy.parse(script.allowed)
        async with open_client(ServerAddress(script.url), policy=policy, stored=MODERN) as client:
            with pytest.raises(McpFailed) as failed:
                await client.call_tool("write", {}, deadline_seconds=5)
            assert getattr(failed.value, "scope", None) == "write"
            assert getattr(failed.value, "challenges", None) == (MORE_SCOPE["www_authenticate"],)
            script.answers["tools/call"] = response(429, retry_after="7")
            with pytest.raises(McpFailed) as limited:
                await client.call_tool("write", {}, deadline_seconds=5)
            assert getattr(limited.value, "retry_after_seconds", None) == 7


@pytest.mark.parametrize(
    ("status", "header", "words"),
    [
        (429, "3600", "in about an hour"),
        (429, "7", "in 7 seconds"),
        (429, "Wed, 21 Oct 2199 07:28:00 GMT", "in a day or more"),
        (429, "soon", "later"),
        (503, "3600", "in about an hour"),
        (503, "Wed, 21 Oct 2199 07:28:00 GMT", "in a day or more"),
        (503, "soon", None),
        (500, "900", "in about 15 minutes"),
    ],
)
@pytest.mark.parametrize("methods", [("server/discover", "initialize"), ("tools/call",)])
async def test_the_time_that_a_service_asks_for_is_said(
    status: int, header: str, words: str | None, methods: tuple[str, ...]
) -> None:
    with scripted_mcp(dict.fromkeys(methods, response(status, retry_after=header))) as script:
        policy = EgressPolicy.parse(script.allowed)
        stored = MODERN if methods == ("tools/call",) else None
        with pytest.raises(McpFailed) as failed:
            async with open_client(ServerAddress(script.url), policy=policy, stored=stored) as client:
                await client.call_tool("write", {}, deadline_seconds=5)
    assert failed.value.code == ("rate_limited" if status == 429 else "server_failed")
    said = failed.value.person_message
    assert said.endswith(f" {words}.") if words else said == f"The service had an error of its own ({status})."


@pytest.mark.parametrize(
    "answer",
    [
        error(-32600, "text is required", 400),
        error(-32000, "text is required", 400),
        error(-32602, "no session of that name is known", 400),
        error(-32602, "text is required"),
        error(-32602, "text is required", 400),
        error(4711, "text is required"),
    ],
)
async def test_an_error_that_the_server_answers_is_an_outcome(answer: Answer) -> None:
    with scripted_mcp({"tools/call": answer}) as script:
        policy = EgressPolicy.parse(script.allowed)
        async with open_client(ServerAddress(script.url), policy=policy, stored=MODERN) as client:
            outcome = await client.call_tool("write", {}, deadline_seconds=5)
    assert (outcome.status, outcome.is_error) == ("failed", False)
    assert "The server refused the call: " in outcome.blocks[0]["text"]


async def test_a_tool_that_asks_for_more_input_without_a_question_is_asked_on() -> None:
    asking = result({"resultType": "input_required", "requestState": "s"})
    with scripted_mcp({"tools/call": asking}) as script:
        policy = EgressPolicy.parse(script.allowed)
        async with open_client(ServerAddress(script.url), policy=policy, stored=MODERN) as client:
            outcome = await client.call_tool("write", {}, deadline_seconds=5)
    assert outcome.status == "asks" and outcome.asked is not None
    assert (outcome.asked.questions, outcome.asked.state) == ((), "s")


async def test_a_changed_header_rule_is_learned_once_and_the_call_sent_again() -> None:
    listing = result(
        {
            "tools": [
                {
                    "name": "write",
                    "inputSchema": {
                        "type": "object",
                        "properties": {"team": {"type": "string", "x-mcp-header": "Team"}},
                    },
                }
            ],
            "resultType": "complete",
            "ttlMs": 0,
            "cacheScope": "private",
        }
    )
    with scripted_mcp({"tools/list": listing}) as script:
        answers = iter([error(-32020, "header mismatch", 400), text_result("written")])
        script.answers["tools/call"] = lambda message: next(answers)(message)
        policy = EgressPolicy.parse(script.allowed)
        async with open_client(ServerAddress(script.url), policy=policy, stored=MODERN) as client:
            outcome = await client.call_tool(
                "write", {"team": "a"}, schemas=ToolSchemas({"type": "object"}), deadline_seconds=5
            )
    assert outcome.blocks[0]["text"] == "written"
    assert (len(script.asked("tools/call")), len(script.asked("tools/list"))) == (2, 1)


async def test_reconnects_of_an_event_stream_are_slowed_and_end_with_the_call() -> None:
    async def interrupted(_: Message) -> AsyncIterator[bytes]:
        yield b"id: 1\nretry: 0\ndata:\n\n"

    with scripted_mcp({"tools/call": stream(interrupted, "text/event-stream")}) as script:
        script.get_answer = stream(interrupted, "text/event-stream")
        policy = EgressPolicy.parse(script.allowed)
        async with open_client(ServerAddress(script.url), policy=policy, stored=MODERN) as client:
            with pytest.raises(McpFailed) as failed:
                await client.call_tool("write", {}, deadline_seconds=1)
    assert failed.value.may_have_run
    assert 1 <= len(script.gets) < 10


async def test_a_connection_cut_in_mid_answer_is_lost_and_one_refused_never_ran() -> None:
    async def cut(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{")
        await writer.drain()

    async with raw_server(cut) as server:
        policy = EgressPolicy.parse(f"127.0.0.1:{server.port}")
        address = ServerAddress(f"{server.origin}/mcp")
        async with open_client(address, policy=policy, stored=MODERN) as client:
            with pytest.raises(McpFailed) as lost:
                await client.call_tool("write", {}, deadline_seconds=5)
    async with open_client(address, policy=policy, stored=MODERN) as client:
        with pytest.raises(McpFailed) as refused:
            await client.call_tool("write", {}, deadline_seconds=5)
    assert (lost.value.code, lost.value.may_have_run) == ("connection_lost", True)
    assert (refused.value.code, refused.value.may_have_run) == ("server_unreachable", False)


async def test_an_address_inside_is_refused_at_every_request() -> None:
    address = ServerAddress("https://10.0.0.7/mcp")
    async with open_client(address, policy=EgressPolicy(), stored=MODERN) as client:
        with pytest.raises(McpFailed) as failed:
            await client.call_tool("write", {}, deadline_seconds=5)
    assert (failed.value.code, failed.value.may_have_run) == ("address_refused", False)
