"""Servers that send us on, that forgot us, that speak an older transport or another version."""

import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

import anyio
import httpx2
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from connectors.mcp import ClientPool, Credential, McpFailed, Negotiated, ServerAddress, Target, open_client
from connectors.mcp.faults import _FORGOTTEN_WORDS
from connectors.mcp.opening import OwnOriginOnly
from connectors.mcp.recording import MAX_HOPS
from connectors.network import EgressPolicy
from tests.fakes.scripted_mcp import (
    AGREED,
    DISCOVERED,
    Answer,
    Message,
    ScriptedMcp,
    error,
    response,
    result,
    scripted_mcp,
    stream,
    text_result,
)
from tests.fakes.serving import served

pytestmark = pytest.mark.anyio

MODERN = Negotiated("2026-07-28", DISCOVERED)


@contextmanager
def sending_on(status: int, *paths: str) -> Iterator[tuple[ScriptedMcp, list[tuple[str, str]]]]:
    """A server whose /mcp leads on, path by path; every request with its path and credential."""
    script, seen = ScriptedMcp({"tools/call": text_result("ran")}), list[tuple[str, str]]()

    async def endpoint(request: Request) -> Response:
        seen.append((request.url.path, request.headers.get("authorization", "")))
        at = ["/mcp", *paths].index(request.url.path)
        if at < len(paths):
            return Response(status_code=status, headers={"location": paths[at]})
        return await script._endpoint(request)

    with served(Starlette(routes=[Route("/{rest:path}", endpoint, methods=["POST", "GET", "DELETE"])])) as origin:
        script.origin = origin
        yield script, seen


@pytest.mark.parametrize("status", [307, 308])
@pytest.mark.parametrize("stored", [None, MODERN], ids=["unknown", "stored"])
async def test_a_server_that_sends_us_on_within_its_origin_is_followed(status: int, stored: Negotiated | None) -> None:
    with sending_on(status, "/mcp/") as (script, seen):
        policy = EgressPolicy.parse(script.allowed)
        key = Credential.bearer("key")
        async with open_client(ServerAddress(script.url), credential=key, policy=policy, stored=stored) as client:
            outcome = await client.call_tool("write", {"a": "b"}, deadline_seconds=5)
        assert outcome.status == "succeeded"
        (call,) = script.asked("tools/call")
        assert call["params"]["arguments"] == {"a": "b"}
        assert set(seen) == {("/mcp", "Bearer key"), ("/mcp/", "Bearer key")}


async def test_being_sent_on_ends_after_a_few_hops() -> None:
    paths = [f"/hop{number}" for number in range(MAX_HOPS + 1)]
    with sending_on(307, *paths) as (script, seen):
        with pytest.raises(McpFailed) as failed:
            async with open_client(ServerAddress(script.url), policy=EgressPolicy.parse(script.allowed)):
                pass
        assert (failed.value.code, "circle" in failed.value.person_message) == ("address_redirected", True)
        assert {path for path, _ in seen} == {"/mcp", *paths[:MAX_HOPS]}


@pytest.mark.parametrize(
    ("status", "to", "words"),
    [
        (307, "https://other.example/mcp?token=hush", "https://other.example."),
        (308, "http://127.0.0.1:1/mcp/", "http://127.0.0.1:1."),
        (307, "//other.example/mcp", "http://other.example."),
        (307, "https://127.0.0.1/hush", "https://127.0.0.1."),
        (308, "http://user:hush@{here}/mcp/", "another page of the same host"),
        (301, "/mcp/", "another page of the same host"),
        (302, "/login?next=hush", "another page of the same host"),
        (303, "/mcp/", "another page of the same host"),
        (307, "http://[hush", "cannot be read"),
        (307, "javascript:hush", "cannot be read"),
        (307, "", "circle"),
    ],
)
async def test_where_a_server_points_elsewhere_is_said_and_never_followed(status: int, to: str, words: str) -> None:
    with scripted_mcp({}) as script:
        answer = response(status, location=to.format(here=script.allowed))
        script.answers |= {"server/discover": answer, "initialize": answer, "tools/call": answer}
        policy, key = EgressPolicy.parse(script.allowed), Credential.header("X-Key", "key")
        with pytest.raises(McpFailed) as opening:
            async with open_client(ServerAddress(script.url), policy=policy, credential=key):
                pass
        async with open_client(ServerAddress(script.url), policy=policy, credential=key, stored=MODERN) as client:
            with pytest.raises(McpFailed) as calling:
                await client.call_tool("write", {}, deadline_seconds=5)
            script.answers["tools/call"] = text_result("fine")
            assert (await client.call_tool("read", {}, deadline_seconds=5)).status == "succeeded"
    for failed in (opening.value, calling.value):
        assert failed.code == "address_redirected" and words in failed.person_message
        assert "hush" not in failed.person_message
        # Only the host was named, or nothing: "that address" would lead a person to enter one without its path.
        assert "address of" in failed.person_message and "that address" not in failed.person_message
    assert calling.value.may_have_run is (status in (302, 303))


async def endpoint_event(_: Message) -> AsyncIterator[bytes]:
    yield b"event: endpoint\ndata: /messages\n\n"
    await anyio.sleep(30)


def session(message: Message) -> Response:
    answer = result(AGREED)(message)
    answer.headers["mcp-session-id"] = "session-1"
    return answer


def without_id(code: int, words: str, status: int) -> Answer:
    body = f'{{"jsonrpc":"2.0","id":null,"error":{{"code":{code},"message":"{words}"}}}}'
    return response(status, body, content_type="application/json")


FORGOTTEN: dict[str, Answer] = {
    "404 -32001": error(-32001, "Session not found", 404),
    "404 -32001 without id": without_id(-32001, "Session not found", 404),
    "404 old code": error(-32600, "Session not found: 3f0c9a6e-1b7e-4f2e-9d11-0c2a5b7d8e90", 404),
    "404 other code and words": error(-32602, "Unknown session id", 404),
    "404 text": response(404, "Session not found", content_type="text/plain"),
    "404 page": response(404, "<h1>Not Found</h1>", content_type="text/html"),
    "404 JSON": response(404, '{"detail":"Not Found"}', content_type="application/json"),
    "404 empty": response(404),
    "410": response(410),
    "410 -32001": error(-32001, "Session terminated", 410),
    "410 other code": error(-32000, "Gone", 410),
    "422 -32600": error(-32600, "Session expired. Please reinitialize.", 422),
    "422 or": error(-32600, "Invalid or expired session ID", 422),
    "404 with id": error(-32602, "Session with ID 'abc12345' not found", 404),
    "400 gone": error(-32000, "Session doesn't exist.", 400),
    "400 either": error(-32600, "Session not found or expired", 400),
    "400 transport": error(-32000, "No transport found for sessionId", 400),
    "422": response(422, '{"error":"stale"}', content_type="application/json"),
    "422 text": response(422, "Unprocessable Entity", content_type="text/plain"),
    "400 words": without_id(-32000, "Bad Request: No valid session ID provided", 400),
    "400 what to do": error(-32000, "Session expired, please send an initialize request first, then try again.", 400),
    "400 a revision": error(
        -32000, "Bad Request: Unsupported protocol version: 2 (supported versions: 2025-06-18)", 400
    ),
    "400 a revision of a header": error(-32600, "MCP-Protocol-Version header is missing", 400),
    "400 a revision that is not": error(-32000, "The protocol version 2025-06-18 is not supported.", 400),
    "400 header": error(-32000, "Bad Request: Mcp-Session-Id header is required", 400),
    "400 -32001": error(-32001, "Session not found", 400),
    "400 text": response(400, "No valid session ID provided", content_type="text/plain"),
    "400 other JSON": response(400, '{"error":"invalid session"}', content_type="application/json"),
    "200 -32001": error(-32001, "Session not found", 200),
}


@pytest.mark.parametrize("name", FORGOTTEN)
async def test_a_forgotten_session_is_opened_again_once_and_the_request_sent_again(name: str) -> None:
    with scripted_mcp({"initialize": session, "tools/call": text_result("ran")}) as script:
        pool = ClientPool(EgressPolicy.parse(script.allowed))
        to = Target("mia", ServerAddress(script.url), None, Negotiated("2025-06-18"))
        del script.answers["server/discover"]
        with anyio.fail_after(20):
            await pool.call_tool(to, "write", {}, deadline_seconds=5)
            answers = iter([FORGOTTEN[name], script.answers["tools/call"]])
            script.answers["tools/call"] = lambda message: next(answers)(message)
            script.log.clear()
            assert (await pool.call_tool(to, "write", {}, deadline_seconds=5)).status == "succeeded"
            assert (len(script.asked("tools/call")), len(script.asked("initialize"))) == (2, 1)
            await pool.aclose()


@pytest.mark.parametrize("name", FORGOTTEN)
async def test_a_server_that_forgets_at_once_again_is_a_failure_and_never_unknown(name: str) -> None:
    with scripted_mcp({"initialize": session, "tools/call": FORGOTTEN[name]}) as script:
        del script.answers["server/discover"]
        pool = ClientPool(EgressPolicy.parse(script.allowed))
        to = Target("mia", ServerAddress(script.url), None, Negotiated("2025-06-18"))
        with pytest.raises(McpFailed) as failed, anyio.fail_after(20):
            await pool.call_tool(to, "write", {}, deadline_seconds=5)
        await pool.aclose()
    assert (failed.value.code, failed.value.may_have_run) == ("connection_stale", False)
    assert len(script.asked("tools/call")) == 2


@pytest.mark.parametrize(
    "answer",
    [
        error(-32602, "title is required", 404),
        error(-32601, "no such method", 404),
        error(-32602, "title is required", 422),
        error(-32000, "title is required", 400),
        error(-32000, "browser session not found"),
        error(-32603, "the session of that user ended", 400),
        error(-32603, "gone", 404),
        error(-32000, "Record not found", 404),
        error(-32603, "3 of 5 rows were written, then the session log was full", 422),
        error(-32602, "session_id: must be a string", 422),
        error(-32000, "Partly written; the editing session is locked", 400),
        error(-32001, "Session expired while saving: 3 of 5 rows were written"),
        error(-32001, "The browser session closed after the click"),
        error(-32001, "Session expired. Please note that 3 of 5 rows were written."),
        error(-32001, "Session expired, please check what was saved", 400),
        error(-32600, "Session expired. Start again after the 2 mails that were sent", 400),
        error(-32001, f"Session expired.{' the' * 46} 3 of 5 rows were written"),
        error(-32000, "Saved with protocol version 3 of the form", 400),
        error(-32000, "Sent by protocol version 2; one mail came back", 400),
    ],
)
async def test_what_a_server_says_of_the_call_itself_is_not_sent_again(answer: Answer) -> None:
    with scripted_mcp({"initialize": session, "tools/call": answer}) as script:
        del script.answers["server/discover"]
        pool = ClientPool(EgressPolicy.parse(script.allowed))
        to = Target("mia", ServerAddress(script.url), None, Negotiated("2025-06-18"))
        with anyio.fail_after(20):
            assert (await pool.call_tool(to, "write", {}, deadline_seconds=5)).status == "failed"
            await pool.aclose()
    assert len(script.asked("tools/call")) == 1


@pytest.mark.parametrize(
    "words",
    [
        "a: " * 66,
        "session " * 25,
        "the " * 50,
        "no or invalid " * 14,
        "a b c d: " * 22,
        "session expired" + ". please a new" * 20,
        "protocol version " * 17,
        "session expired a" + "a" * 280,
    ],
)
def test_no_words_of_a_server_hold_up_the_worker(words: str) -> None:
    began = time.monotonic()
    assert _FORGOTTEN_WORDS.fullmatch(words[:300] + "#") is None
    assert time.monotonic() - began < 1


@pytest.mark.parametrize("refusal", [404, 405, 400, 406])
@pytest.mark.parametrize("first", ["event: endpoint\ndata: /messages\n\n", ": hi\n\nevent:endpoint\r\ndata: x\r\n\r\n"])
async def test_an_address_of_the_older_transport_is_told_apart(refusal: int, first: str) -> None:
    async def events() -> AsyncIterator[bytes]:
        yield first.encode()
        await anyio.sleep(30)

    async def endpoint(request: Request) -> Response:
        if request.method == "GET":
            return StreamingResponse(events(), media_type="text/event-stream")
        return Response("no", refusal)

    with served(Starlette(routes=[Route("/sse", endpoint, methods=["GET", "POST"])])) as origin:
        policy = EgressPolicy.parse(origin.removeprefix("http://"))
        with pytest.raises(McpFailed) as failed, anyio.fail_after(15):
            async with open_client(ServerAddress(f"{origin}/sse"), policy=policy):
                pass
    assert failed.value.code == "older_transport"
    assert "older transport (HTTP+SSE)" in failed.value.person_message and "/mcp" in failed.value.person_message


@pytest.mark.parametrize(
    "answer",
    [
        *(response(status) for status in (202, 204, 403, 409, 411, 422, 500, 501)),
        response(200, "<h1>Hi</h1>", content_type="text/html"),
        response(400, '{"error":"Missing sessionId"}', content_type="application/json"),
        response(400, "Missing sessionId", content_type="text/plain"),
        stream(endpoint_event, "text/event-stream"),
    ],
)
async def test_however_it_takes_a_post_the_older_transport_is_told_apart(answer: Answer) -> None:
    with scripted_mcp({"server/discover": answer, "initialize": answer}) as script:
        script.get_answer = stream(endpoint_event, "text/event-stream")
        policy = EgressPolicy.parse(script.allowed)
        with pytest.raises(McpFailed) as failed, anyio.fail_after(15):
            async with open_client(ServerAddress(script.url), policy=policy, connect_seconds=1):
                pass
    assert failed.value.code == "older_transport"


@pytest.mark.parametrize("events", ["data: hello\n\n", "event: message\ndata: endpoint\n\n", ""])
async def test_another_event_stream_is_no_server(events: str) -> None:
    with scripted_mcp({"server/discover": response(405), "initialize": response(405)}) as script:
        script.get_answer = response(200, events, content_type="text/event-stream")
        with pytest.raises(McpFailed) as failed, anyio.fail_after(15):
            async with open_client(ServerAddress(script.url), policy=EgressPolicy.parse(script.allowed)):
                pass
    assert failed.value.code == "not_an_mcp_server"


@pytest.mark.parametrize(
    "answers",
    [
        {"server/discover": response(400), "initialize": result({**AGREED, "protocolVersion": "2025-09-30"})},
        {"server/discover": response(400), "initialize": result({"protocolVersion": "2025-09-30"})},
    ],
)
async def test_a_version_that_we_do_not_know_is_named(answers: dict[str, Answer]) -> None:
    with scripted_mcp(answers) as script, pytest.raises(McpFailed) as failed:
        async with open_client(ServerAddress(script.url), policy=EgressPolicy.parse(script.allowed)):
            pass
    assert failed.value.code == "unknown_protocol_version" and "2025-09-30" in failed.value.person_message


@pytest.mark.parametrize(
    "said",
    [
        {"protocolVersion": "2025-06-18"},
        {**AGREED, "serverInfo": {"name": "s"}},
        {**AGREED, "serverInfo": None, "capabilities": None, "instructions": None},
        {**AGREED, "serverInfo": "s", "capabilities": {"tools": True, "logging": [], "prompts": {"listChanged": None}}},
    ],
)
async def test_a_handshake_that_leaves_out_what_nobody_needs_is_enough(said: Message) -> None:
    answers = {"server/discover": response(400), "initialize": result(said), "tools/call": text_result("ran")}
    with scripted_mcp(answers) as script:
        async with open_client(ServerAddress(script.url), policy=EgressPolicy.parse(script.allowed)) as client:
            assert (await client.call_tool("read", {}, deadline_seconds=5)).status == "succeeded"


@pytest.mark.parametrize(
    ("to", "given"),
    [
        ("https://service.example/other?x=1", True),
        ("https://service.example:8443/mcp", False),
        ("http://service.example/mcp", False),
        ("https://service.example.evil.example/mcp", False),
        ("https://other.example/mcp", False),
    ],
)
async def test_a_credential_is_for_its_servers_own_origin(to: str, given: bool) -> None:
    auth = OwnOriginOnly(ServerAddress("https://service.example/mcp"), Credential.header("X-Key", "key"))
    request = next(auth.auth_flow(httpx2.Request("POST", to)))
    assert ("x-key" in request.headers) is given
